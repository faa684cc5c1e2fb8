import { fromPrisma, PgBoss } from 'pg-boss';
import type { Logger } from 'pino';
import type { Transaction } from '@/lib/db/client';
import { sha256 } from '@/lib/platform/secrets';
import { QUEUES, type ObserveJob, type RunTargetJob, type TickJob, type WakeJob } from '@/lib/wire/jobs';

/** Our job kinds on pg-boss. Every send takes the caller's transaction: state and job commit together or not at all. */
export type Queue = {
  readonly boss: PgBoss;
  /** Ids of the targets whose job came back: `exclusive` drops a second job of the same tenant silently. */
  sendRunTarget(tx: Transaction, jobs: readonly RunTargetJob[]): Promise<readonly string[]>;
  /** Takes back jobs by their fence. One that a worker has in hand already finds its fence broken and does nothing. */
  cancelRunTarget(tx: Transaction, attemptIds: readonly string[]): Promise<void>;
  /** Done, in the transaction that settles the target. */
  completeRunTarget(tx: Transaction, attemptId: string): Promise<void>;
  /** Of these fences, the ones whose job still waits, runs or will be retried. */
  findLiveRunTargets(attemptIds: readonly string[]): Promise<ReadonlySet<string>>;
  sendTick(tx: Transaction, rolloutId: string): Promise<void>;
  sendWake(tx: Transaction, job: WakeJob, at: Date): Promise<void>;
  sendObserve(tx: Transaction, job: ObserveJob): Promise<void>;
};

export type QueueMode = 'send' | 'work';

/**
 * `send` (web): no supervision, no schedules, no migration. `work`: a worker process.
 * The schema and the queues are made by the deploy step (`lib/queue/migrate.ts`), never at run time.
 */
export async function openQueue(databaseUrl: string, mode: QueueMode, log: Logger): Promise<Queue> {
  const working = mode === 'work';
  const boss = new PgBoss({
    connectionString: databaseUrl,
    application_name: `groundswell-queue-${mode}`,
    max: working ? 6 : 2,
    migrate: false,
    createSchema: false,
    supervise: working,
    schedule: false,
    useListenNotify: working,
    // How soon a dead worker's missing heartbeat is noticed.
    monitorIntervalSeconds: 3,
    superviseIntervalSeconds: 3,
    persistWarnings: false,
  });
  boss.on('error', (error: Error) => log.error({ err: error }, 'queue error'));
  await boss.start();
  return queueOn(boss);
}

const LIVE_JOB_STATES: ReadonlySet<string> = new Set(['created', 'retry', 'active']);

/** PostgreSQL limits a statement to 65,535 parameters; the library passes jobs as one JSON value, ids as an array. */
export function queueOn(boss: PgBoss): Queue {
  return {
    boss,
    async sendRunTarget(tx, jobs) {
      if (jobs.length === 0) return [];
      const ids = await boss.insert(
        QUEUES.runTarget,
        jobs.map((job) => ({ id: job.attemptId, data: job, singletonKey: job.tenantId })),
        { db: fromPrisma(tx), returnId: true },
      );
      const accepted = new Set(ids ?? []);
      return jobs.filter((job) => accepted.has(job.attemptId)).map((job) => job.targetId);
    },
    async cancelRunTarget(tx, attemptIds) {
      if (attemptIds.length > 0) await boss.cancel(QUEUES.runTarget, [...attemptIds], { db: fromPrisma(tx) });
    },
    async completeRunTarget(tx, attemptId) {
      // Also when it waits for its next delivery: a worker that was thought dead has settled all the same.
      await boss.complete(QUEUES.runTarget, attemptId, null, { db: fromPrisma(tx), includeQueued: true });
    },
    async findLiveRunTargets(attemptIds) {
      const live = new Set<string>();
      for (const id of attemptIds) {
        const [job] = await boss.findJobs(QUEUES.runTarget, { id });
        if (job !== undefined && LIVE_JOB_STATES.has(job.state)) live.add(id);
      }
      return live;
    },
    async sendTick(tx, rolloutId) {
      await boss.send(QUEUES.tick, { rolloutId } satisfies TickJob, { db: fromPrisma(tx), singletonKey: rolloutId });
    },
    async sendWake(tx, job, at) {
      // The same wish for the same moment is one job.
      const singletonKey = `${job.rolloutId} ${job.why} ${at.toISOString()}`;
      await boss.sendAfter(QUEUES.wake, job, { db: fromPrisma(tx), singletonKey }, at);
    },
    async sendObserve(tx, job) {
      // Equal lists in any order are one wish; the whole list counts, or a long one would swallow another.
      await boss.send(QUEUES.observe, job, {
        db: fromPrisma(tx),
        singletonKey: job.tenantIds === null ? job.serverId : `${job.serverId}:${sha256(job.tenantIds.toSorted().join(' '))}`,
      });
    },
  };
}
