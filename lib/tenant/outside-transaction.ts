import type { Failure } from '@/lib/domain/failure';
import type { HistoryRow } from '@/lib/domain/history';
import type { PreparedMigration, Statement } from '@/lib/domain/migration';
import { lockGuard, searchPath, type Applied, type ApplyOptions } from '@/lib/tenant/apply-options';
import { runBatch, toServerError, type BatchResult } from '@/lib/tenant/batch';
import type { TenantConnection } from '@/lib/tenant/connect';
import { newFailure, serverFields } from '@/lib/tenant/failure';
import { insertRowSql, removeFailedRow, setSuccessSql, type NewHistoryRow } from '@/lib/tenant/history';
import { fail, succeed, type Outcome } from '@/lib/tenant/outcome';
import { quoteIdentifier } from '@/lib/tenant/quote';
import { dropInvalidIndex, recoverNonTransactional } from '@/lib/tenant/recover';
import { codeOf, statementFields } from '@/lib/tenant/script-message';
import { resumptionOf } from '@/lib/tenant/statement-text';
import { sqlstate } from '@/lib/tenant/sqlstates';
import { supervise } from '@/lib/tenant/supervise';

/** What a script outside a transaction leaves in the history, and how it is marked while it runs. */
export type OutsideRecord =
  | {
      readonly kind: 'apply';
      readonly entry: Omit<NewHistoryRow, 'executionTime'>;
      readonly failedRow: HistoryRow | undefined;
    }
  /** The undone row itself is the mark: not successful until the DELETE row stands. */
  | { readonly kind: 'undo'; readonly undone: HistoryRow; readonly deleteRow: NewHistoryRow };

/**
 * A statement such as CREATE INDEX CONCURRENTLY waits for every transaction that is older than it, but it stands in
 * nobody's way while it waits (SHARE UPDATE EXCLUSIVE), so it is given longer than what blocks readers.
 */
const patientLockTimeoutMs = 10_000;
const patientMs = ({ lockTimeoutMs }: ApplyOptions): number =>
  Math.max(patientLockTimeoutMs, Math.trunc(lockTimeoutMs));

/**
 * For scripts that PostgreSQL refuses inside a transaction. Order of writes: mark (history row, success = false) →
 * statements one by one → success = true. A crash in between leaves the mark; the next attempt finds out from the
 * catalog what has run (`recoverNonTransactional`) or refuses with `half_done`. When the very first statement fails,
 * nothing has happened and the mark is taken away again.
 *
 * It runs on the connection that holds the tenant's lock, so that the lock lives as long as the statement does, even
 * when this process dies; its settings are session-wide, so the connection is not reused by another tenant.
 */
export async function applyOutsideTransaction(
  connection: TenantConnection,
  options: ApplyOptions,
  migration: PreparedMigration,
  record: OutsideRecord,
): Promise<Outcome<Applied, Failure>> {
  connection.discard = true;
  try {
    return await markRunFinish(connection, options, migration, record);
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) throw error;
    const facts = { phase: 'recovery', markLeft: true };
    return fail(
      newFailure('connection_lost', {
        ...serverFields(toServerError(error)),
        script: migration.script,
        facts,
      }),
    );
  }
}

async function markRunFinish(
  connection: TenantConnection,
  options: ApplyOptions,
  migration: PreparedMigration,
  record: OutsideRecord,
): Promise<Outcome<Applied, Failure>> {
  const { script } = migration;
  const started = performance.now();
  const prepared = await runBatch(connection.client, settingsSql(connection, options));
  if (!prepared.ok) return fail(prologueFailure(prepared, script));
  const marked = markOf(record);
  let done: ReadonlySet<number> = new Set();
  if (marked) {
    const recovered = await recoverNonTransactional(connection, options, migration, marked);
    if (!recovered.ok) return recovered;
    done = recovered.value.done;
  } else {
    const mark = await runBatch(connection.client, markSql(options, record));
    if (!mark.ok) return fail(markFailure(mark, script));
  }
  for (const [index, statement] of migration.statements.entries()) {
    if (done.has(index)) continue;
    const failure = await runStatement(connection, options, migration, statement, index);
    if (!failure) continue;
    const clean = await cleanUp(connection, options, record, statement, index, failure);
    return fail({ ...failure, facts: { ...failure.facts, markLeft: !clean, statementsDone: index } });
  }

  const executionTimeMs = Math.round(performance.now() - started);
  const finish = await runBatch(
    connection.client,
    `${roleSql(connection)}; ${finishSql(options, record, executionTimeMs)}`,
  );
  await runBatch(connection.client, `RESET lock_timeout; RESET statement_timeout; RESET search_path`);
  if (!finish.ok) {
    return fail(
      newFailure('commit_unknown', { ...serverFields(finish.error), script, facts: { phase: 'history' } }),
    );
  }
  const rank = record.kind === 'apply' ? rankOf(record) : record.deleteRow.installedRank;
  return succeed({ rank, executionTimeMs });
}

