import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { flywayChecksum } from '@/lib/changelog/checksum';
import { baselineTenant } from '@/lib/engine/baseline-tenant';
import type { Actor } from '@/lib/engine/context';
import { observeServer } from '@/lib/engine/observe-tenants';
import { publishUpload } from '@/lib/engine/publish-upload';
import { registerServer } from '@/lib/engine/register-server';
import { registerTenant } from '@/lib/engine/register-tenant';
import { verifyTenants } from '@/lib/engine/verify-tenants';
import { saveFailedObservations } from '@/lib/engine/save-observations';
import { newFailure } from '@/lib/tenant/failure';
import { createHistorySql } from '@/lib/tenant/history';
import { flywayLockKey } from '@/lib/tenant/lock';
import { quoteIdentifier } from '@/lib/tenant/quote';
import { createTestDatabase, onServer, type TestDatabase } from '@/lib/testing/database';
import { serverInput, tenantInput } from '@/lib/testing/registrations';
import { testEngine, type TestEngine } from '@/lib/testing/test-engine';

let test: TestEngine;
let operator: Actor;
let serverId: string;
let fleet: TestDatabase;
let client: pg.Client;
const observer = { name: `observer_${Math.random().toString(36).slice(2, 8)}`, password: 'looks-around' };
const start = new Date('2026-03-01T12:00:00Z');

const scripts = {
  'V1__A.sql': 'CREATE TABLE a (id int);',
  'V2__B.sql': "ALTER TABLE a ADD COLUMN note text;\nINSERT INTO a VALUES (1, '${note}');",
  'R__V.sql': 'CREATE OR REPLACE VIEW v AS SELECT id FROM a;',
} as const;
type Script = keyof typeof scripts;

beforeAll(async () => {
  test = await testEngine();
  operator = await test.person('operator');
  fleet = await createTestDatabase();
  await onServer(test.database, `CREATE ROLE ${observer.name} LOGIN PASSWORD '${observer.password}'`);
  client = new pg.Client({ connectionString: fleet.url });
  await client.connect();
  const credential = {
    observerUsername: observer.name,
    observerCredential: { kind: 'password', value: observer.password },
  } as const;
  const server = await registerServer(
    test.engine,
    await test.person('admin'),
    serverInput(test.database, 'pg-1', credential),
  );
  if (!server.ok) throw new Error(JSON.stringify(server.refusal));
  ({ serverId } = server.value);
  const files = Object.entries(scripts).map(([path, text]) => ({ path, bytes: Buffer.from(text) }));
  const published = await publishUpload(
    test.engine,
    operator,
    { changelogKey: 'app', name: '1', placeholders: {} },
    { kind: 'folder', files },
  );
  if (!published.ok) throw new Error(JSON.stringify(published.refusal));
});
afterAll(async () => {
  await client.end();
  await fleet.drop();
  await onServer(test.database, `DROP ROLE ${observer.name}`);
  await test.close();
});

let count = 0;
let schema: string;
beforeEach(() => {
  count += 1;
  schema = `t${count} "quoted" é`;
  test.setTime(start);
});

/** A schema as Flyway would have left it; `recorded` false leaves the history table out. */
async function migrated(
  applied: readonly Script[],
  { recorded = true, readable = true } = {},
): Promise<void> {
  const name = quoteIdentifier(schema);
  await client.query(`CREATE SCHEMA ${name}; SET search_path TO ${name}`);
  if (readable) await client.query(`GRANT USAGE ON SCHEMA ${name} TO ${observer.name}`);
  if (recorded) await client.query(createHistorySql({ schema, name: 'flyway_schema_history' }));
  for (const [at, script] of applied.entries()) {
    await client.query(scripts[script].replace('${note}', schema.replaceAll("'", '')));
    const [, version = null, description] = /^[VR]([0-9]*)__(.*)\.sql$/.exec(script) ?? [];
    if (!recorded) continue;
    await client.query(
      `INSERT INTO flyway_schema_history VALUES ($1, $2, $3, 'SQL', $4, $5, 'flyway', now(), 1, true)`,
      [at + 1, version === '' ? null : version, description, script, flywayChecksum(scripts[script])],
    );
  }
  if (readable) await client.query(`GRANT SELECT ON ALL TABLES IN SCHEMA ${name} TO ${observer.name}`);
}

