import { ok, type Result } from '@/lib/domain/refusal';
import type { Input, skipTarget as skipTargetInput } from '@/lib/wire/commands';
import type { Actor, Engine } from './context';
import { moveTargets } from './move-targets';
import { chooseTargets, keysOf, type TargetsMoved } from './target-command';
import { transact } from './transact';

/** Left where it is, by a person, with a reason; it stays on the exceptions list. The budget gets nothing back. */
export async function skipTarget(
  engine: Engine,
  actor: Actor,
  input: Input<typeof skipTargetInput>,
): Promise<Result<TargetsMoved>> {
  return transact(engine, actor, 'skip-target', async (work) => {
    const states = ['ready', 'running', 'paused'] as const;
    const chosen = await chooseTargets(work, 'skip-target', input.rolloutId, input.targetIds, states, ['skip']);
    if (!chosen.ok) return chosen;
    const { rollout, able, unable } = chosen.value;
    await moveTargets(engine, work, rollout.id, able, 'skip', 'skip-target', { reason: input.reason });
    await work.hand(rollout.id);
    await work.audit(
      { kind: 'rollout', id: rollout.id, label: rollout.name },
      { reason: input.reason, data: { tenants: keysOf(able) } },
    );
    await work.tick(rollout.id);
    return ok({ done: keysOf(able), notDone: unable });
  });
}
