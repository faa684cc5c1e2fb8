import { createHash } from 'node:crypto';
import type pg from 'pg';
import { z } from 'zod';
import type { Failure } from '@/lib/domain/failure';
import { toServerError } from '@/lib/tenant/batch';
import type { TenantConnection } from '@/lib/tenant/connect';
import { newFailure, serverFields } from '@/lib/tenant/failure';
import { objectsSql, plannerSettings } from '@/lib/tenant/fingerprint-sql';
import { fail, succeed, type Outcome } from '@/lib/tenant/outcome';
import { hasObjectsStatement, markObjectsStatement, objectsStatement } from '@/lib/tenant/prepared-statement';
import { quoteLiteral, quoteTextArray } from '@/lib/tenant/quote';
import { sqlstate } from '@/lib/tenant/sqlstates';
import { unqualify } from '@/lib/tenant/unqualify';

export type SchemaObject = { readonly kind: string; readonly name: string; readonly definition: string };

export type SchemaFingerprint = {
  /** sha256, hex. */
  readonly fingerprint: string;
  /** Sorted by kind and name. */
  readonly objects: readonly SchemaObject[];
};

export type FingerprintOptions = { readonly historyTableName: string };

/** Schemas per statement: each costs locks and backend memory until the statement ends. */
const schemasPerStatement = 100;

/**
 * A stable hash of each schema's objects, free of the schema's name, owner and oids; a schema that does not exist has
 * the hash of nothing. Comparable within one major version of the server: how views are printed differs between them.
 */
export async function fingerprintSchemas(
  connection: TenantConnection,
  schemas: readonly string[],
  options: FingerprintOptions,
): Promise<Outcome<Map<string, SchemaFingerprint>, Failure>> {
  const found = new Map<string, SchemaFingerprint>();
  try {
    for (let at = 0; at < schemas.length; at += schemasPerStatement) {
      const batch = schemas.slice(at, at + schemasPerStatement);
      const { objects } = await readObjects(connection, batch, options);
      for (const schema of batch)
        found.set(schema, fingerprintOf(normalise(objects.get(schema) ?? [], schema, options)));
    }
    return succeed(found);
  } catch (error) {
    const serverError = toServerError(error);
    if (serverError.sqlstate === undefined) connection.discard = true;
    else await connection.client.query('ROLLBACK').catch(() => (connection.discard = true));
    return fail(
      newFailure(
        serverError.sqlstate === undefined ? 'connection_lost' : 'internal',
        serverFields(serverError),
      ),
    );
  }
}

/**
 * One schema's fingerprint and, in the same message and snapshot of the catalog, the rows of a query. Throws what pg
 * throws, the transaction ended: the caller asks the two apart and learns which failed.
 */
export async function fingerprintWith(
  connection: TenantConnection,
  schema: string,
  options: FingerprintOptions,
  sql: string,
): Promise<{ readonly print: SchemaFingerprint; readonly rows: readonly unknown[] }> {
  try {
    const { objects, rows } = await readObjects(connection, [schema], options, sql);
    return { print: fingerprintOf(normalise(objects.get(schema) ?? [], schema, options)), rows };
  } catch (error) {
    if (toServerError(error).sqlstate === undefined) connection.discard = true;
    else await connection.client.query('ROLLBACK').catch(() => (connection.discard = true));
    throw error;
  }
}

type ObjectRow = z.infer<typeof objectRow>;

type Read = { readonly objects: Map<string, ObjectRow[]>; readonly rows: readonly unknown[] };

/**
 * One message, hence one round trip and one transaction. With an empty search_path the server qualifies every name that
 * is not its own, in every definition alike. `sql`: one query to answer first.
 */
async function readObjects(
  { client }: TenantConnection,
  schemas: readonly string[],
  { historyTableName }: FingerprintOptions,
  sql?: string,
): Promise<Read> {
  const execute = `EXECUTE ${objectsStatement} (${quoteTextArray(schemas)}, ${quoteLiteral(historyTableName)})`;
  const first = sql === undefined ? '' : `${sql}; `;
  const message = `BEGIN TRANSACTION READ ONLY; ${first}SET LOCAL search_path TO ''; ${plannerSettings}; ${execute}; COMMIT`;
  const results = resultsWithRows.parse(await askPrepared(client, message));
  const found = results.flatMap(({ command, rows }) => (command === 'SELECT' ? [rows] : []));
  const objects = Map.groupBy(z.array(objectRow).parse(found.at(-1) ?? []), ({ schema }) => schema);
  return { objects, rows: sql === undefined ? [] : (found[0] ?? []) };
}

/** Prepares the query where the session does not have it: not yet, or because a script has deallocated all there was. */
async function askPrepared(client: pg.Client, message: string): Promise<unknown> {
  if (hasObjectsStatement(client)) {
    try {
      return await client.query(message);
    } catch (error) {
      if (toServerError(error).sqlstate !== sqlstate.invalidStatementName) throw error;
      await client.query('ROLLBACK');
    }
  }
  await client.query(`PREPARE ${objectsStatement} (text[], text) AS ${objectsSql}`);
  markObjectsStatement(client);
  return client.query(message);
}

/** pg answers a message of several statements with a list, which its types do not say. */
const resultsWithRows = z.array(z.object({ command: z.string(), rows: z.array(z.unknown()) }));
const objectRow = z.object({
  schema: z.string(),
  kind: z.string(),
  name: z.string(),
  definition: z.string().nullable(),
});

const callable: ReadonlySet<string> = new Set(['function', 'procedure', 'aggregate']);

/**
 * Takes the schema's name out of its definitions. A qualifier is one only before the name of something in the schema: a
 * column of a table (or of an alias) that has the schema's name looks the same.
 */
function normalise(rows: readonly ObjectRow[], schema: string, options: FingerprintOptions): SchemaObject[] {
  const names = new Set([options.historyTableName, ...rows.map(leadingName)]);
  const strip = (text: string) => unqualify(text, schema, names);
  const objects = rows.filter(({ kind }) => kind !== '');
  return objects.map(({ kind, name, definition }) => ({
    kind,
    // Arguments of a function name types.
    name: callable.has(kind) ? strip(name) : name,
    definition: strip(definition ?? ''),
  }));
}

/** The name that can follow a qualifier: a function's without its arguments, a column's relation. */
function leadingName({ kind, name }: ObjectRow): string {
  if (callable.has(kind)) return name.slice(0, name.indexOf('('));
  return kind === 'column' ? name.slice(0, name.indexOf('.')) : name;
}

/** The hash of these objects, whatever their order. */
export function fingerprintOf(objects: readonly SchemaObject[]): SchemaFingerprint {
  const key = ({ kind, name, definition }: SchemaObject) => `${kind}\0${name}\0${definition}\n`;
  const keyed = objects.map((object) => ({ object, key: key(object) }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const hash = createHash('sha256');
  for (const each of keyed) hash.update(each.key);
  return { fingerprint: hash.digest('hex'), objects: keyed.map(({ object }) => object) };
}
