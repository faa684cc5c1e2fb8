import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Result } from '@/lib/domain/refusal';
import { migrateControlPlane } from '@/lib/db/migrate';
import { baselineTenant } from '@/lib/engine/baseline-tenant';
import type { Actor } from '@/lib/engine/context';
import { discoverTenants } from '@/lib/engine/discover-tenants';
import { findTenants } from '@/lib/engine/find-tenants';
import { observeServer } from '@/lib/engine/observe-tenants';
import { openEngine, type OpenedEngine } from '@/lib/engine/open-engine';
import { planRollout } from '@/lib/engine/plan-rollout';
import { previewRollout } from '@/lib/engine/preview-rollout';
import { publishRelease } from '@/lib/engine/publish-release';
import { registerServer } from '@/lib/engine/register-server';
import { startRollout } from '@/lib/engine/start-rollout';
import { createLog } from '@/lib/platform/log';
import { migrateQueue } from '@/lib/queue/migrate';
import { startOwnCluster, type OwnCluster } from '@/lib/testing/cluster';
import { until } from '@/lib/testing/until';
import * as commands from '@/lib/wire/commands';
import { startWorker } from '@/lib/worker/start-worker';

/** docs/getting-started.md as it is written: its GRANTs are run, and a fleet is taken over with nothing more. */
const guide = readFileSync('docs/getting-started.md', 'utf8');

function tested(name: string): string {
  const block = new RegExp(`<!-- tested: ${name} -->\\n\`\`\`sql\\n([\\s\\S]*?)\`\`\``).exec(guide);
  if (block?.[1] === undefined) throw new Error(`the guide has no block ${name}`);
  return block[1];
}

const scripts = {
  'V1__Items.sql': 'CREATE TABLE items (id bigint PRIMARY KEY, name text);',
  'V2__Prices.sql': 'ALTER TABLE items ADD COLUMN price numeric;',
  'V3__Name_index.sql': 'CREATE INDEX items_name ON items (name);',
};
const release = (...names: (keyof typeof scripts)[]) => ({
  ok: true as const,
  files: names.map((path) => ({ path, bytes: new TextEncoder().encode(scripts[path]) })),
});
const own = (schema: string, sql: string): string =>
  `BEGIN; SET LOCAL ROLE product_owner; CREATE SCHEMA ${schema}; SET LOCAL search_path TO ${schema}; ${sql} COMMIT`;
const history = `CREATE TABLE flyway_schema_history (installed_rank int PRIMARY KEY, version varchar(50), description varchar(200) NOT NULL,
  type varchar(20) NOT NULL, script varchar(1000) NOT NULL, checksum int, installed_by varchar(100) NOT NULL,
  installed_on timestamp NOT NULL DEFAULT now(), execution_time int NOT NULL, success boolean NOT NULL);`;

let cluster: OwnCluster;
let engine: OpenedEngine;
let admin: Actor;

function must<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Error(`${result.refusal.code} ${JSON.stringify(result.refusal.facts)}`);
  return result.value;
}

beforeAll(async () => {
  cluster = await startOwnCluster({ settings: { fsync: 'off' } });
  await cluster.sql('postgres', 'CREATE DATABASE control');
  await cluster.sql('postgres', 'CREATE ROLE product_owner');
  await cluster.sql('postgres', 'CREATE DATABASE product OWNER product_owner');
  await cluster.sql('product', own('tenant_new', history));
  await cluster.sql('product', own('tenant_old', `${scripts['V1__Items.sql']} ${scripts['V2__Prices.sql']}`));
  const controlUrl = cluster.url('control');
  const migrated = await migrateControlPlane(controlUrl);
  if (!migrated.ok) throw new Error(migrated.refusal.code);
  await migrateQueue(controlUrl);
  const keys = { credentials: randomBytes(32), audit: randomBytes(32) };
  engine = await openEngine({ databaseUrl: controlUrl, mode: 'worker', log: createLog('silent'), keys });
  const row = { id: randomUUID(), email: 'a@example.com', name: 'A', role: 'admin' as const };
  await engine.db.person.create({ data: { ...row, passwordHash: 'none' } });
  admin = row;
});
afterAll(async () => {
  await engine.close();
  await cluster.stop();
});

