import { TARGET_TRANSITIONS, targetCan, type TargetMove } from '@/lib/domain/target';
import type { TargetChange } from '@/lib/db/rows';
import type { RolloutRow, TargetRow } from './lock-rows';
import type { Engine } from './context';
import type { Work } from './transact';

/**
 * Moves many targets of one rollout the same way, with one event for each: the caller has locked them and asked
 * whether they may. Jobs of queued ones are taken back, and their fence is broken.
 */
export async function moveTargets(
  engine: Engine,
  work: Work,
  rolloutId: string,
  targets: readonly TargetRow[],
  move: TargetMove,
  verb: string,
  change: { readonly reason?: string; readonly data?: TargetChange } = {},
): Promise<void> {
  if (targets.length === 0) return;
  const wrong = targets.find((target) => !targetCan(target.state, move));
  if (wrong) throw new Error(`a target that is ${wrong.state} cannot ${move}`);
  const { to } = TARGET_TRANSITIONS[move];
  const fences = targets.flatMap((target) => (target.state === 'queued' && target.attemptId ? [target.attemptId] : []));
  await work.tx.target.updateMany({
    where: { id: { in: targets.map((target) => target.id) } },
    data: {
      state: to,
      attemptId: null,
      ...(to === 'pending' ? { queuedAt: null } : { finishedAt: work.now }),
      version: { increment: 1 },
      ...(change.reason ? { reason: change.reason } : {}),
      ...change.data,
    },
  });
  await engine.queue.cancelRunTarget(work.tx, fences);
  await work.event(
    ...targets.map((target) => ({
      rolloutId,
      waveId: target.waveId,
      targetId: target.id,
      verb,
      from: target.state,
      to,
      ...(change.reason ? { reason: change.reason } : {}),
      data: { tenant: target.tenantKey },
    })),
  );
  work.announce('fleet');
}

/** Queued ones that have not begun go back: a pause starts nothing new. */
export async function returnQueued(
  engine: Engine,
  work: Work,
  rollout: Pick<RolloutRow, 'id'>,
  queued: readonly TargetRow[],
  verb: string,
): Promise<void> {
  await moveTargets(engine, work, rollout.id, queued, 'return', verb);
}
