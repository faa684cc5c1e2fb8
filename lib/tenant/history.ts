import { z } from 'zod';
import type { HistoryRow } from '@/lib/domain/history';
import type { PreparedMigration } from '@/lib/domain/migration';
import { runBatch, toServerError, type BatchResult } from '@/lib/tenant/batch';
import type { TenantConnection } from '@/lib/tenant/connect';
import { fail, succeed, type Outcome } from '@/lib/tenant/outcome';
import { identifierProblem, quoteIdentifier, quoteLiteral, quoteQualified } from '@/lib/tenant/quote';
import { sqlstate } from '@/lib/tenant/sqlstates';

/** Flyway's default name is `flyway_schema_history`, in the tenant's own schema. */
export type HistoryTable = { readonly schema: string; readonly name: string };

export const defaultHistoryTableName = 'flyway_schema_history';

export type HistoryFailure = {
  readonly code:
    | 'history_missing'
    | 'history_malformed'
    | 'history_changed'
    | 'history_not_empty'
    | 'name_refused'
    | 'insufficient_privilege'
    | 'connection_lost'
    | 'history_failed';
  readonly sqlstate?: string;
  readonly message: string;
};

export async function historyExists(connection: TenantConnection, table: HistoryTable): Promise<boolean> {
  const result = await connection.client.query<{ found: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = ${quoteLiteral(table.schema)} AND c.relname = ${quoteLiteral(table.name)}
         AND c.relkind IN ('r', 'p', 'v', 'f')) AS found`,
  );
  return result.rows[0]?.found === true;
}

/** Flyway's own statements. Source: flyway-13.0.0 PostgreSQLDatabase.getRawCreateScript. */
export function createHistorySql(table: HistoryTable): string {
  const qualified = quoteQualified(table.schema, table.name);
  return `CREATE TABLE ${qualified} (
    "installed_rank" INT NOT NULL,
    "version" VARCHAR(50),
    "description" VARCHAR(200) NOT NULL,
    "type" VARCHAR(20) NOT NULL,
    "script" VARCHAR(1000) NOT NULL,
    "checksum" INTEGER,
    "installed_by" VARCHAR(100) NOT NULL,
    "installed_on" TIMESTAMP NOT NULL DEFAULT now(),
    "execution_time" INTEGER NOT NULL,
    "success" BOOLEAN NOT NULL
);
ALTER TABLE ${qualified} ADD CONSTRAINT ${quoteIdentifier(`${table.name}_pk`)} PRIMARY KEY ("installed_rank");
CREATE INDEX ${quoteIdentifier(`${table.name}_s_idx`)} ON ${qualified} ("success");`;
}

/** Creates the table, all of it or nothing. Call it under the tenant's lock. */
export async function createHistory(
  connection: TenantConnection,
  table: HistoryTable,
): Promise<Outcome<void, HistoryFailure>> {
  const problem = identifierProblem(`${table.name}_s_idx`) ?? identifierProblem(table.schema);
  if (problem !== undefined) return fail({ code: 'name_refused', message: problem });
  return settle(connection, await runBatch(connection.client, createHistorySql(table)));
}

const row = z.object({
  installed_rank: z.int(),
  version: z.string().nullable(),
  description: z.string(),
  type: z.string(),
  script: z.string(),
  checksum: z.int().nullable(),
  installed_by: z.string(),
  installed_on: z.string(),
  execution_time: z.int(),
  success: z.boolean(),
});

/** The columns of a history table as JSON, whatever their exact types in a table that somebody else created. */
export const historyRowJson = `jsonb_build_object(
  'installed_rank', "installed_rank", 'version', "version", 'description', "description", 'type', "type",
  'script', "script", 'checksum', "checksum", 'installed_by', "installed_by",
  'installed_on', to_char("installed_on"::timestamp, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
  'execution_time', "execution_time", 'success', "success")`;

/** Of rows `h(installed_rank, entry)`: equal digests mean equal rows. Observation and validation must agree on it. */
export const historyDigestSql = `md5(coalesce(string_agg(entry::text, chr(10) ORDER BY "installed_rank"), ''))`;
export const historyEntriesSql = `coalesce(jsonb_agg(entry ORDER BY "installed_rank"), '[]')`;
/** The source that both are asked of. */
export const historyEntriesOf = (table: HistoryTable): string =>
  `(SELECT "installed_rank", ${historyRowJson} AS entry FROM ${quoteQualified(table.schema, table.name)}) h`;

/** Rows of `historyRowJson`, checked: the table is not ours. Undefined if one of them is not a history row. */
export function parseHistoryRows(rows: unknown): HistoryRow[] | undefined {
  const parsed = z.array(row).safeParse(rows);
  if (!parsed.success) return undefined;
  return parsed.data.map((each) => ({
    installedRank: each.installed_rank,
    version: each.version,
    description: each.description,
    type: each.type,
    script: each.script,
    checksum: each.checksum,
    installedBy: each.installed_by,
    installedOn: each.installed_on,
    executionTime: each.execution_time,
    success: each.success,
  }));
}

/** All rows by rank. Columns that Flyway does not know are ignored, as Flyway does. */
export async function readHistory(
  connection: TenantConnection,
  table: HistoryTable,
): Promise<Outcome<HistoryRow[], HistoryFailure>> {
  const read = await readHistoryDigest(connection, table);
  return read.ok ? succeed([...read.value.rows]) : read;
}

export type DigestedHistory = { readonly rows: readonly HistoryRow[]; readonly digest: string };

/** The query whose rows `parseDigestedHistory` understands. */
export const digestedHistorySql = (table: HistoryTable): string =>
  `SELECT ${historyEntriesSql} AS entries, ${historyDigestSql} AS digest FROM ${historyEntriesOf(table)}`;

const digestedRow = z.tuple([z.object({ entries: z.unknown(), digest: z.string() })]);

export function parseDigestedHistory(found: readonly unknown[]): Outcome<DigestedHistory, HistoryFailure> {
  const [{ entries, digest }] = digestedRow.parse(found);
  const rows = parseHistoryRows(entries);
  return rows
    ? succeed({ rows, digest })
    : fail({ code: 'history_malformed', message: 'a row is not a history row' });
}

/** `readHistory` with the digest by which an observation knows these rows again. */
export async function readHistoryDigest(
  connection: TenantConnection,
  table: HistoryTable,
): Promise<Outcome<DigestedHistory, HistoryFailure>> {
  const problem = identifierProblem(table.schema) ?? identifierProblem(table.name);
  if (problem !== undefined) return fail({ code: 'name_refused', message: problem });
  try {
    const { rows } = await connection.client.query(digestedHistorySql(table));
    return parseDigestedHistory(rows);
  } catch (error) {
    const serverError = toServerError(error);
    const lost = serverError.sqlstate === undefined;
    if (lost) connection.discard = true;
    return fail(historyFailure(serverError, lost));
  }
}

export type NewHistoryRow = Omit<HistoryRow, 'installedOn' | 'installedBy' | 'executionTime'> & {
  /** Undefined: the role that writes it, as Flyway does. */
  readonly installedBy: string | undefined;
  /** Milliseconds, or an SQL expression that yields them. */
  readonly executionTime: number | { readonly sql: string };
};

/** INSERT with literals: a batch of the simple protocol takes no parameters. */
export function insertRowSql(table: HistoryTable, entry: NewHistoryRow): string {
  const time =
    typeof entry.executionTime === 'number' ? String(entry.executionTime) : entry.executionTime.sql;
  const values = [
    String(entry.installedRank),
    quoteLiteral(entry.version),
    quoteLiteral(abbreviateDescription(entry.description)),
    quoteLiteral(entry.type),
    quoteLiteral(abbreviateScript(entry.script)),
    entry.checksum === null ? 'NULL' : String(entry.checksum),
    entry.installedBy === undefined ? 'current_user' : quoteLiteral(entry.installedBy),
    time,
    String(entry.success),
  ];
  return `INSERT INTO ${quoteQualified(table.schema, table.name)} ("installed_rank", "version", "description", "type", "script", "checksum", "installed_by", "execution_time", "success") VALUES (${values.join(', ')})`;
}

/** Flyway's AbbreviationUtils: the first 197 characters and dots. Java counts UTF-16 units, the column characters. */
export function abbreviateDescription(description: string): string {
  return description.length <= 200 ? description : `${description.slice(0, 197)}...`;
}

/** Flyway's AbbreviationUtils: dots in place of the first three of 1000. */
export function abbreviateScript(script: string): string {
  return script.length <= 1000 ? script : `...${script.slice(3, 1000)}`;
}

/** The row that a migration leaves when it has run. */
export function rowOfMigration(
  migration: PreparedMigration,
  rank: number,
  installedBy: string | undefined,
): Omit<NewHistoryRow, 'executionTime'> {
  return {
    installedRank: rank,
    version: migration.version,
    description: migration.description,
    type: migration.kind === 'baseline' ? 'SQL_BASELINE' : 'SQL',
    script: migration.script,
    checksum: migration.checksum,
    installedBy,
    success: true,
  };
}

/**
 * Takes back `undone`: open-source Flyway refuses a history with UNDO_SQL in it, and reads a DELETE row as
 * "deleted, pending again".
 */
export function deleteRowOf(
  undone: HistoryRow,
  rank: number,
  installedBy: string | undefined,
): NewHistoryRow {
  const { version, description, script, checksum } = undone;
  const copied = { version, description, script, checksum };
  return { ...copied, installedRank: rank, type: 'DELETE', installedBy, executionTime: 0, success: true };
}

export function nextRank(rows: readonly HistoryRow[]): number {
  return rows.reduce((highest, { installedRank }) => Math.max(highest, installedRank), 0) + 1;
}

/** Appends one row on its own. `history_changed`: somebody else has taken the rank. */
export async function appendRow(
  connection: TenantConnection,
  table: HistoryTable,
  entry: NewHistoryRow,
): Promise<Outcome<void, HistoryFailure>> {
  return settle(connection, await runBatch(connection.client, insertRowSql(table, entry)));
}

export type Baseline = {
  readonly version: string;
  readonly description?: string;
  readonly installedBy?: string;
};

/**
 * Writes Flyway's baseline row into an empty history, creating the table if need be. The same baseline again changes
 * nothing; any other history is refused (`history_not_empty`). Call it under the tenant's lock.
 */
export async function writeBaseline(
  connection: TenantConnection,
  table: HistoryTable,
  baseline: Baseline,
): Promise<Outcome<void, HistoryFailure>> {
  if (!(await historyExists(connection, table))) {
    const created = await createHistory(connection, table);
    if (!created.ok) return created;
  }
  const history = await readHistory(connection, table);
  if (!history.ok) return history;
  const description = baseline.description ?? '<< Flyway Baseline >>';
  const found = history.value.filter(({ type }) => type !== 'SCHEMA');
  const [first] = found;
  if (first?.type === 'BASELINE' && found.length === 1) {
    if (first.version === baseline.version && first.description === description) return succeed(undefined);
  }
  if (first) return fail({ code: 'history_not_empty', message: `${found.length} rows` });
  return appendRow(connection, table, {
    installedRank: nextRank(history.value),
    version: baseline.version,
    description,
    type: 'BASELINE',
    script: description,
    checksum: null,
    installedBy: baseline.installedBy,
    executionTime: 0,
    success: true,
  });
}

export function setSuccessSql(
  table: HistoryTable,
  rank: number,
  success: boolean,
  executionTimeSql?: string,
): string {
  const time = executionTimeSql === undefined ? '' : `, "execution_time" = ${executionTimeSql}`;
  const target = quoteQualified(table.schema, table.name);
  return `UPDATE ${target} SET "success" = ${success}${time} WHERE "installed_rank" = ${rank}`;
}

/** What Flyway's `repair` does to a failed row. It refuses rows that succeeded: `history_changed`. */
export async function removeFailedRow(
  connection: TenantConnection,
  table: HistoryTable,
  rank: number,
): Promise<Outcome<void, HistoryFailure>> {
  const target = quoteQualified(table.schema, table.name);
  const sql = `DELETE FROM ${target} WHERE "installed_rank" = ${rank} AND NOT "success"`;
  const result = await runBatch(connection.client, sql);
  if (result.ok && result.tags[0] !== 'DELETE 1') {
    return fail({ code: 'history_changed', message: result.tags[0] ?? '' });
  }
  return settle(connection, result);
}

function settle(connection: TenantConnection, result: BatchResult): Outcome<void, HistoryFailure> {
  if (result.ok) return succeed(undefined);
  if (result.connectionLost) connection.discard = true;
  return fail(historyFailure(result.error, result.connectionLost));
}

const codeBySqlstate: Readonly<Record<string, HistoryFailure['code']>> = {
  [sqlstate.undefinedTable]: 'history_missing',
  [sqlstate.invalidSchemaName]: 'history_missing',
  [sqlstate.undefinedColumn]: 'history_malformed',
  [sqlstate.insufficientPrivilege]: 'insufficient_privilege',
  [sqlstate.uniqueViolation]: 'history_changed',
  [sqlstate.duplicateTable]: 'history_changed',
};

function historyFailure(
  error: { sqlstate: string | undefined; message: string },
  lost: boolean,
): HistoryFailure {
  const { sqlstate: state, message } = error;
  if (state === undefined || lost) return { code: 'connection_lost', message };
  return { code: codeBySqlstate[state] ?? 'history_failed', sqlstate: state, message };
}