test('the rights of the guide are enough to take a fleet over, and the observer can only look', async () => {
  // CREATE DATABASE runs alone, as psql would send it.
  for (const statement of tested('server').split(/;\n/)) {
    if (statement.trim() !== '') await cluster.sql('postgres', statement);
  }
  await cluster.sql('product', tested('database'));
  await cluster.sql('product', own('tenant_later', history));

  const { serverId } = must(
    await registerServer(
      engine,
      admin,
      commands.registerServer.parse({
        key: 'pg-1',
        name: 'PG 1',
        host: cluster.host,
        port: cluster.port,
        tlsMode: 'disable',
        username: 'groundswell_migrator',
        credential: { kind: 'password', value: 'choose-one' },
        observerUsername: 'groundswell_observer',
        observerCredential: { kind: 'password', value: 'choose-another' },
        runAsRole: 'product_owner',
      }),
    ),
  );
  const changelog = { changelogKey: 'product', placeholders: {} };
  must(
    await publishRelease(
      engine,
      admin,
      { ...changelog, name: '1' },
      release('V1__Items.sql', 'V2__Prices.sql'),
      'folder',
    ),
  );
  const search = commands.findTenants.parse({
    serverId,
    databasePattern: 'product',
    schemaPattern: 'tenant_*',
    onlyWithHistory: false,
  });
  const { found } = must(await findTenants(engine, admin, search));
  expect(found.map(({ suggestedKey, hasHistory }) => [suggestedKey, hasHistory])).toEqual([
    ['later', true],
    ['new', true],
    ['old', false],
  ]);
  const chosen = found.map(({ database, schema, suggestedKey }) => ({
    key: suggestedKey,
    name: suggestedKey,
    database,
    schema,
  }));
  must(
    await discoverTenants(
      engine,
      admin,
      commands.discoverTenants.parse({ serverId, changelogKey: 'product', found: chosen }),
    ),
  );
  expect(must(await observeServer(engine, serverId, null))).toEqual({ read: 3, failed: 0 });

  const old = await engine.db.tenant.findUniqueOrThrow({ where: { key: 'old' } });
  must(await baselineTenant(engine, admin, { tenantId: old.id, version: '2', confirmKey: 'old' }));
  must(await observeServer(engine, serverId, null));
  const next = must(
    await publishRelease(
      engine,
      admin,
      { ...changelog, name: '2' },
      release('V1__Items.sql', 'V2__Prices.sql', 'V3__Name_index.sql'),
      'folder',
    ),
  );
  const plan = commands.rolloutPlan.parse({
    name: 'To 3',
    releaseId: next.releaseId,
    waves: [{ name: 'All', rule: { kind: 'rest' } }],
  });
  const preview = must(await previewRollout(engine, admin, plan));
  const planned = must(await planRollout(engine, admin, { ...plan, previewHash: preview.previewHash }));
  expect(planned.planned).toBe(3);
  const worker = await startWorker({
    engine,
    databaseUrl: cluster.url('control'),
    concurrency: 2,
    log: createLog('silent'),
  });
  must(
    await startRollout(engine, admin, {
      rolloutId: planned.rolloutId,
      expectedVersion: planned.version,
      confirmCount: 3,
    }),
  );
  await until('the rollout ends', async () => {
    const { state } = await engine.db.rollout.findUniqueOrThrow({ where: { id: planned.rolloutId } });
    return state !== 'running';
  });
  await worker.stop(0);
  const targets = await engine.db.target.findMany({
    where: { rolloutId: planned.rolloutId },
    select: { state: true, failure: true },
  });
  expect(targets).toEqual(Array.from({ length: 3 }, () => ({ state: 'succeeded', failure: null })));

  // The clean builds could be made: nothing is unknown but what a baseline hides.
  must(await observeServer(engine, serverId, null));
  const seen = await engine.db.observation.findMany({
    select: { currentVersion: true, drift: true, tenant: { select: { key: true } } },
  });
  expect(
    Object.fromEntries(seen.map((one) => [one.tenant.key, `${one.currentVersion} ${one.drift}`])),
  ).toMatchObject({
    new: '3 clean',
    later: '3 clean',
  });
  const owners = await cluster.sql<{ owner: string }>(
    'product',
    `SELECT DISTINCT tableowner AS owner FROM pg_tables WHERE schemaname LIKE 'tenant%'`,
  );
  expect(owners).toEqual([{ owner: 'product_owner' }]);

  for (const attempt of [
    'INSERT INTO tenant_new.items VALUES (1)',
    'CREATE TABLE tenant_new.x ()',
    'DROP SCHEMA tenant_new CASCADE',
  ]) {
    await expect(
      cluster.sql('product', `BEGIN; SET LOCAL ROLE groundswell_observer; ${attempt}; COMMIT`),
    ).rejects.toMatchObject({ code: '42501' });
  }
}, 120_000);
