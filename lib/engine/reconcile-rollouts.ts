import { ok } from '@/lib/domain/refusal';
import type { RunTargetJob } from '@/lib/wire/jobs';
import { writeDownApproval } from './advance-wave';
import type { Engine } from './context';
import { loadGate } from './load-evidence';
import { lockRollout } from './lock-rows';
import { transact } from './transact';

/** A job that has just been sent, or settled, may not be seen in the queue: this much younger rows are left alone. */
const GRACE_MS = 30_000;

/**
 * The safety net, at a worker's start and each minute: every live rollout gets a tick, approvals that have run out say
 * so, and targets whose job is gone (a queue that was restored, a job deleted by hand) get back into line.
 */
export async function reconcileRollouts(engine: Engine, graceMs: number = GRACE_MS): Promise<void> {
  await returnLostJobs(engine, graceMs);
  await writeDownApprovals(engine);
  const live = await engine.db.rollout.findMany({
    where: { state: { in: ['running', 'aborting'] } },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  for (const { id } of live) {
    await transact(engine, null, 'engine', async (work) => {
      await work.tick(id);
      return ok(null);
    });
  }
}

async function returnLostJobs(engine: Engine, graceMs: number): Promise<void> {
  const before = new Date(engine.clock.now().getTime() - graceMs);
  const inFlight = await engine.db.target.findMany({
    where: { state: { in: ['queued', 'running'] }, queuedAt: { lte: before }, attemptId: { not: null } },
    select: { id: true, attemptId: true, rolloutId: true },
  });
  const fences = inFlight.flatMap((target) => (target.attemptId === null ? [] : [target.attemptId]));
  const alive = await engine.queue.findLiveRunTargets(fences);
  for (const { id, attemptId, rolloutId } of inFlight) {
    if (attemptId === null || alive.has(attemptId)) continue;
    await returnTarget(engine, rolloutId, id, attemptId);
  }
}

/** Guarded by the fence: one that has been settled in the meantime is left as it is. */
async function returnTarget(engine: Engine, rolloutId: string, targetId: string, fence: string): Promise<void> {
  await transact(engine, null, 'engine', async (work) => {
    const { tx, now } = work;
    const rollout = await lockRollout(tx, rolloutId);
    const [target] = await tx.$queryRaw<{ state: string; waveId: string }[]>`
      SELECT "state", "wave_id"::text AS "waveId" FROM "target"
      WHERE "id" = ${targetId}::uuid AND "attempt_id" = ${fence}::uuid AND "state" IN ('queued', 'running') FOR UPDATE`;
    if (target === undefined || rollout === null) return ok(null);
    const ending = rollout.state === 'aborting';
    await tx.attempt.updateMany({ where: { targetId, state: 'running' }, data: { state: 'lost', finishedAt: now } });
    await tx.target.update({
      where: { id: targetId },
      data: {
        state: ending ? 'cancelled' : 'pending',
        attemptId: null,
        queuedAt: null,
        version: { increment: 1 },
        ...(ending ? { finishedAt: now, reason: 'aborted' } : {}),
      },
    });
    await work.event({
      rolloutId,
      waveId: target.waveId,
      targetId,
      verb: 'reconcile',
      from: target.state,
      to: ending ? 'cancelled' : 'pending',
      data: { code: 'worker_lost' },
    });
    await work.tick(rolloutId);
    return ok(null);
  });
}

/** A job that the queue has given up: as if it were gone. */
export async function reconcileDeadJob(engine: Engine, job: RunTargetJob): Promise<void> {
  await returnTarget(engine, job.rolloutId, job.targetId, job.attemptId);
}

async function writeDownApprovals(engine: Engine): Promise<void> {
  const open = await engine.db.approval.findMany({
    where: { state: { in: ['requested', 'approved'] }, wave: { state: 'pending' } },
    select: { waveId: true, rolloutId: true },
    distinct: ['waveId'],
  });
  for (const { waveId, rolloutId } of open) {
    await transact(engine, null, 'engine', async (work) => {
      await lockRollout(work.tx, rolloutId);
      const gate = await loadGate(work.tx, waveId, work.now);
      if (gate !== null) await writeDownApproval(work, gate);
      return ok(null);
    });
  }
}
