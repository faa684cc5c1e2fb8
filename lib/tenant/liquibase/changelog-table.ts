import { z } from 'zod';
import type { Changeset, ChangelogRow } from '@/lib/domain/changeset';
import { normalisedPath } from '@/lib/domain/changeset-plan';
import type { Failure, FailureCode } from '@/lib/domain/failure';
import { toServerError, type ServerError } from '@/lib/tenant/batch';
import type { TenantConnection } from '@/lib/tenant/connect';
import { newFailure, serverFields } from '@/lib/tenant/failure';
import type { HistoryTable } from '@/lib/tenant/history';
import { fail, succeed, type Outcome } from '@/lib/tenant/outcome';
import { quoteLiteral, quoteQualified } from '@/lib/tenant/quote';
import { sqlstate } from '@/lib/tenant/sqlstates';

/** Liquibase's default names, as PostgreSQL folds them. The pair stands in the tenant's own schema. */
export const changelogTableOf = (schema: string): HistoryTable => ({ schema, name: 'databasechangelog' });
export const lockTableSql = (schema: string): string => quoteQualified(schema, 'databasechangeloglock');
const changelogSql = (schema: string): string => quoteQualified(schema, 'databasechangelog');

/** Liquibase's own columns. Source: liquibase CreateDatabaseChangeLogTableGenerator. It has no key and no index. */
export function createChangelogSql(schema: string): string {
  return `CREATE TABLE IF NOT EXISTS ${changelogSql(schema)} (ID VARCHAR(255) NOT NULL, AUTHOR VARCHAR(255) NOT NULL,
  FILENAME VARCHAR(255) NOT NULL, DATEEXECUTED TIMESTAMP WITHOUT TIME ZONE NOT NULL, ORDEREXECUTED INTEGER NOT NULL,
  EXECTYPE VARCHAR(10) NOT NULL, MD5SUM VARCHAR(35), DESCRIPTION VARCHAR(255), COMMENTS VARCHAR(255), TAG VARCHAR(255),
  LIQUIBASE VARCHAR(20), CONTEXTS VARCHAR(255), LABELS VARCHAR(255), DEPLOYMENT_ID VARCHAR(10))`;
}

const row = z.object({
  id: z.string(),
  author: z.string(),
  path: z.string(),
  executedAt: z.string(),
  order: z.int(),
  execType: z.enum(['EXECUTED', 'RERAN', 'MARK_RAN']),
  checksum: z.string().nullable(),
  tag: z.string().nullable(),
  liquibase: z.string().nullable(),
  deploymentId: z.string().nullable(),
});

/**
 * All rows in the order in which they ran; undefined when there is no such table. An EXECTYPE that Liquibase would
 * not read either is `history_unreadable`.
 */
export async function readChangelog(
  connection: TenantConnection,
  schema: string,
): Promise<Outcome<ChangelogRow[] | undefined, Failure>> {
  try {
    const present = await connection.client.query<{ found: boolean }>(
      `SELECT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = ${quoteLiteral(schema)} AND c.relname = 'databasechangelog') AS found`,
    );
    if (present.rows[0]?.found !== true) return succeed(undefined);
    const { rows } = await connection.client.query<{ entries: unknown }>(
      `SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'author', author, 'path', filename,
         'executedAt', to_char(dateexecuted, 'YYYY-MM-DD"T"HH24:MI:SS.US'), 'order', orderexecuted,
         'execType', exectype, 'checksum', md5sum, 'tag', tag, 'liquibase', liquibase, 'deploymentId', deployment_id)
         ORDER BY dateexecuted, orderexecuted), '[]') AS entries FROM ${changelogSql(schema)}`,
    );
    const parsed = z.array(row).safeParse(rows[0]?.entries);
    return parsed.success
      ? succeed(parsed.data)
      : fail(newFailure('history_unreadable', { facts: { reason: 'history_malformed' } }));
  } catch (error) {
    const serverError = toServerError(error);
    const lost = serverError.sqlstate === undefined;
    if (lost) connection.discard = true;
    return fail(failureOfServer(serverError, lost));
  }
}

export type ChangelogEntry = {
  readonly schema: string;
  readonly changeset: Changeset;
  /** The last ten digits of the milliseconds since 1970 when this update began: one for all of its rows. */
  readonly deploymentId: string;
  /** What the lock row must say when the row is written; see `acquireChangelogLock`. */
  readonly lockedBy: string;
};

