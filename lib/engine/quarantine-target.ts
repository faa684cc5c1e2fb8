import { ok, type Result } from '@/lib/domain/refusal';
import type { Input, quarantineTarget as quarantineTargetInput } from '@/lib/wire/commands';
import type { Actor, Engine } from './context';
import { moveTargets } from './move-targets';
import { chooseTargets, keysOf, type TargetsMoved } from './target-command';
import { transact } from './transact';

/** A failed tenant is set aside on the repair list, so that its wave can finish. The budget gets nothing back. */
export async function quarantineTarget(
  engine: Engine,
  actor: Actor,
  input: Input<typeof quarantineTargetInput>,
): Promise<Result<TargetsMoved>> {
  return transact(engine, actor, 'quarantine-target', async (work) => {
    const states = ['running', 'paused'] as const;
    const verb = 'quarantine-target';
    const chosen = await chooseTargets(work, verb, input.rolloutId, input.targetIds, states, ['quarantine']);
    if (!chosen.ok) return chosen;
    const { rollout, able, unable } = chosen.value;
    await moveTargets(engine, work, rollout.id, able, 'quarantine', verb, { reason: input.reason });
    await work.hand(rollout.id);
    await work.audit(
      { kind: 'rollout', id: rollout.id, label: rollout.name },
      { reason: input.reason, data: { tenants: keysOf(able) } },
    );
    await work.tick(rollout.id);
    return ok({ done: keysOf(able), notDone: unable });
  });
}
