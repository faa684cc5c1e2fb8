import { refuse, ok, type Result } from '@/lib/domain/refusal';
import { may } from '@/lib/domain/verbs';
import { openTenantConnection, type ServerConnection } from '@/lib/tenant/connect';
import { discoverSchemas, listDatabases, matchesGlob, type FoundSchema } from '@/lib/tenant/discover';
import { defaultScratchDatabase } from '@/lib/tenant/expected';
import type { findTenants as schema, Input } from '@/lib/wire/commands';
import type { Actor, Engine } from './context';
import { factsOf, serverConnection } from './server-connection';
import { auditRefusal } from './transact';

export type FoundTenant = {
  readonly database: string;
  readonly schema: string;
  readonly hasHistory: boolean;
  readonly tableCount: number;
  /** The key of the tenant that is registered there already. */
  readonly registeredKey: string | null;
  /** Free in the fleet and among the others found. */
  readonly suggestedKey: string;
};

export type FoundTenants = {
  readonly found: readonly FoundTenant[];
  /** Databases that matched and could not be read, with the reason's code. */
  readonly unread: readonly { readonly database: string; readonly code: string }[];
};

/** Schemas that every database has: such a tenant is named for its database. */
const unnamedSchemas: readonly string[] = ['public', 'app', 'main'];

/** Looks for tenants on a server; registers nothing. It is part of `discover-tenants` and needs the same right. */
export async function findTenants(
  engine: Engine,
  actor: Actor,
  input: Input<typeof schema>,
): Promise<Result<FoundTenants>> {
  if (!may(actor.role, 'discover-tenants')) {
    return auditRefusal(engine, actor, 'discover-tenants', {
      code: 'not_allowed',
      facts: { verb: 'discover-tenants', role: actor.role },
    });
  }
  const server = await engine.db.server.findFirst({ where: { id: input.serverId, archivedAt: null } });
  if (server === null) return refuse('not_found', { what: 'server', value: input.serverId });
  const connection = serverConnection(engine, server, 'observer');
  if (!connection.ok) return connection;
  const databases = await readDatabases(connection.value, server.maintenanceDatabase);
  if (!databases.ok) return databases;

  const schemas: (FoundSchema & { readonly database: string })[] = [];
  const unread: { database: string; code: string }[] = [];
  for (const database of databases.value) {
    // Where expected fingerprints are built is nobody's tenant.
    if (database === defaultScratchDatabase || !matchesGlob(input.databasePattern, database)) continue;
    const found = await readSchemas(connection.value, database, input, server.historyTable);
    if (found.ok) schemas.push(...found.schemas.map((one) => ({ ...one, database })));
    else unread.push({ database, code: found.code });
  }
  const registered = await engine.db.tenant.findMany({
    select: { key: true, serverId: true, database: true, schema: true },
  });
  return ok({ found: describe(schemas, registered, server.id), unread });
}

async function readDatabases(
  server: ServerConnection,
  maintenanceDatabase: string,
): Promise<Result<readonly string[]>> {
  const opened = await openTenantConnection(server, maintenanceDatabase);
  if (!opened.ok) return refuse('server_unreachable', { purpose: 'observer', ...factsOf(opened.failure) });
  try {
    const listed = await listDatabases(opened.value);
    if (listed.ok) return ok(listed.value.map(({ name }) => name));
    return refuse('server_unreachable', { why: listed.failure.code, host: server.host, port: server.port });
  } finally {
    await opened.value.close();
  }
}

async function readSchemas(
  server: ServerConnection,
  database: string,
  input: Input<typeof schema>,
  historyTableName: string,
) {
  const opened = await openTenantConnection(server, database);
  if (!opened.ok) return { ok: false as const, code: opened.failure.code };
  try {
    const { schemaPattern: pattern, onlyWithHistory } = input;
    const found = await discoverSchemas(opened.value, { pattern, historyTableName, onlyWithHistory });
    if (!found.ok) return { ok: false as const, code: found.failure.code };
    // An empty schema is only worth showing to somebody who asked for every schema.
    return { ok: true as const, schemas: found.value.filter((one) => one.hasHistory || one.tableCount > 0) };
  } finally {
    await opened.value.close();
  }
}

type Registered = {
  readonly key: string;
  readonly serverId: string;
  readonly database: string;
  readonly schema: string;
};

function describe(
  schemas: readonly (FoundSchema & { readonly database: string })[],
  registered: readonly Registered[],
  serverId: string,
): readonly FoundTenant[] {
  const place = (database: string, name: string) => JSON.stringify([database, name]);
  const here = registered.filter((one) => one.serverId === serverId);
  const keys = new Map(here.map((one) => [place(one.database, one.schema), one.key]));
  const taken = new Set(registered.map((one) => one.key));
  return schemas.map(({ database, schema: name, hasHistory, tableCount }) => {
    const registeredKey = keys.get(place(database, name)) ?? null;
    const suggestedKey = registeredKey ?? freeKey(database, name, taken);
    taken.add(suggestedKey);
    return { database, schema: name, hasHistory, tableCount, registeredKey, suggestedKey };
  });
}

function freeKey(database: string, name: string, taken: ReadonlySet<string>): string {
  const base = slugOf(unnamedSchemas.includes(name) ? database : name);
  if (!taken.has(base)) return base;
  const longer = slugOf(`${database}-${name}`);
  if (!taken.has(longer)) return longer;
  for (let number = 2; ; number += 1) if (!taken.has(`${longer}-${number}`)) return `${longer}-${number}`;
}

/** What the schema of `key` allows: letters, digits and dashes, starting with a letter or digit. */
function slugOf(text: string): string {
  const slug = text
    .replace(/^tenant[_-]/i, '')
    .replace(/[^\p{L}\p{N}.]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
  return slug === '' ? 'tenant' : slug;
}
