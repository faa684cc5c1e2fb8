import { randomInt } from 'node:crypto';
import pg from 'pg';
import { prepare } from '@/lib/changelog/prepare';
import type { ReleaseScript } from '@/lib/domain/cells';
import type { Migration, PreparedMigration } from '@/lib/domain/migration';
import { planMigrate } from '@/lib/domain/plan';
import { openTenantConnection, type ServerConnection } from '@/lib/tenant/connect';
import { createHistorySql, defaultHistoryTableName, readHistory } from '@/lib/tenant/history';
import { acquireTenantLock } from '@/lib/tenant/lock';
import { observeSchemas } from '@/lib/tenant/observe';
import { createPace } from '@/lib/tenant/pace';
import { createTenantPool } from '@/lib/tenant/pool';
import { quoteIdentifier } from '@/lib/tenant/quote';
import { defaultLockRetry } from '@/lib/tenant/retry';
import { runPlan } from '@/lib/tenant/run-plan';
import { validateTenant } from '@/lib/tenant/validate';
import type { OwnCluster } from '@/lib/testing/cluster';

export const schemaNames = (tenants: number): string[] =>
  Array.from({ length: tenants }, (_, index) => `tenant_${String(index + 1).padStart(5, '0')}`);

/** Where a tenant lives. */
export type Place = { readonly database: string; readonly schema: string };

/** A database with empty tenants that have a history table, as a tenant of a product in use has. Not timed. */
export async function createTenants(
  cluster: OwnCluster,
  database: string,
  schemas: readonly string[],
): Promise<Place[]> {
  await cluster.sql('postgres', `CREATE DATABASE ${database}`);
  return addTenants(cluster, database, schemas);
}

export async function addTenants(
  cluster: OwnCluster,
  database: string,
  schemas: readonly string[],
): Promise<Place[]> {
  for (let at = 0; at < schemas.length; at += 50) {
    const batch = schemas.slice(at, at + 50).map((schema) => {
      const table = { schema, name: defaultHistoryTableName };
      return `CREATE SCHEMA ${quoteIdentifier(schema)}; ${createHistorySql(table)};`;
    });
    await cluster.sql(database, batch.join('\n'));
  }
  await cluster.sql(database, 'CHECKPOINT');
  return schemas.map((schema) => ({ database, schema }));
}

/** A database for each tenant, copied from the first. Not timed. */
export async function createTenantDatabases(
  cluster: OwnCluster,
  prefix: string,
  tenants: number,
): Promise<Place[]> {
  const [first, ...rest] = schemaNames(tenants).map((name) => ({
    database: `${prefix}_${name}`,
    schema: 'app',
  }));
  if (first === undefined) return [];
  await createTenants(cluster, first.database, [first.schema]);
  for (const { database } of rest) {
    await cluster.sql('postgres', `CREATE DATABASE ${database} TEMPLATE ${first.database}`);
  }
  await cluster.sql('postgres', 'CHECKPOINT');
  return [first, ...rest];
}

