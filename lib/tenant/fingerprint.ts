import { createHash } from 'node:crypto';
import type { Failure } from '@/lib/domain/failure';
import { toServerError } from '@/lib/tenant/batch';
import type { TenantConnection } from '@/lib/tenant/connect';
import { newFailure, serverFields } from '@/lib/tenant/failure';
import { objectsSql } from '@/lib/tenant/fingerprint-sql';
import { fail, succeed, type Outcome } from '@/lib/tenant/outcome';
import { quoteIdentifier } from '@/lib/tenant/quote';
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
      const objects = await readObjects(connection, batch, '', options);
      for (const schema of batch) {
        const own = objects.get(schema) ?? [];
        // In a view over table "x", `x.id` is a column of it; in a schema that is itself called x it looks like a
        // qualifier. Such a schema is read alone, with itself in the search_path, so that nothing is qualified.
        const ambiguous = own.some(({ kind, name }) => kind === 'table' && name === schema);
        const read = ambiguous ? ((await readObjects(connection, [schema], schema, options)).get(schema) ?? []) : own;
        found.set(schema, fingerprintOf(read));
      }
    }
    return succeed(found);
  } catch (error) {
    const serverError = toServerError(error);
    if (serverError.sqlstate === undefined) connection.discard = true;
    else await connection.client.query('ROLLBACK').catch(() => (connection.discard = true));
    return fail(newFailure(serverError.sqlstate === undefined ? 'connection_lost' : 'history_unreadable', serverFields(serverError)));
  }
}

const callable: ReadonlySet<string> = new Set(['function', 'procedure', 'aggregate']);
/** Kinds that the server prints with the schema's name whatever the search_path. */
const alwaysQualified: ReadonlySet<string> = new Set([...callable, 'index', 'trigger', 'statistics']);

type ObjectRow = { schema: string; kind: string; name: string; definition: string | null };

async function readObjects(
  { client }: TenantConnection,
  schemas: readonly string[],
  searchPath: string,
  { historyTableName }: FingerprintOptions,
): Promise<Map<string, SchemaObject[]>> {
  const path = searchPath === '' ? "''" : quoteIdentifier(searchPath);
  await client.query(`BEGIN TRANSACTION READ ONLY; SET LOCAL search_path TO ${path}`);
  const { rows } = await client.query<ObjectRow>(objectsSql, [schemas, [historyTableName]]);
  await client.query('COMMIT');
  const bySchema = new Map<string, SchemaObject[]>();
  for (const { schema, kind, name, definition } of rows) {
    const objects = bySchema.get(schema) ?? [];
    if (objects.length === 0) bySchema.set(schema, objects);
    const qualified = searchPath === '' || alwaysQualified.has(kind);
    objects.push({
      kind,
      // Arguments of a function name types.
      name: callable.has(kind) ? unqualify(name, schema) : name,
      definition: qualified ? unqualify(definition ?? '', schema) : (definition ?? ''),
    });
  }
  return bySchema;
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
