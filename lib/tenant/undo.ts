import { entryKey, isBaselineType, readStanding } from '@/lib/domain/cells';
import type { Failure } from '@/lib/domain/failure';
import type { HistoryRow } from '@/lib/domain/history';
import type { PreparedMigration } from '@/lib/domain/migration';
import { refusal, runTransactional } from '@/lib/tenant/apply';
import type { Applied, ApplyOptions } from '@/lib/tenant/apply-options';
import type { TenantConnection } from '@/lib/tenant/connect';
import { newFailure } from '@/lib/tenant/failure';
import { deleteRowOf, insertRowSql } from '@/lib/tenant/history';
import { fail, succeed, type Outcome } from '@/lib/tenant/outcome';
import { applyOutsideTransaction } from '@/lib/tenant/outside-transaction';

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
  const entry =
    version === null ? undefined : readStanding(history).entries.get(entryKey(version, undo.description));
  const undone = entry?.status === 'undone' ? undefined : entry?.row;
  if (!undone || isBaselineType(undone.type)) {
    const facts = { reason: undone ? 'baseline' : 'not_applied', version };
    return fail(newFailure('undo_missing', { script, facts }));
  }
  const deleteRow = deleteRowOf(undone, rank, options.installedBy);
  if (!undo.transactional)
    return applyOutsideTransaction(connection, options, undo, { kind: 'undo', undone, deleteRow });
  if (!undone.success)
    return fail(newFailure('failed_row', { script, facts: { rank: undone.installedRank } }));
  const started = performance.now();
  const run = await runTransactional(
    connection,
    options,
    undo,
    `${insertRowSql(options.historyTable, deleteRow)} RETURNING "execution_time"`,
  );
  return run.ok ? succeed({ rank, executionTimeMs: Math.round(performance.now() - started) }) : run;
}
