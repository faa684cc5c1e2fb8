import type { Failure } from '@/lib/domain/failure';
import type { HistoryRow } from '@/lib/domain/history';
import { toServerError } from '@/lib/tenant/batch';
import { runCheckQuery } from '@/lib/tenant/check-sql';
import type { TenantConnection } from '@/lib/tenant/connect';
import { newFailure, serverFields } from '@/lib/tenant/failure';
import { fingerprintSchemas } from '@/lib/tenant/fingerprint';
import {
  historyDigestSql,
  historyEntriesOf,
  historyEntriesSql,
  parseHistoryRows,
} from '@/lib/tenant/history';
import { fail, succeed, type Outcome } from '@/lib/tenant/outcome';
import { quoteLiteral } from '@/lib/tenant/quote';
import { sqlstate } from '@/lib/tenant/sqlstates';

export type ObservedHistory = {
  /** Over all rows; equal digests mean equal rows. */
  readonly digest: string;
  readonly count: number;
  /** In rank order; undefined when the digest is the known one. */
  readonly rows: readonly HistoryRow[] | undefined;
};

export type SchemaObservation =
  | { readonly state: 'missing' }
  | {
      readonly state: 'unreadable';
      readonly reason: 'insufficient_privilege' | 'history_malformed' | 'read_failed';
      readonly sqlstate: string | undefined;
    }
  | {
      readonly state: 'read';
      /** Undefined: there is no history table. */
      readonly history: ObservedHistory | undefined;
      /** Tables other than the history table: a schema without any is new. */
      readonly hasTables: boolean;
      /** Undefined when it was not asked for. */
      readonly fingerprint: string | undefined;
    };

export type ObserveOptions = {
  readonly historyTableName: string;
  /** Where the history tables are if not in the tenants' own schemas. */
  readonly historySchema?: string | undefined;
  readonly fingerprint: boolean;
  /** Digests that the caller has rows for. */
  readonly knownDigests?: ReadonlyMap<string, string> | undefined;
};

/**
 * One statement holds three locks for each schema it reads, of a table shared by the whole server: with the default
 * settings 5,000 at once fail with "out of shared memory" for everybody on it.
 */
const schemasPerStatement = 250;

/**
 * Reads the versions of many schemas of one database: the catalog once, then the history tables that exist, 250 a
 * statement, each statement its own transaction. A schema that cannot be read does not spoil the others.
 */
export async function observeSchemas(
  connection: TenantConnection,
  schemas: readonly string[],
  options: ObserveOptions,
): Promise<Outcome<Map<string, SchemaObservation>, Failure>> {
  const observations = new Map<string, SchemaObservation>();
  try {
    for (let at = 0; at < schemas.length; at += schemasPerStatement) {
      const batch = schemas.slice(at, at + schemasPerStatement);
      const prints = options.fingerprint ? await fingerprintSchemas(connection, batch, options) : undefined;
      if (prints && !prints.ok) return prints;
      const seen = await readCatalog(connection, batch, options);
      const readable = seen.filter((each) => each.history === 'readable').map(({ schema }) => schema);
      const histories = await readHistories(connection, readable, options);
      for (const each of seen) {
        const print = prints?.value.get(each.schema)?.fingerprint;
        observations.set(each.schema, observationOf(each, histories.get(each.schema), print));
      }
    }
    return succeed(observations);
  } catch (error) {
    const serverError = toServerError(error);
    if (serverError.sqlstate === undefined) connection.discard = true;
    const code = serverError.sqlstate === undefined ? 'connection_lost' : 'history_unreadable';
    return fail(newFailure(code, serverFields(serverError)));
  }
}

export async function observeSchema(
  connection: TenantConnection,
  schema: string,
  options: ObserveOptions,
): Promise<Outcome<SchemaObservation, Failure>> {
  const observed = await observeSchemas(connection, [schema], options);
  return observed.ok ? succeed(observed.value.get(schema) ?? { state: 'missing' }) : observed;
}

type Unreadable = Extract<SchemaObservation, { state: 'unreadable' }>;

type Seen = {
  readonly schema: string;
  readonly present: boolean;
  readonly hasTables: boolean;
  readonly history: 'absent' | 'readable' | 'forbidden' | 'malformed';
};

const historyColumns = [
  'installed_rank',
  'version',
  'description',
  'type',
  'script',
  'checksum',
  'installed_by',
  'installed_on',
  'execution_time',
  'success',
];

