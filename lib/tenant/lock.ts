import { setTimeout as delay } from 'node:timers/promises';
import { runBatch } from '@/lib/tenant/batch';
import { isoMicroseconds, type TenantConnection } from '@/lib/tenant/connect';
import type { HistoryTable } from '@/lib/tenant/history';
import { askAsLogin } from '@/lib/tenant/login-role';
import { fail, succeed, type Outcome } from '@/lib/tenant/outcome';

/** "Flyway" in ASCII: what Flyway adds the table's hash to. */
const flywayMagic = 77_431_708_279_161n;

/**
 * The advisory lock that Flyway takes for this history table, so that it and we keep each other out.
 * Source: flyway-13.0.0 PostgreSQLAdvisoryLockTemplate (same constant since 4.2).
 */
export function flywayLockKey(table: HistoryTable): bigint {
  return flywayMagic + BigInt(javaHashCode(`${quoted(table.schema)}.${quoted(table.name)}`));
}

/** Only hashed, never sent: a name that PostgreSQL would refuse has a key too, and is refused by what uses it. */
function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** `String.hashCode()` of Java: over UTF-16 units, signed 32 bits. */
export function javaHashCode(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at++) hash = (Math.imul(31, hash) + text.charCodeAt(at)) | 0;
  return hash;
}

export type LockHolder = {
  readonly pid: number;
  readonly applicationName: string;
  /** ISO 8601 UTC: start of the holder's transaction, else of its last change of state. */
  readonly since: string | undefined;
  readonly state: string | undefined;
};

export type LockFailure = {
  readonly code: 'lock_held' | 'cancelled' | 'insufficient_privilege' | 'connection_lost';
  readonly key: string;
  readonly waitedMs: number;
  readonly holders: readonly LockHolder[];
  readonly sqlstate?: string;
  readonly message?: string;
};

export type TenantLock = { readonly key: bigint; readonly backendPid: number };

export type LockWait = {
  /** 0: one try. */
  readonly waitMs: number;
  readonly pollMs?: number;
  readonly signal?: AbortSignal | undefined;
};

/**
 * Takes the tenant's lock as a session lock, by the simple protocol: a parameterised query would keep a snapshot in
 * an open transaction, and CREATE INDEX CONCURRENTLY would wait for it forever. It ends with the session, so a
 * backend that still runs a dead worker's statement still keeps everybody else out.
 */
export async function acquireTenantLock(
  connection: TenantConnection,
  table: HistoryTable,
  { waitMs, pollMs = 100, signal }: LockWait,
): Promise<Outcome<TenantLock, LockFailure>> {
  const key = flywayLockKey(table);
  const started = performance.now();
  const waited = () => Math.round(performance.now() - started);
  for (;;) {
    if (signal?.aborted)
      return fail({ code: 'cancelled', key: String(key), waitedMs: waited(), holders: [] });
    const attempt = await runBatch(connection.client, `SELECT pg_try_advisory_lock(${key})`);
    if (!attempt.ok) {
      if (attempt.connectionLost) connection.discard = true;
      return fail({
        code: attempt.connectionLost ? 'connection_lost' : 'insufficient_privilege',
        key: String(key),
        waitedMs: waited(),
        holders: [],
        message: attempt.error.message,
        ...(attempt.error.sqlstate !== undefined && { sqlstate: attempt.error.sqlstate }),
      });
    }
    if (attempt.lastRow[0] === 't') return succeed({ key, backendPid: connection.backend.pid });
    if (waited() >= waitMs) {
      const holders = await readLockHolders(connection, key);
      return fail({ code: 'lock_held', key: String(key), waitedMs: waited(), holders });
    }
    // An abort ends the pause early; the loop's head answers it.
    await delay(Math.min(pollMs, Math.max(1, waitMs - waited())), undefined, signal ? { signal } : {}).catch(
      () => undefined,
    );
  }
}

/** Gives the lock back. False when the session did not hold it (a script may have unlocked everything). */
export async function releaseTenantLock(connection: TenantConnection, lock: TenantLock): Promise<boolean> {
  const result = await runBatch(connection.client, `SELECT pg_advisory_unlock(${lock.key})`);
  if (!result.ok) connection.discard = true;
  return result.ok && result.lastRow[0] === 't';
}

/** Who holds the key in this database. Empty if it has just been released, or cannot be seen. */
export async function readLockHolders(connection: TenantConnection, key: bigint): Promise<LockHolder[]> {
  const unsigned = BigInt.asUintN(64, key);
  const rows = await askAsLogin<{
    pid: number;
    application_name: string | null;
    since: string | null;
    state: string | null;
  }>(
    connection,
    `SELECT l.pid, a.application_name, ${isoMicroseconds('coalesce(a.xact_start, a.state_change)')} AS since, a.state
       FROM pg_locks l
       JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()
       LEFT JOIN pg_stat_activity a ON a.pid = l.pid
      WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
        AND l.classid = ${unsigned >> 32n} AND l.objid = ${unsigned & 0xffff_ffffn}`,
  );
  return rows.map((row) => ({
    pid: row.pid,
    applicationName: row.application_name ?? '',
    since: row.since ?? undefined,
    state: row.state ?? undefined,
  }));
}
