import type { Job } from 'pg-boss';
import type { Logger } from 'pino';
import { observeServer } from '@/lib/engine/observe-tenants';
import type { OpenedEngine } from '@/lib/engine/open-engine';
import { reconcileDeadJob } from '@/lib/engine/reconcile-rollouts';
import { runTarget } from '@/lib/engine/run-target';
import { tickRollout } from '@/lib/engine/tick-rollout';
import { wakeRollout } from '@/lib/engine/wake-rollout';
import type { Workbench } from '@/lib/engine/workbench';
import { observeJob, QUEUES, runTargetJob, tickJob, wakeJob } from '@/lib/wire/jobs';
import type { CancelWatch } from './cancel-watch';

export type HandlerOptions = {
  readonly engine: Pick<OpenedEngine, 'db' | 'queue' | 'clock' | 'keys'>;
  readonly bench: Workbench;
  readonly cancels: CancelWatch;
  readonly log: Logger;
  /** Tenants worked on at once by this process. */
  readonly concurrency: number;
  /** Aborted when the process cannot wait any longer for what it runs. */
  readonly leaving: AbortSignal;
};

export type Handlers = {
  /** Fetches nothing more. */
  stopFetching(): Promise<void>;
  /** Jobs in hand. */
  idle(): Promise<void>;
};

/** With NOTIFY polling is only the net under it: a notification that is lost costs these seconds. */
type Polling = {
  readonly localConcurrency: number;
  readonly pollingIntervalSeconds: number;
  readonly notifyPollingIntervalSeconds?: number;
};

/** Job kind → verb. A job only says where to look; everything is decided from rows. */
export async function registerHandlers(options: HandlerOptions): Promise<Handlers> {
  const { engine, bench, cancels, log, concurrency, leaving } = options;
  const { boss } = engine.queue;
  const inHand = new Set<Promise<unknown>>();

  const work = async (
    queue: string,
    settings: Polling,
    handle: (job: Job<object>) => Promise<unknown>,
  ): Promise<void> => {
    const polling = { ...settings, batchSize: 1 };
    await boss.work<object>(queue, polling, async ([job]) => {
      if (job === undefined) return;
      const handling = handle(job);
      inHand.add(handling);
      try {
        await handling;
      } catch (error) {
        log.error({ err: error, queue, job: job.id }, 'a job failed and will be tried again');
        throw error;
      } finally {
        inHand.delete(handling);
      }
    });
  };

  await work(QUEUES.runTarget, { localConcurrency: concurrency, pollingIntervalSeconds: 2, notifyPollingIntervalSeconds: 4 }, async (job) => {
    const data = runTargetJob.parse(job.data);
    const cancel = cancels.watch(data.targetId);
    try {
      const ended = await runTarget(engine, bench, data, AbortSignal.any([cancel, job.signal, leaving]));
      log.info({ target: data.targetId, rollout: data.rolloutId, ended }, 'target ended');
    } finally {
      cancels.forget(data.targetId);
    }
  });
  await work(QUEUES.tick, { localConcurrency: 2, pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 1 }, (job) =>
    tickRollout(engine, tickJob.parse(job.data).rolloutId, bench.announce),
  );
  await work(QUEUES.wake, { localConcurrency: 1, pollingIntervalSeconds: 0.5 }, (job) =>
    wakeRollout(engine, wakeJob.parse(job.data)),
  );
  await work(QUEUES.observe, { localConcurrency: 2, pollingIntervalSeconds: 2 }, (job) => {
    const { serverId, tenantIds } = observeJob.parse(job.data);
    return observeServer(engine, serverId, tenantIds);
  });
  await work(QUEUES.deadTarget, { localConcurrency: 1, pollingIntervalSeconds: 5 }, (job) =>
    reconcileDeadJob(engine, runTargetJob.parse(job.data)),
  );

  return {
    async stopFetching() {
      for (const queue of Object.values(QUEUES)) await boss.offWork(queue, { wait: false });
    },
    async idle() {
      while (inHand.size > 0) await Promise.allSettled(inHand);
    },
  };
}
