import type { Failure } from '@/lib/domain/failure';
import { toServerError } from '@/lib/tenant/batch';
import { searchPath } from '@/lib/tenant/apply-options';
import type { TenantConnection } from '@/lib/tenant/connect';
import { newFailure, serverFields } from '@/lib/tenant/failure';
import { fail, succeed, type Outcome } from '@/lib/tenant/outcome';
import { identifierProblem } from '@/lib/tenant/quote';
import { sqlstate } from '@/lib/tenant/sqlstates';

export type CheckQuery = {
  /** One SELECT, VALUES or WITH … SELECT; unqualified names are the tenant's. */
  readonly sql: string;
  readonly schema: string;
  readonly statementTimeoutMs: number;
  readonly maxRows: number;
};

export type CheckRows = {
  readonly columns: readonly string[];
  /** Values as the server prints them. */
  readonly rows: readonly (readonly (string | null)[])[];
  /** There were more than `maxRows`. */
  readonly truncated: boolean;
  readonly durationMs: number;
};

const asText = { getTypeParser: () => (value: string) => value };

/**
 * Runs one query of the operator's and gives back its rows. Nothing can be changed by it: it is a cursor (no other
 * kind of statement can be one), in a READ ONLY transaction that is rolled back, sent by the extended protocol
 * (which refuses a second statement), on a connection of a role that the caller has chosen to be able to do little.
 * What the query says of the tenant is judged elsewhere; a failure means that it could not be asked.
 */
export async function runCheckQuery(
  connection: TenantConnection,
  { sql, schema, statementTimeoutMs, maxRows }: CheckQuery,
): Promise<Outcome<CheckRows, Failure>> {
  const problem = identifierProblem(schema) ?? (sql.includes('\0') ? 'contains_nul' : undefined);
  if (problem) return fail(newFailure('script_problem', { facts: { reason: problem } }));
  const { client } = connection;
  let started = performance.now();
  try {
    await client.query(
      `BEGIN TRANSACTION READ ONLY; SET LOCAL statement_timeout = ${Math.trunc(statementTimeoutMs)};
       SET LOCAL lock_timeout = ${Math.trunc(statementTimeoutMs)};
       SET LOCAL search_path TO ${searchPath(schema, connection.originalSearchPath)}`,
    );
    started = performance.now();
    // Not in pg's published types: a query without values would go by the simple protocol.
    const declare = { text: `DECLARE groundswell_check NO SCROLL CURSOR FOR ${sql}`, queryMode: 'extended' };
    await client.query(declare);
    const fetched = await client.query<(string | null)[]>({
      text: `FETCH FORWARD ${Math.trunc(maxRows) + 1} FROM groundswell_check`,
      rowMode: 'array',
      types: asText,
    });
    const durationMs = performance.now() - started;
    await client.query('ROLLBACK');
    return succeed({
      columns: fetched.fields.map(({ name }) => name),
      rows: fetched.rows.slice(0, maxRows),
      truncated: fetched.rows.length > maxRows,
      durationMs,
    });
  } catch (error) {
    const serverError = toServerError(error);
    const elapsedMs = Math.round(performance.now() - started);
    if (serverError.sqlstate === undefined) connection.discard = true;
    else await client.query('ROLLBACK').catch(() => (connection.discard = true));
    return fail(
      newFailure(codeOf(serverError.sqlstate), { ...serverFields(serverError), facts: { elapsedMs } }),
    );
  }
}

function codeOf(state: string | undefined): Failure['code'] {
  switch (state) {
    case undefined:
      return 'connection_lost';
    case sqlstate.queryCanceled:
      return 'statement_timeout';
    case sqlstate.lockNotAvailable:
      return 'lock_timeout';
    case sqlstate.insufficientPrivilege:
      return 'insufficient_privilege';
    default:
      return 'statement_failed';
  }
}
