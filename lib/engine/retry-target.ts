import { ok, type Result } from '@/lib/domain/refusal';
import { JSON_ABSENT } from '@/lib/db/rows';
import { isTakenTwice } from '@/lib/db/sqlstates';
import type { Input, retryTarget as retryTargetInput } from '@/lib/wire/commands';
import type { Actor, Engine } from './context';
import { moveTargets } from './move-targets';
import { reopenWaves } from './reopen-waves';
import { chooseTargets, keysOf, withoutTaken, type TargetsMoved } from './target-command';
import { transact, type Work } from './transact';

/**
 * Back to `pending`, waiting for a place under the same caps as every other (decision 003). A wave that was soaking
 * or settled has work again; one that has passed stays passed, and the retry is a repair behind it. A tenant that
 * another live rollout has meanwhile (a rollback of this one) is left to it: refused `tenant_in_rollout` if that is all.
 */
export async function retryTarget(
  engine: Engine,
  actor: Actor,
  input: Input<typeof retryTargetInput>,
): Promise<Result<TargetsMoved>> {
  const attempt = () => transact(engine, actor, 'retry-target', (work) => retry(engine, work, input));
  try {
    return await attempt();
  } catch (error) {
    // A plan took a tenant between our look and our write: now it can be seen, and is named.
    if (!isTakenTwice(error)) throw error;
    return attempt();
  }
}

async function retry(
  engine: Engine,
  work: Work,
  input: Input<typeof retryTargetInput>,
): Promise<Result<TargetsMoved>> {
  const states = ['running', 'paused'] as const;
  const asked = await chooseTargets(work, 'retry-target', input.rolloutId, input.targetIds, states, ['retry']);
  if (!asked.ok) return asked;
  const chosen = await withoutTaken(work, asked.value);
  if (!chosen.ok) return chosen;
  const { rollout, able, unable } = chosen.value;
  await moveTargets(engine, work, rollout.id, able, 'retry', 'retry-target', {
    data: {
      attempts: 0,
      failure: JSON_ABSENT,
      reason: null,
      retryAt: null,
      cancelRequestedAt: null,
      finishedAt: null,
      live: true,
    },
  });
  await reopenWaves(work, able);
  await work.hand(rollout.id);
  await work.audit({ kind: 'rollout', id: rollout.id, label: rollout.name }, { data: { tenants: keysOf(able) } });
  await work.tick(rollout.id);
  return ok({ done: keysOf(able), notDone: unable });
}