/** Liquibase's column of its own version: free text of at most 20 characters. */
const writtenBy = 'Groundswell';

/** Fails with division_by_zero when the lock row is no longer ours, or the changeset has a row. */
export function insertRowSql(entry: ChangelogEntry): string {
  const { schema, changeset, deploymentId } = entry;
  const columns =
    'id, author, filename, dateexecuted, orderexecuted, md5sum, description, comments, exectype, contexts, labels, liquibase, deployment_id';
  const values = [
    quoteLiteral(changeset.id),
    quoteLiteral(changeset.author),
    quoteLiteral(changeset.path),
    'now()',
    nextOrderSql(entry, 0),
    ...describingValues(changeset),
    `'EXECUTED'`,
    ...expressionValues(changeset),
    `'${writtenBy}'`,
    quoteLiteral(deploymentId),
  ];
  return `INSERT INTO ${changelogSql(schema)} (${columns}) VALUES (${values.join(', ')})`;
}

/** Fails with division_by_zero when the lock row is no longer ours, or the changeset has not exactly one row. */
export function rerunRowSql(entry: ChangelogEntry): string {
  const { schema, changeset, deploymentId } = entry;
  const [checksum, description, comments] = describingValues(changeset);
  const [contexts, labels] = expressionValues(changeset);
  return `WITH written AS (UPDATE ${changelogSql(schema)} SET dateexecuted = now(), orderexecuted = ${nextOrderSql(entry, 1)},
    md5sum = ${checksum}, description = ${description}, comments = ${comments}, exectype = 'RERAN',
    contexts = ${contexts}, labels = ${labels}, liquibase = '${writtenBy}', deployment_id = ${quoteLiteral(deploymentId)}
    WHERE ${isChangeset(changeset)} RETURNING 1) SELECT 1 / (count(*) = 1)::int FROM written`;
}

/** As Liquibase `update` does with sums that are cleared or of the old version: nothing but the sum changes. */
export function resumSql(schema: string, changeset: Changeset): string {
  return `UPDATE ${changelogSql(schema)} SET md5sum = ${quoteLiteral(changeset.checksum)}
    WHERE ${isChangeset(changeset)} AND (md5sum IS NULL OR md5sum LIKE '8:%')`;
}

function nextOrderSql({ schema, changeset, lockedBy }: ChangelogEntry, rows: 0 | 1): string {
  return `(SELECT (coalesce(max(orderexecuted), 0) + 1) / (count(*) FILTER (WHERE ${isChangeset(changeset)}) = ${rows}
    AND EXISTS (SELECT FROM ${lockTableSql(schema)} l WHERE l.id = 1 AND l.locked AND l.lockedby = ${quoteLiteral(lockedBy)}))::int
    FROM ${changelogSql(schema)})`;
}

/** The path as it may stand there: what older versions wrote was not normalised. */
function isChangeset({ id, author, path }: Changeset): string {
  const normal = normalisedPath(path);
  const paths = [...new Set([path, normal, `./${normal}`, `/${normal}`, `classpath:${normal}`])];
  return `(id = ${quoteLiteral(id)} AND author = ${quoteLiteral(author)} AND filename IN (${paths.map(quoteLiteral).join(', ')}))`;
}

/** Columns of 255 characters; Liquibase shortens what is longer. */
const shortened = (text: string): string =>
  [...text].length <= 255 ? text : `${[...text].slice(0, 252).join('')}...`;

function describingValues({ checksum, description, comments }: Changeset): [string, string, string] {
  return [quoteLiteral(checksum), quoteLiteral(shortened(description)), quoteLiteral(shortened(comments))];
}

function expressionValues({ contexts, labels }: Changeset): [string, string] {
  return [
    quoteLiteral(contexts === null ? null : shortened(contexts)),
    quoteLiteral(labels === null ? null : shortened(labels)),
  ];
}

const codeBySqlstate: Readonly<Record<string, FailureCode>> = {
  [sqlstate.insufficientPrivilege]: 'insufficient_privilege',
  [sqlstate.invalidSchemaName]: 'schema_missing',
  [sqlstate.lockNotAvailable]: 'lock_timeout',
};

/** Of a statement of ours on one of the two tables. */
export function failureOfServer(error: ServerError, connectionLost: boolean): Failure {
  const known = codeBySqlstate[error.sqlstate ?? ''] ?? 'history_unreadable';
  return newFailure(connectionLost ? 'connection_lost' : known, serverFields(error));
}
