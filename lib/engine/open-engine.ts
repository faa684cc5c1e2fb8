import type { Logger } from 'pino';
import { createDatabase } from '@/lib/db/client';
import { systemClock, type Clock } from '@/lib/platform/clock';
import { env } from '@/lib/platform/env';
import { openQueue } from '@/lib/queue/queue';
import type { Engine } from './context';

export type OpenEngine = {
  readonly databaseUrl: string;
  /** `web` only sends jobs; `worker` also works on them and supervises the queue. */
  readonly mode: 'web' | 'worker';
  readonly log: Logger;
  readonly clock?: Clock;
  /** By default those of the environment, read when they are first needed. */
  readonly keys?: Engine['keys'];
};

export type OpenedEngine = Engine & {
  /** Ends the queue and the pool. Jobs in hand should have ended before. */
  close(): Promise<void>;
};

/** One per process. Needs a migrated control plane (`lib/db/migrate.ts`, `lib/queue/migrate.ts`). */
export async function openEngine(options: OpenEngine): Promise<OpenedEngine> {
  const { databaseUrl, mode, log, clock = systemClock } = options;
  const db = createDatabase(databaseUrl, mode === 'worker' ? 20 : 10);
  const queue = await openQueue(databaseUrl, mode === 'worker' ? 'work' : 'send', log).catch(async (error: unknown) => {
    await db.$disconnect();
    throw error;
  });
  return {
    db,
    queue,
    clock,
    keys: options.keys ?? environmentKeys,
    async close() {
      // A job that was just given up has to be told to the queue, or its heartbeat must run out first.
      await queue.boss.stop({ graceful: true, close: true, timeout: 3_000 });
      await db.$disconnect();
    },
  };
}

const environmentKeys: Engine['keys'] = {
  get credentials() {
    return env().GROUNDSWELL_KEY;
  },
  get audit() {
    return env().GROUNDSWELL_AUDIT_KEY;
  },
};
