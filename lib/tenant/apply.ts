import type { Failure } from '@/lib/domain/failure';
import type { HistoryRow } from '@/lib/domain/history';
import type { PreparedMigration } from '@/lib/domain/migration';
import type { Applied, ApplyOptions } from '@/lib/tenant/apply-options';
import { runBatch, type BatchResult } from '@/lib/tenant/batch';
import type { TenantConnection } from '@/lib/tenant/connect';
import { newFailure } from '@/lib/tenant/failure';
import { insertRowSql, rowOfMigration } from '@/lib/tenant/history';
import { fail, succeed, type Outcome } from '@/lib/tenant/outcome';
import { applyOutsideTransaction } from '@/lib/tenant/outside-transaction';
import { identifierProblem } from '@/lib/tenant/quote';
import { composeMessage, failureOfMessage, partBegan, type ScriptMessage } from '@/lib/tenant/script-message';
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
  if (!migration.transactional) {
    const entry = rowOfMigration(migration, rank, options.installedBy);
    return applyOutsideTransaction(connection, options, migration, { kind: 'apply', entry, failedRow });
  }
  const record = recordOf(options, migration, rank, 'transaction_timestamp()');
  const run = await runTransactional(connection, options, migration, record);
  return run.ok ? succeed({ rank, executionTimeMs: run.value }) : run;
}

/** The statement that writes the history row. `began`: when the script did, by the server's clock, in SQL. */
function recordOf(options: ApplyOptions, migration: PreparedMigration, rank: number, began: string): string {
  const executionTime = { sql: `(extract(epoch FROM clock_timestamp() - ${began}) * 1000)::int` };
  const row = rowOfMigration(migration, rank, options.installedBy);
  return `${insertRowSql(options.historyTable, { ...row, executionTime })} RETURNING "execution_time"`;
}

export type AppliedTogether = {
  /** What has committed, in order. */
  readonly applied: readonly Applied[];
  /** Of the first migration after them. Undefined: all have committed, or it is not known which failed. */
  readonly failure?: Failure | undefined;
};

/**
 * Several transactional migrations in one message, the first at `rank`: each in its own transaction, or `grouped` all in
 * one. What comes after the first failure has not run; it is sent again, alone, by whoever wants to.
 */
export async function applyTogether(
  connection: TenantConnection,
  options: ApplyOptions,
  migrations: readonly PreparedMigration[],
  rank: number,
  grouped = false,
): Promise<AppliedTogether> {
  for (const migration of migrations) {
    const failure = refusal(options, migration);
    if (failure) return { applied: [], ...(grouped && { failure }) };
  }
  const entries = migrations.map((migration, index) => ({
    migration,
    record: recordOf(options, migration, rank + index, partBegan),
  }));
  const message = composeMessage(connection, options, entries, grouped);
  // A message of several may well take longer than a lock may be waited for, with nobody in its way.
  const sent = await sendMessage(connection, { ...options, watchAfterMs: 250 }, message);
  const { result } = sent;
  const times = grouped ? timesByPlace(message, result) : timesByCommit(result);
  const applied = times.map((executionTimeMs, index) => ({ rank: rank + index, executionTimeMs }));
  // The parser refuses the whole message for one script, and those before it have not run.
  const isRefused = !result.ok && result.completed === 0 && !result.connectionLost && !grouped;
  return isRefused ? { applied } : { applied, failure: sent.failure };
}

/** Our COMMITs are the only ones: scripts with words of transaction control are refused. */
function timesByCommit({ tags, rows }: BatchResult): number[] {
  return tags.flatMap((tag, index) => (tag === 'COMMIT' ? [Number(rows[index - 1]?.[0] ?? 0)] : []));
}

/** All or none. */
function timesByPlace({ parts }: ScriptMessage, result: BatchResult): number[] {
  if (!result.ok) return [];
  return parts.map(({ before, total, commits }) =>
    Number(result.rows[before + total - (commits ? 2 : 1)]?.[0] ?? 0),
  );
}

/** One message: BEGIN, guard, settings, script, `record`, COMMIT. Answers the execution time that `record` returns. */
export async function runTransactional(
  connection: TenantConnection,
  options: ApplyOptions,
  migration: PreparedMigration,
  record: string,
): Promise<Outcome<number, Failure>> {
  const message = composeMessage(connection, options, [{ migration, record }]);
  const sent = await sendMessage(connection, options, message);
  return sent.failure ? fail(sent.failure) : succeed(Number(sent.result.rows.at(-2)?.[0] ?? 0));
}

type Sent = { readonly result: BatchResult; readonly failure?: Failure };

/** After a failure that leaves the session alive the transaction is rolled back before this returns. */
async function sendMessage(
  connection: TenantConnection,
  options: ApplyOptions,
  message: ScriptMessage,
): Promise<Sent> {
  const started = performance.now();
  const { result, cancelSent, blockers } = await supervise(connection, options, () =>
    runBatch(connection.client, message.text, message.copyPayloads),
  );
  if (result.ok) return { result };
  if (result.connectionLost) {
    connection.discard = true;
  } else {
    const ended = await runBatch(connection.client, 'ROLLBACK');
    if (!ended.ok) connection.discard = true;
  }
  const elapsedMs = performance.now() - started;
  return { result, failure: failureOfMessage(message, result, { options, cancelSent, blockers, elapsedMs }) };
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
