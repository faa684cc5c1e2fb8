import { ok, refuse, type Result } from '@/lib/domain/refusal';
import type { Input, startRollout as startRolloutInput } from '@/lib/wire/commands';
import type { Actor, Engine } from './context';
import { lockRolloutSeen } from './lock-rows';
import { moveRollout } from './move-rollout';
import { transact } from './transact';

/**
 * `ready → running`. The person types how many tenants will be worked on; the tick opens the first wave.
 * @returns the rollout's new version.
 */
export async function startRollout(
  engine: Engine,
  actor: Actor,
  input: Input<typeof startRolloutInput>,
): Promise<Result<{ readonly rolloutId: string; readonly version: number; readonly tenants: number }>> {
  return transact(engine, actor, 'start-rollout', async (work) => {
    const seen = await lockRolloutSeen(work.tx, input.rolloutId, input.expectedVersion);
    if (!seen.ok) return seen;
    const rollout = seen.value;
    const tenants = await work.tx.target.count({ where: { rolloutId: rollout.id, state: 'pending' } });
    const moved = await moveRollout(work, rollout, 'start', 'start-rollout', {
      startedAt: work.now,
      data: { tenants },
    });
    if (!moved.ok) return moved;
    if (tenants === 0) return refuse('no_targets', { rollout: rollout.name });
    if (input.confirmCount !== tenants) {
      return refuse('count_not_confirmed', { expected: tenants, given: input.confirmCount });
    }
    await work.hand(rollout.id);
    await work.audit({ kind: 'rollout', id: rollout.id, label: rollout.name }, { data: { tenants } });
    await work.tick(rollout.id);
    return ok({ rolloutId: rollout.id, version: moved.value.version, tenants });
  });
}
