import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Logger } from 'pino';
import { listenLive } from '@/lib/db/listen';
import { notify } from '@/lib/db/notify';
import { expireHolds } from '@/lib/engine/expire-holds';
import type { OpenedEngine } from '@/lib/engine/open-engine';
import { reconcileRollouts } from '@/lib/engine/reconcile-rollouts';
import { requestObservations } from '@/lib/engine/request-observations';
import { sealAudit } from '@/lib/engine/seal-audit';
import { createWorkbench, type Workbench } from '@/lib/engine/workbench';
import { CANCELS_TOPIC } from '@/lib/wire/live';
import { createCancelWatch } from './cancel-watch';
import { registerHandlers } from './handlers';
import { createTimers } from './timers';

export type StartWorker = {
  readonly engine: OpenedEngine;
  readonly databaseUrl: string;
  readonly concurrency: number;
  readonly log: Logger;
  readonly afterStep?: Workbench['afterStep'];
};

export type RunningWorker = {
  readonly id: string;
  /** Fetches nothing more, lets what runs end for at most `waitMs`, then leaves the rest to other workers. */
  stop(waitMs?: number): Promise<void>;
};

const HEARTBEAT_MS = 5_000;
const FORGET_WORKER_MS = 24 * 3_600_000;
const ANNOUNCE_MS = 250;
/** As many as one hint may name (lib/wire/live.ts). */
const TOPICS_PER_HINT = 50;
const DRAIN_MS = 25_000;

/** One worker: handlers of every queue, and what has to happen by the clock. Any number may run at once. */
export async function startWorker(options: StartWorker): Promise<RunningWorker> {
  const { engine, databaseUrl, concurrency, log } = options;
  const id = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
  const announcer = createAnnouncer(engine, log);
  const bench = createWorkbench(engine, {
    workerId: id,
    concurrency,
    announce: announcer.announce,
    afterStep: options.afterStep,
  });
  const cancels = createCancelWatch(engine, log);
  const leaving = new AbortController();
  const timers = createTimers(log);

  await beat(engine, id, concurrency);
  const listener = listenLive(
    databaseUrl,
    (hint) => {
      if (hint.topics.includes(CANCELS_TOPIC)) void cancels.check();
      if (hint.topics.includes('audit')) timers.nudge('audit');
    },
    () => void cancels.check(),
  );
  const handlers = await registerHandlers({ engine, bench, cancels, log, concurrency, leaving: leaving.signal });
  timers.every('heartbeat', HEARTBEAT_MS, () => beat(engine, id, concurrency));
  // The hint comes first; this is for when it was lost.
  timers.every('cancels', 2_000, () => cancels.check());
  timers.every('audit', 2_000, () => sealAudit(engine));
  timers.every('reconcile', 60_000, () => reconcileRollouts(engine));
  timers.every('holds', 60_000, () => expireHolds(engine));
  timers.every('observe', 600_000, () => requestObservations(engine));
  log.info({ worker: id, concurrency }, 'worker started');

  return {
    id,
    async stop(waitMs = DRAIN_MS) {
      await handlers.stopFetching();
      const timer = setTimeout(() => leaving.abort('the worker stops'), waitMs);
      await handlers.idle();
      clearTimeout(timer);
      await timers.stop();
      await listener.close();
      await announcer.stop();
      await bench.pool.end();
      await engine.db.worker.deleteMany({ where: { id } });
      log.info({ worker: id }, 'worker stopped');
    },
  };
}

async function beat(engine: OpenedEngine, id: string, concurrency: number): Promise<void> {
  const now = engine.clock.now();
  const row = { host: hostname(), pid: process.pid, concurrency };
  await engine.db.worker.upsert({
    where: { id },
    create: { id, ...row, startedAt: now, seenAt: now },
    update: { seenAt: now },
  });
  await engine.db.worker.deleteMany({ where: { seenAt: { lt: new Date(now.getTime() - FORGET_WORKER_MS) } } });
}

/** Steps of hundreds of runs become a few hints a second: each NOTIFY takes a lock that all commits share. */
function createAnnouncer(engine: OpenedEngine, log: Logger) {
  const waiting = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let sending: Promise<void> = Promise.resolve();
  const send = async (topics: readonly string[]) => {
    for (let at = 0; at < topics.length; at += TOPICS_PER_HINT) {
      await notify(engine.db, topics.slice(at, at + TOPICS_PER_HINT));
    }
  };
  const flush = () => {
    timer = undefined;
    const topics = [...waiting];
    waiting.clear();
    sending = send(topics).catch((error: unknown) => log.warn({ err: error }, 'a hint was not sent'));
  };
  return {
    announce(topics: readonly string[]) {
      for (const topic of topics) waiting.add(topic);
      if (waiting.size > 0) timer ??= setTimeout(flush, ANNOUNCE_MS);
    },
    /** What waits is sent at once. */
    async stop() {
      clearTimeout(timer);
      if (waiting.size > 0) flush();
      await sending;
    },
  };
}
