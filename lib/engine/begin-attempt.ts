import { randomUUID } from 'node:crypto';
import { ok, type Result } from '@/lib/domain/refusal';
import type { RunTargetJob } from '@/lib/wire/jobs';
import type { Engine } from './context';
import { transact, type Work } from './transact';
import type { Workbench } from './workbench';

export type Backend = { readonly pid: number; readonly startedAt: string };

export type Begun =
  /** The job is of another time: its target was returned, cancelled, settled or given a new job. */
  | { readonly kind: 'stale' }
  /** Too many workers have died on this tenant: nobody tries again without a person. */
  | { readonly kind: 'given_up'; readonly attemptId: string; readonly lost: number }
  | {
      readonly kind: 'begun';
      readonly attemptId: string;
      readonly number: number;
      readonly startedAt: Date;
      /** Sessions of earlier deliveries of this job that may still run a script. */
      readonly lostBackends: readonly Backend[];
    };

/** Workers in a row that may die on one tenant. */
const MAX_LOST = 5;

/**
 * The fence has two parts. `target.attempt_id` is the job's id: it says which job may work on the target at all. The
 * attempt row is one delivery of that job: a redelivery, after a worker died or stalled, marks the older rows `lost`
 * and makes its own. Whoever settles must hold both, so a worker that comes back from the dead settles nothing.
 */
export async function beginAttempt(
  engine: Engine,
  bench: Pick<Workbench, 'workerId' | 'announce'>,
  job: RunTargetJob,
): Promise<Begun> {
  const begin = async (work: Work): Promise<Result<Begun>> => {
    const { tx, now } = work;
    const [target] = await tx.$queryRaw<{ state: string; waveId: string }[]>`
      SELECT "state", "wave_id"::text AS "waveId" FROM "target"
      WHERE "id" = ${job.targetId}::uuid AND "attempt_id" = ${job.attemptId}::uuid
        AND "state" IN ('queued', 'running') FOR UPDATE`;
    if (target === undefined) return ok({ kind: 'stale' });
    const earlier = await tx.attempt.findMany({
      where: { targetId: job.targetId },
      select: { id: true, number: true, state: true, backendPid: true, backendStart: true },
      orderBy: { number: 'desc' },
    });
    const running = earlier.filter((attempt) => attempt.state === 'running');
    await tx.attempt.updateMany({
      where: { id: { in: running.map((attempt) => attempt.id) } },
      data: { state: 'lost', finishedAt: now },
    });
    const lostInRow = earlier.findIndex((attempt) => attempt.state !== 'lost' && attempt.state !== 'running');
    const lost = lostInRow === -1 ? earlier.length : lostInRow;
    const attemptId = randomUUID();
    const number = (earlier[0]?.number ?? 0) + 1;
    await tx.attempt.create({
      data: {
        id: attemptId,
        targetId: job.targetId,
        number,
        state: 'running',
        workerId: bench.workerId,
        step: 'preflight',
        steps: [{ step: 'preflight', startedAt: now.toISOString() }],
        startedAt: now,
      },
    });
    await tx.target.update({
      where: { id: job.targetId },
      data: { state: 'running', startedAt: now, attempts: { increment: 1 }, version: { increment: 1 } },
    });
    if (running.length > 0) {
      await work.event({
        rolloutId: job.rolloutId,
        waveId: target.waveId,
        targetId: job.targetId,
        verb: 'take-over',
        from: target.state,
        to: 'running',
        data: { lost },
      });
    }
    if (lost >= MAX_LOST) return ok({ kind: 'given_up', attemptId, lost });
    const lostBackends = earlier
      .filter((attempt) => attempt.state === 'running' || attempt.state === 'lost')
      .flatMap(({ backendPid, backendStart }) =>
        backendPid === null || backendStart === null ? [] : [{ pid: backendPid, startedAt: backendStart }],
      );
    work.announce(`rollout:${job.rolloutId}`);
    return ok({ kind: 'begun', attemptId, number, startedAt: now, lostBackends });
  };
  const begun = await transact(engine, null, 'engine', begin, { announceLater: bench.announce });
  return begun.ok ? begun.value : { kind: 'stale' };
}
