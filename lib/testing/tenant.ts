import type { PreparedMigration, Statement } from '@/lib/domain/migration';
import { openTenantConnection, type ServerConnection, type TenantConnection } from '@/lib/tenant/connect';
import { createHistory, readHistory, type HistoryTable } from '@/lib/tenant/history';
import { acquireTenantLock } from '@/lib/tenant/lock';
import { quoteIdentifier } from '@/lib/tenant/quote';
import type { TestServer } from '@/lib/testing/postgres';

/** A migration ready to run, from its statements; each stands on a line of its own. */
export function migrationOf(
  version: string | null,
  statements: readonly (string | Partial<Statement>)[],
  changes: Partial<PreparedMigration> = {},
): PreparedMigration {
  let line = 1;
  const split = statements.map((given): Statement => {
    const partial = typeof given === 'string' ? { text: given } : given;
    const statement = { line, text: '', transactional: true, ...partial };
    line += statement.text.split('\n').length;
    return statement;
  });
  const kind = changes.kind ?? (version === null ? 'repeatable' : 'versioned');
  const prefix = { versioned: 'V', undo: 'U', repeatable: 'R', baseline: 'B' }[kind];
  return {
    kind,
    version,
    description: `step ${version ?? 'views'}`,
    script: `${prefix}${version ?? ''}__step.sql`,
    checksum: split.reduce((sum, { text }) => (Math.imul(sum, 31) + text.length) | 0, 7),
    equivalentChecksums: [],
    transactional: split.every(({ transactional }) => transactional),
    statements: split,
    sql: split.map(({ text }) => `${text};`).join('\n'),
    ...changes,
  };
}

export function serverOf(test: TestServer, changes: Partial<ServerConnection> = {}): ServerConnection {
  const { host, port, user, password } = test;
  return {
    host,
    port,
    user,
    password,
    tls: 'disable',
    applicationName: 'groundswell-test',
    connectTimeoutMs: 10_000,
    ...changes,
  };
}

/** Opens or throws: for tests in which connecting is not the question. */
export async function connect(server: ServerConnection, database: string): Promise<TenantConnection> {
  const opened = await openTenantConnection(server, database);
  if (!opened.ok) throw new Error(`${opened.failure.code}: ${opened.failure.message}`);
  return opened.value;
}

/** A schema with an empty history table, locked by this connection. */
export async function lockedTenant(connection: TenantConnection, schema: string) {
  const historyTable: HistoryTable = { schema, name: 'flyway_schema_history' };
  await connection.client.query(`CREATE SCHEMA ${quoteIdentifier(schema)}`);
  const created = await createHistory(connection, historyTable);
  if (!created.ok) throw new Error(created.failure.message);
  const lock = await acquireTenantLock(connection, historyTable, { waitMs: 0 });
  if (!lock.ok) throw new Error(lock.failure.code);
  return { schema, historyTable, lock: lock.value };
}

export async function historyOf(connection: TenantConnection, table: HistoryTable) {
  const rows = await readHistory(connection, table);
  if (!rows.ok) throw new Error(`${rows.failure.code}: ${rows.failure.message}`);
  return rows.value;
}
