import type { Migration, PreparedMigration } from '@/lib/domain/migration';
import { compareVersionTexts } from '@/lib/domain/version';
import { prepare } from '@/lib/changelog/prepare';
import { observerGrants, type DemoServer } from '@/lib/demo/create-databases';
import { driftSql, seedRowsSql } from '@/lib/demo/rows';
import type { DemoTenant } from '@/lib/demo/tenants';
import { openTenantConnection, type TenantConnection } from '@/lib/tenant/connect';
import { createHistory, defaultHistoryTableName } from '@/lib/tenant/history';
import { acquireTenantLock, releaseTenantLock } from '@/lib/tenant/lock';
import { quoteIdentifier, quoteQualified } from '@/lib/tenant/quote';
import { defaultLockRetry } from '@/lib/tenant/retry';
import { runPlan } from '@/lib/tenant/run-plan';

const connections = 4;
/** A shared database's tenants are spread over connections, so that one database does not end long after the others. */
const tenantsPerTurn = 6;

/**
 * Makes every tenant what the scripts in `migrations/` make of it, by the same code that rollouts use: lock, history
 * table, scripts up to its version, repeatables. Then rows, and what sets it apart.
 */
export async function createTenants(
  server: DemoServer,
  tenants: readonly DemoTenant[],
  migrations: readonly Migration[],
  onTenant: () => void,
): Promise<void> {
  const groups = [...Map.groupBy(tenants, (tenant) => tenant.database).values()];
  await inTurns(
    groups.map((group) => group.slice(0, 1)),
    ([first]) => grantObserver(server, first),
  );
  const turns = groups.flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / tenantsPerTurn) }, (_, at) =>
      group.slice(at * tenantsPerTurn, (at + 1) * tenantsPerTurn),
    ),
  );
  // The tenant with many rows takes longest: first, so that nobody waits for it at the end.
  const ordered = turns.toSorted((a, b) => Number(hasSlow(b)) - Number(hasSlow(a)));
  await inTurns(ordered, async (group) => {
    const [first] = group;
    if (first === undefined) return;
    const connection = await connect(server, first.database);
    try {
      for (const tenant of group) {
        await createTenant(connection, tenant, migrations);
        onTenant();
      }
    } finally {
      await connection.close();
    }
  });
}

const hasSlow = (group: readonly DemoTenant[]): boolean => group.some(({ quirk }) => quirk?.kind === 'slow');

async function inTurns<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const queue = [...items];
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
    }),
  );
}

async function grantObserver(server: DemoServer, tenant: DemoTenant | undefined): Promise<void> {
  if (tenant === undefined) return;
  const connection = await connect(server, tenant.database);
  try {
    await connection.client.query(observerGrants);
  } finally {
    await connection.close();
  }
}

async function connect(server: DemoServer, database: string): Promise<TenantConnection> {
  const opened = await openTenantConnection(
    {
      host: server.host,
      port: server.port,
      ...server.migrator,
      tls: 'disable',
      applicationName: 'groundswell-demo',
      connectTimeoutMs: 10_000,
    },
    database,
  );
  if (!opened.ok) throw new Error(`the demo database ${database} cannot be reached: ${opened.failure.code}`);
  return opened.value;
}

async function createTenant(
  connection: TenantConnection,
  tenant: DemoTenant,
  migrations: readonly Migration[],
): Promise<void> {
  const { client } = connection;
  const schema = quoteIdentifier(tenant.schema);
  if (tenant.schema !== 'public') await client.query(`CREATE SCHEMA ${schema}`);
  const historyTable = { schema: tenant.schema, name: defaultHistoryTableName };
  const history = await createHistory(connection, historyTable);
  if (!history.ok) throw new Error(`${tenant.key}: no history table: ${history.failure.code}`);
  const lock = await acquireTenantLock(connection, historyTable, { waitMs: 0 });
  if (!lock.ok) throw new Error(`${tenant.key}: ${lock.failure.code}`);
  const results = await runPlan(connection, {
    mode: 'migrate',
    schema: tenant.schema,
    historyTable,
    lock: lock.value,
    installedBy: undefined,
    history: [],
    steps: scriptsOf(tenant, migrations),
    statementTimeoutMs: 60_000,
    retry: defaultLockRetry,
    random: () => 0.5,
  });
  const failed = results.find((result) => result.state === 'failed');
  if (failed)
    throw new Error(
      `${tenant.key}: ${failed.migration.script}: ${failed.failure.code} ${failed.failure.message}`,
    );
  await releaseTenantLock(connection, lock.value);
  // One message is one transaction: rows are there in full or not at all.
  const changes = [
    `SET LOCAL search_path TO ${schema}`,
    seedRowsSql(tenant),
    ...(tenant.quirk?.kind === 'drifted' ? [driftSql()] : []),
    ...(tenant.quirk?.kind === 'noHistory'
      ? [`DROP TABLE ${quoteQualified(historyTable.schema, historyTable.name)}`]
      : []),
  ];
  await client.query(`BEGIN;\n${changes.join(';\n')};\nCOMMIT`);
}

function scriptsOf(tenant: DemoTenant, migrations: readonly Migration[]): readonly PreparedMigration[] {
  const version = String(tenant.version);
  return migrations
    .filter(
      (migration) =>
        migration.kind === 'repeatable' ||
        (migration.kind === 'versioned' && compareVersionTexts(migration.version ?? '', version) <= 0),
    )
    .map((migration) => {
      const made = prepare(migration, tenant.placeholders, { 'flyway:defaultSchema': tenant.schema });
      if (!made.ok) throw new Error(`${tenant.key}: ${migration.script}: ${made.problem.code}`);
      return made.prepared;
    });
}
