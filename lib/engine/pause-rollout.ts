import { ok, type Result } from '@/lib/domain/refusal';
import type { Input, pauseRollout as pauseRolloutInput } from '@/lib/wire/commands';
import type { Actor, Engine } from './context';
import { lockRolloutSeen, lockTargetsInState } from './lock-rows';
import { moveRollout } from './move-rollout';
import { returnQueued } from './move-targets';
import { transact } from './transact';

/**
 * Starts nothing new: what is queued goes back to pending, what runs ends as it ends. A pause is no hand in the
 * rollout: whoever stops something suspicious may still decide on it.
 * @returns how many tenants are still being worked on.
 */
export async function pauseRollout(
  engine: Engine,
  actor: Actor,
  input: Input<typeof pauseRolloutInput>,
): Promise<Result<{ readonly rolloutId: string; readonly version: number; readonly inFlight: number }>> {
  return transact(engine, actor, 'pause-rollout', async (work) => {
    const seen = await lockRolloutSeen(work.tx, input.rolloutId, input.expectedVersion);
    if (!seen.ok) return seen;
    const rollout = seen.value;
    const queued = await lockTargetsInState(work.tx, rollout.id, ['queued']);
    const inFlight = await work.tx.target.count({ where: { rolloutId: rollout.id, state: 'running' } });
    const moved = await moveRollout(work, rollout, 'pause', 'pause-rollout', {
      pauseReason: 'manual',
      pausedById: actor.id,
      reason: input.reason,
      data: { inFlight, returned: queued.length },
    });
    if (!moved.ok) return moved;
    await returnQueued(engine, work, rollout, queued, 'pause-rollout');
    await work.audit(
      { kind: 'rollout', id: rollout.id, label: rollout.name },
      { reason: input.reason, data: { inFlight, returned: queued.length } },
    );
    return ok({ rolloutId: rollout.id, version: moved.value.version, inFlight });
  });
}