async function register(
  changes: Parameters<typeof tenantInput>[1] = {},
  database = fleet.database,
): Promise<string> {
  const place = { key: `tenant-${count}`, serverId, database, schema };
  const placeholders = { note: { value: `of ${count}`, secret: false } };
  const made = await registerTenant(test.engine, operator, tenantInput(place, { placeholders, ...changes }));
  if (!made.ok) throw new Error(JSON.stringify(made.refusal));
  return made.value.tenantId;
}

async function observe(tenantId: string) {
  const result = await observeServer(test.engine, serverId, [tenantId]);
  if (!result.ok) throw new Error(JSON.stringify(result.refusal));
  return test.engine.db.observation.findUniqueOrThrow({ where: { tenantId } });
}

describe('observing', () => {
  it('reads version, history and shape as the least privileged role, and finds the shape as a clean build has it', async () => {
    await migrated(['V1__A.sql', 'V2__B.sql', 'R__V.sql']);
    const seen = await observe(await register());
    expect(seen).toMatchObject({
      state: 'ok',
      currentVersion: '2',
      drift: 'clean',
      problem: null,
      verifiedAt: start,
    });
    expect(seen.expectedFingerprint).toBe(seen.fingerprint);
    expect(seen.history).toHaveLength(3);
  });

  it('builds the expected shape once for tenants whose values differ only in their rows', async () => {
    await migrated(['V1__A.sql', 'V2__B.sql']);
    const before = await test.engine.db.expectedFingerprint.count();
    await observe(await register());
    schema = `${schema}2`;
    count += 1;
    await migrated(['V1__A.sql', 'V2__B.sql']);
    expect(await observe(await register())).toMatchObject({ drift: 'clean' });
    expect(await test.engine.db.expectedFingerprint.count()).toBe(before + 1);
  });

  it('calls a column dropped and a history row deleted behind its back drift', async () => {
    await migrated(['V1__A.sql', 'V2__B.sql']);
    const id = await register();
    expect(await observe(id)).toMatchObject({ drift: 'clean' });
    await client.query('ALTER TABLE a DROP COLUMN note');
    expect(await observe(id)).toMatchObject({ state: 'ok', currentVersion: '2', drift: 'drifted' });
    await client.query(`DELETE FROM flyway_schema_history WHERE version = '2'`);
    expect(await observe(id)).toMatchObject({ currentVersion: '1', drift: 'clean' });
    await client.query(`DELETE FROM flyway_schema_history`);
    expect(await observe(id)).toMatchObject({ state: 'no_history', currentVersion: null, history: [] });
  });

  it('says why drift is unknown: a script that is not published as it was applied', async () => {
    await migrated(['V1__A.sql']);
    const id = await register();
    await client.query('UPDATE flyway_schema_history SET checksum = 5');
    expect(await observe(id)).toMatchObject({
      drift: 'unknown',
      problem: { code: 'checksum_mismatch', script: 'V1__A.sql' },
    });
    await client.query(`UPDATE flyway_schema_history SET version = '9', script = 'V9__Z.sql'`);
    expect(await observe(id)).toMatchObject({
      currentVersion: '9',
      drift: 'unknown',
      problem: { code: 'missing_script', script: 'V9__Z.sql' },
    });
  });

  it('tells a missing schema, an empty one, one without history and one that may not be read apart', async () => {
    const missing = await register();
    expect(await observe(missing)).toMatchObject({
      state: 'schema_missing',
      problem: { code: 'schema_missing' },
    });
    await client.query(`CREATE SCHEMA ${quoteIdentifier(schema)}`);
    expect(await observe(missing)).toMatchObject({ state: 'empty', drift: 'clean', problem: null });
    await client.query(`CREATE TABLE ${quoteIdentifier(schema)}.a (id int)`);
    expect(await observe(missing)).toMatchObject({ state: 'no_history', drift: 'unknown' });
    schema = `${schema}x`;
    count += 1;
    await migrated(['V1__A.sql'], { readable: false });
    expect(await observe(await register())).toMatchObject({
      state: 'unreadable',
      problem: { code: 'insufficient_privilege' },
    });
  });

  it('reads a home-made version with the operator’s query, and says what is wrong with it', async () => {
    await migrated(['V1__A.sql'], { recorded: false });
    await client.query(
      `CREATE TABLE versions (v text); INSERT INTO versions VALUES ('2026-03'); GRANT SELECT ON versions TO ${observer.name}`,
    );
    const id = await register({ versionQuery: 'SELECT v FROM versions' });
    expect(await observe(id)).toMatchObject({ state: 'home_made', currentVersion: '2026-03' });
    await client.query('ALTER TABLE versions RENAME TO gone');
    expect(await observe(id)).toMatchObject({ state: 'unreadable', problem: { sqlstate: '42P01' } });
  });

  it('keeps what was last read, with its date, when a server cannot be reached or refuses the password', async () => {
    await migrated(['V1__A.sql']);
    const id = await register();
    await observe(id);
    const server = await test.engine.db.server.findUniqueOrThrow({ where: { id: serverId } });
    const later = new Date(start.getTime() + 60_000);
    test.setTime(later);
    await test.engine.db.server.update({ where: { id: serverId }, data: { port: 1 } });
    const kept = { currentVersion: '1', drift: 'clean', verifiedAt: start, attemptedAt: later };
    expect(await observe(id)).toMatchObject({
      ...kept,
      state: 'unreachable',
      problem: { code: 'unreachable' },
    });
    await test.engine.db.server.update({
      where: { id: serverId },
      data: { port: server.port, observerCredential: null },
    });
    expect(await observe(id)).toMatchObject({
      ...kept,
      state: 'unreachable',
      problem: { code: 'wrong_password' },
    });
    const lost = await test.engine.db.server.findUniqueOrThrow({ where: { id: serverId } });
    expect(lost.lastProblem).toMatchObject({ code: 'wrong_password' });
    await test.engine.db.server.update({ where: { id: serverId }, data: { observerCredential: 'gs1.x.y' } });
    expect(await observe(id)).toMatchObject({ ...kept, problem: { code: 'credential_missing' } });
    await test.engine.db.server.update({
      where: { id: serverId },
      data: { observerCredential: server.observerCredential },
    });
    expect(await observe(id)).toMatchObject({ state: 'ok', verifiedAt: later, problem: null });
    expect(
      (await test.engine.db.server.findUniqueOrThrow({ where: { id: serverId } })).lastProblem,
    ).toBeNull();
  });

  it('does not let one lost database spoil the others', async () => {
    await migrated(['V1__A.sql']);
    const good = await register();
    count += 1;
    const lost = await register({}, 'no_such_database');
    expect(await observeServer(test.engine, serverId, [good, lost])).toEqual({
      ok: true,
      value: { read: 1, failed: 1 },
    });
    const rows = await test.engine.db.observation.findMany({ where: { tenantId: { in: [good, lost] } } });
    expect(rows.find((row) => row.tenantId === lost)).toMatchObject({
      state: 'unreachable',
      problem: { code: 'unknown_database' },
    });
    expect(rows.find((row) => row.tenantId === good)).toMatchObject({ state: 'ok' });
  });

  it('never overwrites what was read later, nor a tenant that has moved meanwhile', async () => {
    await migrated(['V1__A.sql']);
    const id = await register();
    await test.engine.db.observation.create({
      data: { tenantId: id, state: 'ok', currentVersion: '2', attemptedAt: new Date(start.getTime() + 1) },
    });
    expect(await observe(id)).toMatchObject({ currentVersion: '2' });

    const place = {
      tenantId: id,
      serverId,
      database: fleet.database,
      schema,
      at: new Date(start.getTime() + 60_000),
    };
    const problem = newFailure('unreachable');
    await saveFailedObservations(test.engine.db, [
      { ...place, schema: 'where it was', state: 'unreachable', problem },
    ]);
    expect(await test.engine.db.observation.findUnique({ where: { tenantId: id } })).toMatchObject({
      state: 'ok',
    });
    await saveFailedObservations(test.engine.db, [{ ...place, state: 'unreachable', problem }]);
    expect(await test.engine.db.observation.findUnique({ where: { tenantId: id } })).toMatchObject({
      state: 'unreachable',
    });
  });

  it('is asked of the workers by the verb, server by server', async () => {
    await migrated(['V1__A.sql']);
    const id = await register();
    const jobs = () =>
      test.engine.db.$queryRaw<
        { data: unknown }[]
      >`SELECT data FROM pgboss.job WHERE name = 'tenants.observe' ORDER BY created_on DESC LIMIT 1`;
    expect(await verifyTenants(test.engine, operator, { tenantIds: [id] })).toEqual({
      ok: true,
      value: { tenants: 1 },
    });
    expect(await verifyTenants(test.engine, operator, { tenantIds: null })).toMatchObject({ ok: true });
    expect(await jobs()).toEqual([{ data: { serverId, tenantIds: null } }]);
    expect(await verifyTenants(test.engine, await test.person('viewer'), { tenantIds: null })).toMatchObject({
      refusal: { code: 'not_allowed' },
    });
  });
});

