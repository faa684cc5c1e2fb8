import { setTimeout as delay } from 'node:timers/promises';
import type { Blocker } from '@/lib/domain/failure';
import { cancelBackend, watchBlockers } from '@/lib/tenant/blockers';
import { openTenantConnection, type ConnectionFailure, type TenantConnection } from '@/lib/tenant/connect';
import type { Outcome } from '@/lib/tenant/outcome';

export type Supervision = {
  /** Cancels what runs on the server. */
  readonly signal?: AbortSignal | undefined;
  /** How long a statement may wait for a lock. */
  readonly lockTimeoutMs: number;
  /** When watching who blocks begins, which costs a second session; by default at half of `lockTimeoutMs`, at most 250. */
  readonly watchAfterMs?: number | undefined;
  /** A second connection to the same database; by default one is opened, used and closed. */
  readonly openObserver?: (() => Promise<Outcome<TenantConnection, ConnectionFailure>>) | undefined;
  readonly onBlocked?: ((blockers: readonly Blocker[]) => void) | undefined;
};

export type Supervised<Result> = {
  readonly result: Result;
  /** We sent a cancel. It may have come too late. */
  readonly cancelSent: boolean;
  /** Who stood in the way when it was last asked. Empty when it never waited long enough to be asked about. */
  readonly blockers: readonly Blocker[];
};

const recancelMs = 200;

/**
 * Runs `work` on the connection and, from a second one, says who blocks it and cancels it when the signal aborts.
 * The cancel is repeated until the work ends: one that finds the session between two statements does nothing.
 */
export async function supervise<Result>(
  connection: TenantConnection,
  options: Supervision,
  work: () => Promise<Result>,
): Promise<Supervised<Result>> {
  const { signal, lockTimeoutMs } = options;
  const openObserver =
    options.openObserver ?? (() => openTenantConnection(connection.server, connection.database));
  const ended = new AbortController();
  let cancelSent = false;
  let blockers: readonly Blocker[] = [];

  const watching = whileRunning(ended.signal, async () => {
    await delay(options.watchAfterMs ?? Math.min(250, lockTimeoutMs / 2), undefined, {
      signal: ended.signal,
    });
    await withObserver(openObserver, (observer) => {
      const noticed = (found: readonly Blocker[]) => {
        if (found.length > 0) blockers = found;
        options.onBlocked?.(found);
      };
      const everyMs = Math.min(500, Math.max(20, lockTimeoutMs / 8));
      return watchBlockers(observer, connection.backend.pid, everyMs, noticed, ended.signal);
    });
  });

  let cancelling: Promise<void> | undefined;
  const cancel = () => {
    // A cancel that arrives late would hit the next tenant.
    connection.discard = true;
    cancelSent = true;
    cancelling = whileRunning(ended.signal, async () => {
      await withObserver(openObserver, async (observer) => {
        while (!ended.signal.aborted) {
          await cancelBackend(observer, connection.backend);
          await delay(recancelMs, undefined, { signal: ended.signal });
        }
      });
    });
  };
  signal?.addEventListener('abort', cancel, { once: true });
  if (signal?.aborted) cancel();
  try {
    return { result: await work(), cancelSent, blockers };
  } finally {
    signal?.removeEventListener('abort', cancel);
    ended.abort();
    await Promise.all([watching, cancelling]);
  }
}

/** Runs beside the work; ending with it is no failure, and no failure here may become one of the work. */
async function whileRunning(ended: AbortSignal, task: () => Promise<void>): Promise<void> {
  try {
    await task();
  } catch (error) {
    if (!ended.aborted && error instanceof TypeError) throw error;
  }
}

async function withObserver(
  open: () => Promise<Outcome<TenantConnection, ConnectionFailure>>,
  work: (observer: TenantConnection) => Promise<void>,
): Promise<void> {
  const observer = await open();
  if (!observer.ok) return;
  try {
    await work(observer.value);
  } finally {
    await observer.value.close();
  }
}
