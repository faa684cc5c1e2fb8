import { setTimeout as delay } from 'node:timers/promises';
import type { Blocker } from '@/lib/domain/failure';
import { toServerError } from '@/lib/tenant/batch';
import { isoMicroseconds, type Backend, type TenantConnection } from '@/lib/tenant/connect';
import { askAsLogin } from '@/lib/tenant/login-role';
import { quoteLiteral } from '@/lib/tenant/quote';
import { sqlstate } from '@/lib/tenant/sqlstates';

/** Characters kept of a blocker's query: enough to recognise it. */
const maxQueryLength = 500;

/**
 * The sessions that `pid` waits for, by `pg_blocking_pids`. What they run is seen by a superuser, a member of
 * pg_read_all_stats or the same role; to others the query is a notice of the server's.
 */
export async function readBlockers(observer: TenantConnection, pid: number): Promise<Blocker[]> {
  const rows = await askAsLogin<{
    pid: number;
    application_name: string;
    state: string;
    query: string;
    wait_ms: number;
  }>(
    observer,
    `SELECT b.pid, coalesce(b.application_name, '') AS application_name, coalesce(b.state, '') AS state,
            left(coalesce(b.query, ''), ${maxQueryLength}) AS query,
            greatest(0, extract(epoch FROM clock_timestamp() - coalesce(w.since, clock_timestamp())) * 1000)::int AS wait_ms
       FROM (SELECT DISTINCT unnest(pg_blocking_pids(${pid})) AS pid) p
       JOIN pg_stat_activity b ON b.pid = p.pid
       CROSS JOIN LATERAL (SELECT min(waitstart) AS since FROM pg_locks WHERE pid = ${pid} AND NOT granted) w
      ORDER BY b.pid`,
  );
  return rows.map((row) => ({
    pid: row.pid,
    applicationName: row.application_name,
    state: row.state,
    query: row.query,
    waitMs: row.wait_ms,
  }));
}

/**
 * Asks every `everyMs` who blocks `pid` and tells `onBlocked`, also when it no longer waits (an empty list, once).
 * Ends when `signal` aborts or the observer's connection fails.
 */
export async function watchBlockers(
  observer: TenantConnection,
  pid: number,
  everyMs: number,
  onBlocked: (blockers: readonly Blocker[]) => void,
  signal: AbortSignal,
): Promise<void> {
  let wasBlocked = false;
  while (!signal.aborted) {
    let blockers: readonly Blocker[];
    try {
      blockers = await readBlockers(observer, pid);
    } catch {
      // To watch is a courtesy: a migration does not fail because nobody can say what it waits for.
      observer.discard = true;
      return;
    }
    if (!signal.aborted && (wasBlocked || blockers.length > 0)) onBlocked(blockers);
    wasBlocked = blockers.length > 0;
    await delay(everyMs, undefined, { signal }).catch(() => undefined);
  }
}

export type BackendEnd = 'done' | 'gone' | 'refused';

/**
 * Cancels what this session runs. Only this one: the pid with another start time is somebody else's.
 * `refused`: we may not, or it did not answer.
 */
export function cancelBackend(observer: TenantConnection, backend: Backend): Promise<BackendEnd> {
  return signalBackend(observer, backend, 'pg_cancel_backend(pid)');
}

/** Ends this session and waits until it is gone, at most `waitMs`; its locks are free then. */
export function terminateBackend(
  observer: TenantConnection,
  backend: Backend,
  waitMs = 5000,
): Promise<BackendEnd> {
  return signalBackend(observer, backend, `pg_terminate_backend(pid, ${Math.trunc(waitMs)})`);
}

async function signalBackend(
  observer: TenantConnection,
  backend: Backend,
  call: string,
): Promise<BackendEnd> {
  try {
    const [row] = await askAsLogin<{ done: boolean }>(
      observer,
      `SELECT ${call} AS done FROM pg_stat_activity
        WHERE pid = ${Math.trunc(backend.pid)} AND pid <> pg_backend_pid()
          AND ${isoMicroseconds('backend_start')} = ${quoteLiteral(backend.startedAt)}`,
    );
    if (!row) return 'gone';
    return row.done ? 'done' : 'refused';
  } catch (error) {
    if (toServerError(error).sqlstate !== sqlstate.insufficientPrivilege) throw error;
    return 'refused';
  }
}
