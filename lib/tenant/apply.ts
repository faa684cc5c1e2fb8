import type { Failure } from '@/lib/domain/failure';
import type { HistoryRow } from '@/lib/domain/history';
import type { PreparedMigration } from '@/lib/domain/migration';
import type { Applied, ApplyOptions } from '@/lib/tenant/apply-options';
import { runBatch } from '@/lib/tenant/batch';
import type { TenantConnection } from '@/lib/tenant/connect';
import { newFailure } from '@/lib/tenant/failure';
import { insertRowSql, rowOfMigration } from '@/lib/tenant/history';
import { fail, succeed, type Outcome } from '@/lib/tenant/outcome';
import { applyOutsideTransaction } from '@/lib/tenant/outside-transaction';
import { identifierProblem } from '@/lib/tenant/quote';
import { composeMessage, failureOfMessage } from '@/lib/tenant/script-message';
import { controlsTransaction } from '@/lib/tenant/statement-text';
import { supervise } from '@/lib/tenant/supervise';

/**
 * Runs one versioned, repeatable or baseline migration and records it at `rank`.
 *
 * Transactional: script and history row are one message and one transaction, so it happens once or not at all;
 * `commit_unknown` says that the answer was lost, and the history must be read again. Non-transactional: see
 * `applyOutsideTransaction`; `failedRow` is the mark that an earlier attempt left.
 */
export async function applyMigration(
  connection: TenantConnection,
  options: ApplyOptions,
  migration: PreparedMigration,
  rank: number,
  failedRow?: HistoryRow,
): Promise<Outcome<Applied, Failure>> {
  const refused = refusal(options, migration);
  if (refused) return fail(refused);
  const entry = rowOfMigration(migration, rank, options.installedBy);
  if (!migration.transactional) {
    return applyOutsideTransaction(connection, options, migration, { kind: 'apply', entry, failedRow });
  }
  const time = { sql: '(extract(epoch FROM clock_timestamp() - transaction_timestamp()) * 1000)::int' };
  const record = insertRowSql(options.historyTable, { ...entry, executionTime: time });
  const run = await runTransactional(connection, options, migration, record);
  return run.ok ? succeed({ rank, executionTimeMs: run.value }) : run;
}

/**
 * One message: BEGIN, guard, settings, script, `record`, COMMIT. Answers the execution time that `record` wrote.
 * After a failure that leaves the session alive the transaction is rolled back before this returns.
 */
export async function runTransactional(
  connection: TenantConnection,
  options: ApplyOptions,
  migration: PreparedMigration,
  record: string,
): Promise<Outcome<number, Failure>> {
  const message = composeMessage(connection, options, migration, `${record} RETURNING "execution_time"`);
  const started = performance.now();
  const { result, cancelSent, blockers } = await supervise(connection, options, () =>
    runBatch(connection.client, message.text, message.copyPayloads),
  );
  if (result.ok) return succeed(Number(result.lastRow[0] ?? 0));
  if (result.connectionLost) {
    connection.discard = true;
  } else {
    const ended = await runBatch(connection.client, 'ROLLBACK');
    if (!ended.ok) connection.discard = true;
  }
  const elapsedMs = performance.now() - started;
  return fail(failureOfMessage(message, result, { migration, options, cancelSent, blockers, elapsedMs }));
}

/** What must not even be sent. Undefined: nothing. */
export function refusal(options: ApplyOptions, migration: PreparedMigration): Failure | undefined {
  const { script } = migration;
  if (options.signal?.aborted) return newFailure('cancelled', { script, facts: { phase: 'not_started' } });
  for (const name of [options.schema, options.historyTable.schema, options.historyTable.name]) {
    const problem = identifierProblem(name);
    if (problem)
      return newFailure('script_problem', { script, facts: { reason: 'name_refused', problem, name } });
  }
  // A NUL ends the message for the server: what follows would be left out and still be recorded as run.
  if (migration.sql.includes('\0'))
    return newFailure('script_problem', { script, facts: { reason: 'contains_nul' } });
  const at = migration.statements.findIndex(({ text }) => controlsTransaction(text));
  const statement = migration.statements[at];
  if (!statement) return undefined;
  return newFailure('script_problem', {
    script,
    statementIndex: at,
    statementLine: statement.line,
    statementText: statement.text,
    facts: { reason: 'transaction_control' },
  });
}
