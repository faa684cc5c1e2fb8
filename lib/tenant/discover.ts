import type { Failure } from '@/lib/domain/failure';
import { toServerError } from '@/lib/tenant/batch';
import type { TenantConnection } from '@/lib/tenant/connect';
import { newFailure, serverFields } from '@/lib/tenant/failure';
import { fail, succeed, type Outcome } from '@/lib/tenant/outcome';

export type FoundDatabase = { readonly name: string };

export type FoundSchema = {
  readonly schema: string;
  readonly hasHistory: boolean;
  /** Tables other than the history table. */
  readonly tableCount: number;
};

/** Databases of the server that accept connections and that we may connect to; no templates. */
export async function listDatabases(
  connection: TenantConnection,
): Promise<Outcome<FoundDatabase[], Failure>> {
  return reading(connection, async () => {
    const { rows } = await connection.client.query<FoundDatabase>(
      `SELECT datname AS name FROM pg_database
        WHERE datallowconn AND NOT datistemplate AND has_database_privilege(oid, 'CONNECT') ORDER BY datname`,
    );
    return rows;
  });
}

export type SchemaSearch = {
  /** `*` any characters, `?` one; without it every schema is found. */
  readonly pattern?: string | undefined;
  readonly historyTableName: string;
  readonly onlyWithHistory?: boolean | undefined;
};

/** Schemas of the connected database that may be tenants: none of the server's own. */
export async function discoverSchemas(
  connection: TenantConnection,
  { pattern, historyTableName, onlyWithHistory }: SchemaSearch,
): Promise<Outcome<FoundSchema[], Failure>> {
  return reading(connection, async () => {
    const { rows } = await connection.client.query<FoundSchema>(
      `SELECT n.nspname AS schema,
              count(*) FILTER (WHERE c.relname = $1) > 0 AS "hasHistory",
              (count(c.oid) FILTER (WHERE c.relname <> $1))::int AS "tableCount"
         FROM pg_namespace n
         LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'f')
        WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        GROUP BY n.nspname ORDER BY n.nspname`,
      [historyTableName],
    );
    return rows.filter(
      ({ schema, hasHistory }) =>
        (pattern === undefined || matchesGlob(pattern, schema)) && (hasHistory || onlyWithHistory !== true),
    );
  });
}

/** Whether the whole name matches: `*` any characters, `?` one, everything else itself. In linear time a star. */
export function matchesGlob(pattern: string, name: string): boolean {
  const wanted = [...pattern];
  const letters = [...name];
  let at = 0;
  let star: { pattern: number; name: number } | undefined;
  for (let letter = 0; letter < letters.length;) {
    if (wanted[at] === '*') {
      star = { pattern: at, name: letter };
      at += 1;
    } else if (at < wanted.length && (wanted[at] === '?' || wanted[at] === letters[letter])) {
      at += 1;
      letter += 1;
    } else if (star) {
      star.name += 1;
      at = star.pattern + 1;
      letter = star.name;
    } else {
      return false;
    }
  }
  return wanted.slice(at).every((rest) => rest === '*');
}

async function reading<Value>(
  connection: TenantConnection,
  read: () => Promise<Value>,
): Promise<Outcome<Value, Failure>> {
  try {
    return succeed(await read());
  } catch (error) {
    const serverError = toServerError(error);
    if (serverError.sqlstate === undefined) connection.discard = true;
    const code = serverError.sqlstate === undefined ? 'connection_lost' : 'insufficient_privilege';
    return fail(newFailure(code, serverFields(serverError)));
  }
}
