import { randomUUID } from 'node:crypto';
import { ok, type Result } from '@/lib/domain/refusal';
import type { RunTargetJob } from '@/lib/wire/jobs';
import type { Engine } from './context';
import { transact, type Work } from './transact';
import type { Workbench } from './workbench';

export type Backend = { readonly pid: number; readonly startedAt: string };

/** What nobody changes while the target runs. */
export type TargetAtBegin = { readonly waveId: string; readonly countedFailure: boolean };

export type Begun =
  /** The job is of another time: its target was returned, cancelled, settled or given a new job. */
  | { readonly kind: 'stale' }
  /** Too many workers have died on this tenant: nobody tries again without a person. */
  | { readonly kind: 'given_up'; readonly attemptId: string; readonly lost: number; readonly target: TargetAtBegin }
  | {
      readonly kind: 'begun';
      readonly attemptId: string;
      readonly startedAt: Date;
      readonly target: TargetAtBegin;
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
  const first = await beginFirst(engine, bench, job);
  if (first !== null) return first;
  const begin = async (work: Work): Promise<Result<Begun>> => {
    const { tx, now } = work;
    const [row] = await tx.$queryRaw<(TargetAtBegin & { readonly state: string })[]>`
      SELECT "state", "wave_id"::text AS "waveId", "counted_failure" AS "countedFailure" FROM "target"
      WHERE "id" = ${job.targetId}::uuid AND "attempt_id" = ${job.attemptId}::uuid
        AND "state" IN ('queued', 'running') FOR UPDATE`;
    if (row === undefined) return ok({ kind: 'stale' });
    const { state, ...target } = row;
    const earlier = await tx.attempt.findMany({
      where: { targetId: job.targetId },
      select: { id: true, number: true, state: true, backendPid: true, backendStart: true },
      orderBy: { number: 'desc' },
    });
    const running = earlier.filter((attempt) => attempt.state === 'running');
    if (running.length > 0) {
      await tx.attempt.updateMany({
        where: { id: { in: running.map((attempt) => attempt.id) } },
        data: { state: 'lost', finishedAt: now },
      });
    }
    const lostInRow = earlier.findIndex((attempt) => attempt.state !== 'lost' && attempt.state !== 'running');
    const lost = lostInRow === -1 ? earlier.length : lostInRow;
    const attemptId = randomUUID();
    const number = (earlier[0]?.number ?? 0) + 1;
    const steps = firstSteps(now);
    await tx.$executeRaw`
      WITH made AS (
        INSERT INTO "attempt" ("id", "target_id", "number", "state", "worker_id", "step", "steps", "started_at")
        VALUES (${attemptId}::uuid, ${job.targetId}::uuid, ${number}, 'running', ${bench.workerId}, 'preflight',
                ${steps}::jsonb, ${now})
      )
      UPDATE "target" SET "state" = 'running', "started_at" = ${now}, "attempts" = "attempts" + 1,
        "version" = "version" + 1
      WHERE "id" = ${job.targetId}::uuid`;
    if (running.length > 0) {
      await work.event({
        rolloutId: job.rolloutId,
        waveId: target.waveId,
        targetId: job.targetId,
        verb: 'take-over',
        from: state,
        to: 'running',
        data: { lost },
      });
    }
    if (lost >= MAX_LOST) return ok({ kind: 'given_up', attemptId, lost, target });
    const lostBackends = earlier
      .filter((attempt) => attempt.state === 'running' || attempt.state === 'lost')
      .flatMap(({ backendPid, backendStart }) =>
        backendPid === null || backendStart === null ? [] : [{ pid: backendPid, startedAt: backendStart }],
      );
    work.announce(`rollout:${job.rolloutId}`);
    return ok({ kind: 'begun', attemptId, startedAt: now, target, lostBackends });
  };
  const begun = await transact(engine, null, 'engine', begin, { announceLater: bench.announce });
  return begun.ok ? begun.value : { kind: 'stale' };
}

const firstSteps = (now: Date): string => JSON.stringify([{ step: 'preflight', startedAt: now.toISOString() }]);

/**
 * The ordinary case, a target that nobody has tried yet: one statement instead of a transaction of five. Of two
 * deliveries the later one waits for the row, finds it running and goes the long way.
 */
async function beginFirst(
  engine: Engine,
  bench: Pick<Workbench, 'workerId' | 'announce'>,
  job: RunTargetJob,
): Promise<Begun | null> {
  const attemptId = randomUUID();
  const now = engine.clock.now();
  const [target] = await engine.db.$queryRaw<TargetAtBegin[]>`
    WITH begun AS (
      UPDATE "target" t SET "state" = 'running', "started_at" = ${now}, "attempts" = t."attempts" + 1,
        "version" = t."version" + 1
      WHERE t."id" = ${job.targetId}::uuid AND t."attempt_id" = ${job.attemptId}::uuid AND t."state" = 'queued'
        AND NOT EXISTS (SELECT FROM "attempt" a WHERE a."target_id" = t."id")
      RETURNING t."id", t."wave_id", t."counted_failure"
    ), made AS (
      INSERT INTO "attempt" ("id", "target_id", "number", "state", "worker_id", "step", "steps", "started_at")
      SELECT ${attemptId}::uuid, "id", 1, 'running', ${bench.workerId}, 'preflight', ${firstSteps(now)}::jsonb,
             ${now}::timestamptz
      FROM begun
    )
    SELECT "wave_id"::text AS "waveId", "counted_failure" AS "countedFailure" FROM begun`;
  if (target === undefined) return null;
  bench.announce([`rollout:${job.rolloutId}`]);
  return { kind: 'begun', attemptId, startedAt: now, target, lostBackends: [] };
}