describe('a baseline', () => {
  const baseline = (tenantId: string, version = '2', confirmKey = `tenant-${count}`) =>
    baselineTenant(test.engine, operator, { tenantId, version, confirmKey });

  it('is Flyway’s own row, written once, and the shape is judged as far as it can be', async () => {
    await migrated(['V1__A.sql', 'V2__B.sql', 'R__V.sql'], { recorded: false });
    const id = await register();
    expect(await observe(id)).toMatchObject({ state: 'no_history' });
    expect(await baseline(id)).toEqual({ ok: true, value: { version: '2' } });
    const { rows } = await client.query(
      'SELECT installed_rank, version, description, type, script, checksum, success FROM flyway_schema_history',
    );
    const text = '<< Flyway Baseline >>';
    expect(rows).toEqual([
      {
        installed_rank: 1,
        version: '2',
        description: text,
        type: 'BASELINE',
        script: text,
        checksum: null,
        success: true,
      },
    ]);
    await client.query(`GRANT SELECT ON flyway_schema_history TO ${observer.name}`);
    expect(await observe(id)).toMatchObject({ state: 'ok', currentVersion: '2', drift: 'clean' });
    expect(await baseline(id)).toMatchObject({
      refusal: { code: 'baseline_has_history', facts: { rows: 1 } },
    });
    await client.query('ALTER TABLE a ADD COLUMN extra int');
    expect(await observe(id)).toMatchObject({ drift: 'unknown', problem: { code: 'below_baseline' } });
  });

  it('is refused for a schema that is missing or empty, a version that is none or unknown, and an unconfirmed key', async () => {
    const id = await register();
    expect(await baseline(id)).toMatchObject({ refusal: { code: 'schema_missing' } });
    await client.query(`CREATE SCHEMA ${quoteIdentifier(schema)}`);
    expect(await baseline(id)).toMatchObject({ refusal: { code: 'schema_empty' } });
    expect(await baseline(id, 'latest')).toMatchObject({ refusal: { code: 'bad_input' } });
    expect(await baseline(id, '7')).toMatchObject({ refusal: { code: 'bad_input' } });
    expect(await baseline(id, '2', 'another')).toMatchObject({ refusal: { code: 'bad_input' } });
    const { rows } = await client.query('SELECT FROM pg_tables WHERE schemaname = $1', [schema]);
    expect(rows).toEqual([]);
  });

  it('waits for nobody who holds the tenant’s lock, a running Flyway for one', async () => {
    await migrated(['V1__A.sql'], { recorded: false });
    const id = await register();
    const key = flywayLockKey({ schema, name: 'flyway_schema_history' });
    await client.query(`SELECT pg_advisory_lock(${key})`);
    expect(await baseline(id)).toMatchObject({
      refusal: { code: 'tenant_locked', facts: { why: 'lock_held' } },
    });
    await client.query(`SELECT pg_advisory_unlock(${key})`);
  });
});