async function readCatalog(
  { client }: TenantConnection,
  schemas: readonly string[],
  options: ObserveOptions,
) {
  const { rows } = await client.query<Seen>(
    `SELECT w.schema, n.oid IS NOT NULL AS present,
            -- By what depends on the schema: pg_class has no index by schema.
            EXISTS (SELECT FROM pg_depend d JOIN pg_class t ON t.oid = d.objid
                     WHERE d.refclassid = 'pg_namespace'::regclass AND d.refobjid = n.oid
                       AND d.classid = 'pg_class'::regclass AND t.relkind IN ('r', 'p', 'f') AND t.relname <> $2)
              AS "hasTables",
            CASE WHEN h.oid IS NULL THEN 'absent'
                 WHEN NOT has_schema_privilege(hn.oid, 'USAGE') OR NOT has_table_privilege(h.oid, 'SELECT') THEN 'forbidden'
                 WHEN (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = h.oid AND NOT a.attisdropped
                         AND a.attname = ANY ($3::text[])) < ${historyColumns.length} THEN 'malformed'
                 ELSE 'readable' END AS history
       FROM unnest($1::text[]) AS w(schema)
       LEFT JOIN pg_namespace n ON n.nspname = w.schema
       LEFT JOIN pg_namespace hn ON hn.nspname = coalesce($4::text, w.schema)
       LEFT JOIN pg_class h ON h.relnamespace = hn.oid AND h.relname = $2 AND h.relkind IN ('r', 'p', 'v', 'f')`,
    [schemas, options.historyTableName, historyColumns, options.historySchema ?? null],
  );
  return rows;
}

type Histories = Map<string, ObservedHistory | Unreadable>;

/** All in one statement; if that fails, each on its own, so that the one at fault is found. */
async function readHistories(
  connection: TenantConnection,
  schemas: readonly string[],
  options: ObserveOptions,
): Promise<Histories> {
  if (schemas.length === 0) return new Map();
  try {
    return await readTogether(connection, schemas, options);
  } catch (error) {
    const { sqlstate: state } = toServerError(error);
    if (state === undefined) throw error;
    const [schema] = schemas;
    if (schemas.length === 1 && schema !== undefined) {
      const reason = state === sqlstate.insufficientPrivilege ? 'insufficient_privilege' : 'read_failed';
      return new Map([[schema, { state: 'unreadable', reason, sqlstate: state }]]);
    }
    const found: Histories = new Map();
    for (const each of schemas) {
      for (const [name, history] of await readHistories(connection, [each], options))
        found.set(name, history);
    }
    return found;
  }
}

async function readTogether(
  { client }: TenantConnection,
  schemas: readonly string[],
  { historyTableName, historySchema, knownDigests }: ObserveOptions,
): Promise<Histories> {
  const found: Histories = new Map();
  const rowsOf = (schema: string) =>
    historyEntriesOf({ schema: historySchema ?? schema, name: historyTableName });
  // Without a digest to compare with, all rows are wanted: they come along.
  const all = knownDigests === undefined;
  const digests = await client.query<{ schema: string; count: number; digest: string; entries: unknown }>(
    schemas
      .map(
        (schema) => `SELECT ${quoteLiteral(schema)}::text AS schema, count(*)::int AS count,
          ${historyDigestSql} AS digest, ${all ? historyEntriesSql : 'NULL'} AS entries FROM ${rowsOf(schema)}`,
      )
      .join('\nUNION ALL '),
  );
  for (const { schema, count, digest } of digests.rows) found.set(schema, { count, digest, rows: undefined });
  if (all) return withRows(found, digests.rows);

  const changed = digests.rows.filter(({ schema, digest }) => knownDigests?.get(schema) !== digest);
  if (changed.length === 0) return found;
  const entries = await client.query<{ schema: string; entries: unknown }>(
    changed
      .map(
        ({ schema }) => `SELECT ${quoteLiteral(schema)}::text AS schema,
          ${historyEntriesSql} AS entries FROM ${rowsOf(schema)}`,
      )
      .join('\nUNION ALL '),
  );
  return withRows(found, entries.rows);
}

function withRows(found: Histories, entries: readonly { schema: string; entries: unknown }[]): Histories {
  for (const { schema, entries: read } of entries) {
    const rows = parseHistoryRows(read);
    const known = found.get(schema);
    if (rows && known && 'digest' in known) found.set(schema, { ...known, count: rows.length, rows });
    else found.set(schema, { state: 'unreadable', reason: 'history_malformed', sqlstate: undefined });
  }
  return found;
}

function observationOf(
  seen: Seen,
  history: ObservedHistory | Unreadable | undefined,
  fingerprint: string | undefined,
): SchemaObservation {
  if (!seen.present) return { state: 'missing' };
  if (seen.history === 'forbidden') {
    return { state: 'unreadable', reason: 'insufficient_privilege', sqlstate: undefined };
  }
  if (seen.history === 'malformed')
    return { state: 'unreadable', reason: 'history_malformed', sqlstate: undefined };
  if (history && 'state' in history) return history;
  return { state: 'read', history, hasTables: seen.hasTables, fingerprint };
}

export type HomeMadeVersion = {
  /** One statement of the operator's; the first column of its first row is the version. */
  readonly query: string;
  readonly schema: string;
  readonly statementTimeoutMs: number;
};

/** The version in a table that is neither Flyway's nor Liquibase's; null when the query answers no row or NULL. */
export async function readHomeMadeVersion(
  connection: TenantConnection,
  { query, schema, statementTimeoutMs }: HomeMadeVersion,
): Promise<Outcome<string | null, Failure>> {
  const read = await runCheckQuery(connection, { sql: query, schema, statementTimeoutMs, maxRows: 1 });
  if (!read.ok) return read;
  return succeed(read.value.rows[0]?.[0] ?? null);
}
