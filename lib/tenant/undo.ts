import type { Failure } from '@/lib/domain/failure';
import type { HistoryRow } from '@/lib/domain/history';
import type { PreparedMigration } from '@/lib/domain/migration';
import { versionKey } from '@/lib/domain/version';
import { refusal, runTransactional } from '@/lib/tenant/apply';
import type { Applied, ApplyOptions } from '@/lib/tenant/apply-options';
import type { TenantConnection } from '@/lib/tenant/connect';
import { newFailure } from '@/lib/tenant/failure';
import { deleteRowOf, insertRowSql } from '@/lib/tenant/history';
import { fail, succeed, type Outcome } from '@/lib/tenant/outcome';
import { applyOutsideTransaction } from '@/lib/tenant/outside-transaction';

/** Types of rows that take an earlier row of the same version back. */
const takesBack: ReadonlySet<string> = new Set(['DELETE', 'UNDO_SQL', 'UNDO_SCRIPT', 'UNDO_JDBC']);

/**
 * The row that stands for this version now: the latest that no DELETE or UNDO row has taken back. Repeatables have no
 * version and are never undone. Rows must be in rank order.
 */
export function standingRow(rows: readonly HistoryRow[], version: string): HistoryRow | undefined {
  let standing: HistoryRow | undefined;
  for (const row of rows) {
    if (row.version === null || versionKey(row.version) !== versionKey(version)) continue;
    standing = takesBack.has(row.type) ? undefined : row;
  }
  return standing;
}

/**
 * Runs an undo script and appends the DELETE row at `rank`, in one transaction, or marked as `applyMigration` does.
 * A version that is not applied has nothing to undo (`undo_missing`, reason `not_applied`). What repeatables made stays.
 */
export async function undoMigration(
  connection: TenantConnection,
  options: ApplyOptions,
  undo: PreparedMigration,
  rank: number,
  history: readonly HistoryRow[],
): Promise<Outcome<Applied, Failure>> {
  const refused = refusal(options, undo);
  if (refused) return fail(refused);
  const { script, version } = undo;
  const undone = version === null ? undefined : standingRow(history, version);
  if (!undone || undone.type === 'BASELINE') {
    const facts = { reason: undone ? 'baseline' : 'not_applied', version };
    return fail(newFailure('undo_missing', { script, facts }));
  }
  const deleteRow = deleteRowOf(undone, rank, options.installedBy);
  if (!undo.transactional) return applyOutsideTransaction(connection, options, undo, { kind: 'undo', undone, deleteRow });
  if (!undone.success) return fail(newFailure('failed_row', { script, facts: { rank: undone.installedRank } }));
  const started = performance.now();
  const run = await runTransactional(connection, options, undo, insertRowSql(options.historyTable, deleteRow));
  return run.ok ? succeed({ rank, executionTimeMs: Math.round(performance.now() - started) }) : run;
}
