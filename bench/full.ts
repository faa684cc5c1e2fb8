import type { Migration } from '@/lib/domain/migration';
import type { OwnCluster } from '@/lib/testing/cluster';
import {
  addTenants,
  createTenantDatabases,
  createTenants,
  runEngine,
  runFloor,
  runObserve,
  schemaNames,
} from './modes';

/** Milliseconds a tenant, and what that is to the floor of the same run. */
export type Cost = {
  readonly perTenantMs: number;
  readonly floorPerTenantMs: number;
  readonly ratioToFloor: number;
};
export type Growth = Cost & { readonly schemas: number; readonly observePerTenantMs: number };
export type FullBench = {
  readonly databasePerTenant: Cost & { readonly tenants: number };
  readonly byConcurrency: readonly (Cost & { readonly concurrency: number })[];
  readonly growth: readonly Growth[];
  /** `perTenantMs` at the most schemas to that at the fewest. */
  readonly growthRatio: number;
};

export type FullOptions = {
  readonly tenants: number;
  readonly concurrency: number;
  readonly sizes: readonly number[];
  readonly say: (line: string) => void;
};

const rounded = (value: number) => Math.round(value * 1000) / 1000;
const costOf = (seconds: number, floorSeconds: number, tenants: number): Cost => ({
  perTenantMs: rounded((seconds / tenants) * 1000),
  floorPerTenantMs: rounded((floorSeconds / tenants) * 1000),
  ratioToFloor: rounded(seconds / floorSeconds),
});

/** `--full`: what the medians of the short run do not show. Each figure has its floor beside it, from a second database. */
export async function runFull(
  cluster: OwnCluster,
  migrations: readonly Migration[],
  { tenants, concurrency, sizes, say }: FullOptions,
): Promise<FullBench> {
  const drop = (database: string) => cluster.sql('postgres', `DROP DATABASE ${database} WITH (FORCE)`);

  const databases = Math.min(tenants, 100);
  const ours = await createTenantDatabases(cluster, 'ours', databases);
  const theirs = await createTenantDatabases(cluster, 'floor', databases);
  const floorSeconds = await runFloor(cluster, theirs, migrations, concurrency);
  const seconds = await runEngine(cluster, ours, migrations, concurrency);
  for (const { database } of [...ours, ...theirs]) await drop(database);
  const databasePerTenant = { tenants: databases, ...costOf(seconds, floorSeconds, databases) };
  say(`database per tenant: ${databasePerTenant.perTenantMs} ms`);

  const byConcurrency: (Cost & { concurrency: number })[] = [];
  for (const lanes of [1, 4, 8, 16]) {
    const floor = await runFloor(
      cluster,
      await createTenants(cluster, 'floor', schemaNames(tenants)),
      migrations,
      lanes,
    );
    const engine = await runEngine(
      cluster,
      await createTenants(cluster, 'ours', schemaNames(tenants)),
      migrations,
      lanes,
    );
    for (const database of ['floor', 'ours']) await drop(database);
    byConcurrency.push({ concurrency: lanes, ...costOf(engine, floor, tenants) });
    say(`concurrency ${lanes}: ${byConcurrency.at(-1)?.perTenantMs} ms`);
  }

  const growth = await measureGrowth(cluster, migrations, concurrency, sizes, say);
  const [fewest, most] = [growth[0], growth.at(-1)];
  const growthRatio = fewest && most ? rounded(most.perTenantMs / fewest.perTenantMs) : 1;
  return { databasePerTenant, byConcurrency, growth, growthRatio };
}

/**
 * One database that grows: at each size its last hundred schemas are migrated and timed, all others are there already
 * with all their tables. The floor's hundred are in the same database.
 */
async function measureGrowth(
  cluster: OwnCluster,
  migrations: readonly Migration[],
  concurrency: number,
  sizes: readonly number[],
  say: (line: string) => void,
): Promise<Growth[]> {
  const timed = 100;
  await cluster.sql('postgres', 'CREATE DATABASE growing');
  const names = schemaNames(Math.max(...sizes));
  const growth: Growth[] = [];
  let there = 0;
  for (const size of sizes) {
    const before = names.slice(there, size - timed);
    await runFloor(cluster, await addTenants(cluster, 'growing', before), migrations, concurrency);
    const floorNames = names.slice(size - timed, size).map((name) => `floor_${size}_${name}`);
    const floor = await addTenants(cluster, 'growing', floorNames);
    const ours = await addTenants(cluster, 'growing', names.slice(size - timed, size));
    await cluster.sql('growing', 'VACUUM ANALYZE');
    const floorSeconds = await runFloor(cluster, floor, migrations, concurrency);
    const seconds = await runEngine(cluster, ours, migrations, concurrency);
    const observed = names.slice(0, size).map((schema) => ({ database: 'growing', schema }));
    const observeSeconds = await runObserve(cluster, observed);
    for (const name of floorNames) await cluster.sql('growing', `DROP SCHEMA ${name} CASCADE`);
    growth.push({
      schemas: size,
      ...costOf(seconds, floorSeconds, timed),
      observePerTenantMs: rounded((observeSeconds / size) * 1000),
    });
    say(
      `${size} schemas: ${growth.at(-1)?.perTenantMs} ms, observed in ${growth.at(-1)?.observePerTenantMs} ms each`,
    );
    there = size;
  }
  await cluster.sql('postgres', 'DROP DATABASE growing WITH (FORCE)');
  return growth;
}
