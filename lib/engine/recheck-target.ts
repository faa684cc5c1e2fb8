import { ok, refuse, type Result } from '@/lib/domain/refusal';
import { isTakenTwice } from '@/lib/db/sqlstates';
import type { Input, recheckTarget as recheckTargetInput } from '@/lib/wire/commands';
import type { Actor, Engine } from './context';
import { findUnanswered, recheckTargets } from './unanswered-checks';
import { chooseTargets, keysOf, withoutTaken, type TargetsMoved } from './target-command';
import { transact, type Work } from './transact';

/**
 * Asks the checks of succeeded targets again whose newest enforced verdicts hold the gate (error, no_data,
 * inconclusive): the ordinary run finds nothing to apply, validates and verifies anew. Refused `nothing_to_recheck`
 * when no check of theirs is without an answer.
 */
export async function recheckTarget(
  engine: Engine,
  actor: Actor,
  input: Input<typeof recheckTargetInput>,
): Promise<Result<TargetsMoved>> {
  const attempt = () => transact(engine, actor, 'recheck-target', (work) => recheck(engine, work, input));
  try {
    return await attempt();
  } catch (error) {
    // As for a retry: a plan took a tenant between our look and our write.
    if (!isTakenTwice(error)) throw error;
    return attempt();
  }
}

async function recheck(
  engine: Engine,
  work: Work,
  input: Input<typeof recheckTargetInput>,
): Promise<Result<TargetsMoved>> {
  const states = ['running', 'paused'] as const;
  const asked = await chooseTargets(work, 'recheck-target', input.rolloutId, input.targetIds, states, ['recheck']);
  if (!asked.ok) return asked;
  const { rollout, able, unable } = asked.value;
  const unanswered = await findUnanswered(work.tx, rollout.id);
  const holding = able.filter((target) => unanswered.has(target.id));
  const answered = able.filter((target) => !unanswered.has(target.id));
  if (holding.length === 0) return refuse('nothing_to_recheck', { tenant: answered[0]?.tenantKey ?? null });
  const others = answered.map(({ id, tenantKey, state }) => ({ targetId: id, tenant: tenantKey, state }));
  const chosen = await withoutTaken(work, { rollout, able: holding, unable: [...unable, ...others] });
  if (!chosen.ok) return chosen;
  const targets = chosen.value.able;
  await recheckTargets(engine, work, rollout.id, targets, 'recheck-target');
  await work.hand(rollout.id);
  await work.audit({ kind: 'rollout', id: rollout.id, label: rollout.name }, { data: { tenants: keysOf(targets) } });
  await work.tick(rollout.id);
  return ok({ done: keysOf(targets), notDone: chosen.value.unable });
}
