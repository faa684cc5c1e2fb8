import type { HistoryTable } from '@/lib/tenant/history';
import type { TenantLock } from '@/lib/tenant/lock';
import { quoteIdentifier } from '@/lib/tenant/quote';
import type { Supervision } from '@/lib/tenant/supervise';

export type ApplyOptions = Supervision & {
  readonly schema: string;
  readonly historyTable: HistoryTable;
  /** Held by this connection; see `acquireTenantLock`. */
  readonly lock: TenantLock;
  /** For the column `installed_by`; undefined writes the role, as Flyway does. */
  readonly installedBy: string | undefined;
  /** Of each statement; 0 is none. */
  readonly statementTimeoutMs: number;
};

export type Applied = {
  readonly rank: number;
  /** As written to the history, by the server's clock for a transactional script. */
  readonly executionTimeMs: number;
};

/** The tenant's schema first, then what the session had: as Flyway sets it for each migration. */
export function searchPath(schema: string, original: string): string {
  return [quoteIdentifier(schema), ...(original.trim() === '' ? [] : [original])].join(', ');
}

/**
 * An expression that fails with division_by_zero unless this is the backend that took the tenant's lock (a pooler in
 * between may hand us another) and the lock is ours; it also holds it to the end of the transaction, whatever
 * the script unlocks. It costs no round trip.
 */
export function lockGuard({ lock }: Pick<ApplyOptions, 'lock'>): string {
  return `1 / (pg_backend_pid() = ${lock.backendPid} AND pg_try_advisory_xact_lock(${lock.key}))::int`;
}
