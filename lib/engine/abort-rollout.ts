import { ok, type Result } from '@/lib/domain/refusal';
import type { abortRollout as abortRolloutInput, Input } from '@/lib/wire/commands';
import type { Actor, Engine } from './context';
import { finishAbort } from './finish-rollout';
import { lockRolloutSeen, lockTargetsInState } from './lock-rows';
import { moveRollout } from './move-rollout';
import { moveTargets } from './move-targets';
import { transact } from './transact';

/**
 * Stops scheduling. Transactions in flight end as they end, migrated tenants stay as they are; taking them back is a
 * rollback. With nothing in flight it is over at once, worker or no worker.
 */
export async function abortRollout(
  engine: Engine,
  actor: Actor,
  input: Input<typeof abortRolloutInput>,
): Promise<Result<{ readonly rolloutId: string; readonly version: number; readonly inFlight: number }>> {
  return transact(engine, actor, 'abort-rollout', async (work) => {
    const seen = await lockRolloutSeen(work.tx, input.rolloutId, input.expectedVersion);
    if (!seen.ok) return seen;
    const rollout = seen.value;
    const inFlight = await work.tx.target.count({ where: { rolloutId: rollout.id, state: 'running' } });
    const moved = await moveRollout(work, rollout, 'abort', 'abort-rollout', {
      reason: input.reason,
      data: { inFlight },
    });
    if (!moved.ok) return moved;
    const queued = await lockTargetsInState(work.tx, rollout.id, ['queued']);
    await moveTargets(engine, work, rollout.id, queued, 'cancel', 'abort-rollout', { reason: 'aborted' });
    await work.audit(
      { kind: 'rollout', id: rollout.id, label: rollout.name },
      { reason: input.reason, data: { inFlight } },
    );
    const ended = await finishAbort(work, moved.value);
    return ok({ rolloutId: rollout.id, version: ended.version, inFlight });
  });
}