/** Works through a list, `concurrency` at a time, each lane with what `open` gave it. @returns seconds. */
async function lanes<Lane>(
  items: readonly Place[],
  concurrency: number,
  open: () => Promise<Lane>,
  work: (lane: Lane, item: Place) => Promise<void>,
  close: (lane: Lane) => Promise<void>,
): Promise<number> {
  const queue = [...items];
  const opened = await Promise.all(Array.from({ length: concurrency }, open));
  const started = performance.now();
  await Promise.all(
    opened.map(async (lane) => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(lane, item);
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  await Promise.all(opened.map(close));
  return seconds;
}

/** The floor: the same scripts, each one message in its own transaction, on kept connections. No history, no lock. */
export function runFloor(
  cluster: OwnCluster,
  places: readonly Place[],
  migrations: readonly Migration[],
  concurrency: number,
): Promise<number> {
  const connect = async (database: string) => {
    const client = new pg.Client({ ...cluster, database });
    await client.connect();
    return { client, database };
  };
  return lanes(
    places,
    concurrency,
    () => connect(places[0]?.database ?? 'postgres'),
    async (lane, { database, schema }) => {
      if (lane.database !== database) {
        await lane.client.end();
        Object.assign(lane, await connect(database));
      }
      const path = `SET LOCAL search_path TO ${quoteIdentifier(schema)}`;
      for (const { sql } of migrations) await lane.client.query(`BEGIN; ${path}; ${sql} COMMIT`);
    },
    ({ client }) => client.end(),
  );
}

const serverOf = ({ host, port, user, password }: OwnCluster): ServerConnection => ({
  host,
  port,
  user,
  password,
  tls: 'disable',
  applicationName: 'groundswell-bench',
  connectTimeoutMs: 10_000,
});

/** Versions, histories and fingerprints of all places of one database, on one connection. @returns seconds. */
export async function runObserve(cluster: OwnCluster, places: readonly Place[]): Promise<number> {
  const connection = must(await openTenantConnection(serverOf(cluster), places[0]?.database ?? 'postgres'));
  const schemas = places.map(({ schema }) => schema);
  const started = performance.now();
  const options = { historyTableName: defaultHistoryTableName, fingerprint: true };
  const seen = must(await observeSchemas(connection, schemas, options));
  const seconds = (performance.now() - started) / 1000;
  await connection.close();
  const unread = [...seen.values()].filter(({ state }) => state !== 'read').length;
  if (seen.size !== places.length || unread > 0)
    throw new Error(`${seen.size} seen, ${unread} of them not read`);
  return seconds;
}

/** Ours, without the control plane: lock, history, plan, apply, D23's validation. */
export async function runEngine(
  cluster: OwnCluster,
  places: readonly Place[],
  migrations: readonly Migration[],
  concurrency: number,
  group = false,
): Promise<number> {
  const pace = createPace();
  const server = serverOf(cluster);
  const pool = createTenantPool({ maxIdle: concurrency, maxTenantsPerConnection: 500 });
  const release: ReleaseScript[] = migrations.map(({ kind, version, description, script, checksum }) => ({
    kind,
    version,
    description,
    script,
    checksums: [checksum],
  }));
  const prepared = new Map<string, PreparedMigration>();
  for (const migration of migrations) {
    const made = prepare(migration, {}, {});
    if (!made.ok) throw new Error(JSON.stringify(made.problem));
    prepared.set(migration.script, made.prepared);
  }
  const seconds = await lanes(
    places,
    concurrency,
    async () => null,
    async (_lane, { database, schema }) => {
      const connection = must(await pool.acquire(server, database));
      const historyTable = { schema, name: defaultHistoryTableName };
      const lock = must(await acquireTenantLock(connection, historyTable, { waitMs: 1000 }));
      const history = must(await readHistory(connection, historyTable));
      const plan = planMigrate({ history, release, targetVersion: null });
      if (!plan.ok) throw new Error(JSON.stringify(plan.refusal));
      const results = await runPlan(connection, {
        mode: 'migrate',
        schema,
        historyTable,
        lock,
        installedBy: undefined,
        steps: plan.steps.flatMap(({ script }) => prepared.get(script) ?? []),
        history,
        statementTimeoutMs: 60_000,
        retry: defaultLockRetry,
        pace,
        group,
        random: () => randomInt(0, 1_000_000) / 1_000_000,
      });
      if (results.some(({ state }) => state !== 'applied')) throw new Error(JSON.stringify(results));
      const verdicts = await validateTenant(connection, {
        schema,
        historyTable,
        expectedApplied: release,
        expectedVersion: plan.to,
        notValidBefore: [],
      });
      if (verdicts.some(({ verdict }) => verdict !== 'passed')) throw new Error(JSON.stringify(verdicts));
      // Gives the lock back, too, as in the product.
      await pool.release(connection);
    },
    async () => undefined,
  );
  await pool.end();
  return seconds;
}

function must<Value>(outcome: { ok: true; value: Value } | { ok: false; failure: unknown }): Value {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.value;
}
