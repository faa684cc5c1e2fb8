import 'server-only';
import { openEngine } from '@/lib/engine/open-engine';
import type { Engine } from '@/lib/engine/context';
import { env } from '@/lib/platform/env';
import { log } from '@/lib/platform/log';

const holder = globalThis as typeof globalThis & { groundswellEngine?: Promise<Engine> };

/** This web process's engine: send-only queue, one pool. On globalThis, because Next may load modules more than once. */
export function engine(): Promise<Engine> {
  holder.groundswellEngine ??= openEngine({ databaseUrl: env().DATABASE_URL, mode: 'web', log: log('web') }).catch(
    (error: unknown) => {
      // A database that was down at the first request must not stay down for this process.
      delete holder.groundswellEngine;
      throw error;
    },
  );
  return holder.groundswellEngine;
}