function markOf(record: OutsideRecord): HistoryRow | undefined {
  if (record.kind === 'apply') return record.failedRow;
  return record.undone.success ? undefined : record.undone;
}

function rankOf(record: Extract<OutsideRecord, { kind: 'apply' }>): number {
  return record.failedRow?.installedRank ?? record.entry.installedRank;
}

function markSql({ historyTable }: ApplyOptions, record: OutsideRecord): string {
  return record.kind === 'apply'
    ? insertRowSql(historyTable, { ...record.entry, executionTime: 0, success: false })
    : setSuccessSql(historyTable, record.undone.installedRank, false);
}

/** Both statements of an undo are one message, hence one transaction. */
function finishSql({ historyTable }: ApplyOptions, record: OutsideRecord, executionTimeMs: number): string {
  return record.kind === 'apply'
    ? setSuccessSql(historyTable, rankOf(record), true, String(executionTimeMs))
    : `${setSuccessSql(historyTable, record.undone.installedRank, true)}; ${insertRowSql(historyTable, record.deleteRow)}`;
}

function roleSql({ server: { runAsRole } }: TenantConnection): string {
  return `SET ROLE ${runAsRole === undefined ? 'NONE' : quoteIdentifier(runAsRole)}`;
}

function settingsSql(connection: TenantConnection, options: ApplyOptions): string {
  return [
    `SELECT ${lockGuard(options)}`,
    roleSql(connection),
    `SET lock_timeout = ${patientMs(options)}`,
    `SET statement_timeout = ${Math.trunc(options.statementTimeoutMs)}`,
    `SET search_path TO ${searchPath(options.schema, connection.originalSearchPath)}`,
  ].join('; ');
}

async function runStatement(
  connection: TenantConnection,
  options: ApplyOptions,
  migration: PreparedMigration,
  statement: Statement,
  index: number,
): Promise<Failure | undefined> {
  const { script } = migration;
  const place = { script, ...statementFields(migration, index) };
  if (options.signal?.aborted) return newFailure('cancelled', { ...place, facts: { phase: 'not_started' } });
  const started = performance.now();
  const payloads = statement.copyData === undefined ? [] : [statement.copyData];
  const { result, cancelSent, blockers } = await supervise(connection, options, () =>
    runBatch(connection.client, statement.text, payloads),
  );
  if (result.ok) return undefined;
  const elapsedMs = performance.now() - started;
  const code = result.connectionLost
    ? 'connection_lost'
    : codeOf(result.error, { cancelSent, elapsedMs, options });
  const limit = code === 'lock_timeout' ? { lockTimeoutMs: patientMs(options) } : {};
  const facts = { phase: 'script', elapsedMs: Math.round(elapsedMs), ...limit };
  return newFailure(code, { ...serverFields(result.error), ...place, blockers, facts });
}

/** Takes the mark away if nothing has happened. True: the tenant is as it was before. */
async function cleanUp(
  connection: TenantConnection,
  options: ApplyOptions,
  record: OutsideRecord,
  statement: Statement,
  index: number,
  failure: Failure,
): Promise<boolean> {
  // A cancel of ours may still be under way, and a lost session cannot say what it did.
  if (index > 0 || failure.code === 'cancelled' || failure.code === 'connection_lost') return false;
  const resumption = resumptionOf(statement.text);
  if (resumption.kind === 'create_index') {
    const dropped = await dropInvalidIndex(connection, options.schema, resumption.index);
    if (!dropped.ok) return false;
  }
  await runBatch(connection.client, roleSql(connection));
  if (record.kind === 'apply') {
    return (await removeFailedRow(connection, options.historyTable, rankOf(record))).ok;
  }
  const restored = setSuccessSql(options.historyTable, record.undone.installedRank, true);
  return (await runBatch(connection.client, restored)).ok;
}

function prologueFailure(
  { error, connectionLost }: Extract<BatchResult, { ok: false }>,
  script: string,
): Failure {
  const known = { ...serverFields(error), script };
  if (connectionLost) return newFailure('connection_lost', { ...known, facts: { phase: 'prologue' } });
  const lost = error.sqlstate === sqlstate.divisionByZero;
  const facts = { phase: 'prologue', reason: lost ? 'lock_lost' : 'settings_refused' };
  return newFailure(lost ? 'lock_held' : 'insufficient_privilege', { ...known, facts });
}

function markFailure(
  { error, connectionLost }: Extract<BatchResult, { ok: false }>,
  script: string,
): Failure {
  const known = { ...serverFields(error), script };
  if (connectionLost) return newFailure('commit_unknown', { ...known, facts: { phase: 'history' } });
  const taken = error.sqlstate === sqlstate.uniqueViolation;
  const facts = { phase: 'history', reason: taken ? 'history_changed' : 'history_refused' };
  return newFailure(taken ? 'lock_held' : 'statement_failed', { ...known, facts });
}
