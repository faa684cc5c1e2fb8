import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TenantConnection } from '@/lib/tenant/connect';
import {
  abbreviateDescription,
  abbreviateScript,
  appendRow,
  createHistory,
  historyExists,
  readHistory,
  removeFailedRow,
  writeBaseline,
  type HistoryTable,
} from '@/lib/tenant/history';
import { acquireTenantLock, releaseTenantLock } from '@/lib/tenant/lock';
import { createTestDatabase, type TestDatabase } from '@/lib/testing/database';
import { connect, historyOf, serverOf } from '@/lib/testing/tenant';

let database: TestDatabase;
let connection: TenantConnection;
let other: TenantConnection;
let table: HistoryTable;
let tenants = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  connection = await connect(serverOf(database), database.database);
  other = await connect(serverOf(database, { applicationName: 'flyway' }), database.database);
});
afterAll(async () => {
  await connection.close();
  await other.close();
  await database.drop();
});
beforeEach(async () => {
  table = { schema: `t${++tenants}`, name: 'flyway_schema_history' };
  await connection.client.query(`CREATE SCHEMA ${table.schema}`);
});

const entry = {
  version: '1',
  description: 'd',
  type: 'SQL',
  script: 's',
  checksum: 1,
  installedBy: undefined,
  executionTime: 5,
  success: true,
};

describe('the history table', () => {
  it('is created as Flyway creates it, with its key and its index', async () => {
    expect(await historyExists(connection, table)).toBe(false);
    expect(await createHistory(connection, table)).toMatchObject({ ok: true });
    expect(await historyExists(connection, table)).toBe(true);
    const columns = await connection.client.query(
      `SELECT attname, format_type(atttypid, atttypmod) AS type, attnotnull FROM pg_attribute
        WHERE attrelid = '${table.schema}.${table.name}'::regclass AND attnum > 0 ORDER BY attnum`,
    );
    expect(
      columns.rows.map(
        ({ attname, type, attnotnull }) => `${attname} ${type}${attnotnull ? ' not null' : ''}`,
      ),
    ).toEqual([
      'installed_rank integer not null',
      'version character varying(50)',
      'description character varying(200) not null',
      'type character varying(20) not null',
      'script character varying(1000) not null',
      'checksum integer',
      'installed_by character varying(100) not null',
      'installed_on timestamp without time zone not null',
      'execution_time integer not null',
      'success boolean not null',
    ]);
    const indexes = await connection.client.query(
      'SELECT indexname FROM pg_indexes WHERE schemaname = $1 ORDER BY 1',
      [table.schema],
    );
    expect(indexes.rows.map(({ indexname }) => indexname)).toEqual([
      'flyway_schema_history_pk',
      'flyway_schema_history_s_idx',
    ]);
    expect(await createHistory(connection, table)).toMatchObject({
      failure: { code: 'history_changed', sqlstate: '42P07' },
    });
  });

  it('reads rows by rank, with gaps, extra columns and another role', async () => {
    await createHistory(connection, table);
    await connection.client.query(`ALTER TABLE ${table.schema}.${table.name} ADD extra text DEFAULT 'x'`);
    expect(await appendRow(connection, table, { ...entry, installedRank: 7 })).toMatchObject({ ok: true });
    expect(
      await appendRow(connection, table, { ...entry, installedRank: 3, version: null, checksum: null }),
    ).toMatchObject({ ok: true });
    const rows = await historyOf(connection, table);
    expect(rows).toMatchObject([
      { installedRank: 3, version: null, checksum: null, installedBy: 'postgres' },
      { installedRank: 7 },
    ]);
    expect(new Date(rows[0]?.installedOn ?? '').getTime()).not.toBeNaN();
    expect(await appendRow(connection, table, { ...entry, installedRank: 7 })).toMatchObject({
      failure: { code: 'history_changed' },
    });
  });

  it('abbreviates as Flyway does what its columns cannot hold', async () => {
    await createHistory(connection, table);
    const long = {
      ...entry,
      installedRank: 1,
      description: 'd'.repeat(300),
      script: `${'p/'.repeat(600)}x.sql`,
    };
    expect(await appendRow(connection, table, long)).toMatchObject({ ok: true });
    const [row] = await historyOf(connection, table);
    expect(row).toMatchObject({ description: `${'d'.repeat(197)}...` });
    expect(row?.script).toBe(`...${long.script.slice(3, 1000)}`);
    expect([
      abbreviateDescription('d'.repeat(200)).length,
      abbreviateScript('s'.repeat(1000)).length,
    ]).toEqual([200, 1000]);
  });

  it('says what is wrong with it', async () => {
    expect(await readHistory(connection, table)).toMatchObject({
      failure: { code: 'history_missing', sqlstate: '42P01' },
    });
    await connection.client.query(`CREATE TABLE ${table.schema}.${table.name} (version text)`);
    expect(await readHistory(connection, table)).toMatchObject({ failure: { code: 'history_malformed' } });
    expect(await readHistory(connection, { ...table, schema: 'x'.repeat(200) })).toMatchObject({
      failure: { code: 'name_refused' },
    });
    const odd = { ...table, name: 'odd' };
    await createHistory(connection, odd);
    await connection.client.query(`ALTER TABLE ${table.schema}.odd ALTER success TYPE text`);
    await appendRow(connection, odd, { ...entry, installedRank: 1 });
    expect(await readHistory(connection, odd)).toMatchObject({ failure: { code: 'history_malformed' } });
  });

  it('is baselined once', async () => {
    expect(await writeBaseline(connection, table, { version: '3' })).toMatchObject({ ok: true });
    expect(await writeBaseline(connection, table, { version: '3' })).toMatchObject({ ok: true });
    expect(await historyOf(connection, table)).toMatchObject([
      {
        installedRank: 1,
        version: '3',
        type: 'BASELINE',
        description: '<< Flyway Baseline >>',
        script: '<< Flyway Baseline >>',
        checksum: null,
      },
    ]);
    expect(await writeBaseline(connection, table, { version: '4' })).toMatchObject({
      failure: { code: 'history_not_empty' },
    });
  });

  it('gives up a failed row and only that', async () => {
    await createHistory(connection, table);
    await appendRow(connection, table, { ...entry, installedRank: 1 });
    await appendRow(connection, table, { ...entry, installedRank: 2, version: '2', success: false });
    expect(await removeFailedRow(connection, table, 1)).toMatchObject({
      failure: { code: 'history_changed' },
    });
    expect(await removeFailedRow(connection, table, 2)).toMatchObject({ ok: true });
    expect(await historyOf(connection, table)).toHaveLength(1);
  });
});

describe('the lock of a tenant', () => {
  it('keeps a second session out, and Flyway, whose lock is of a transaction', async () => {
    const lock = await acquireTenantLock(connection, table, { waitMs: 0 });
    if (!lock.ok) throw new Error(lock.failure.code);
    const refused = await acquireTenantLock(other, table, { waitMs: 30, pollMs: 10 });
    expect(refused).toMatchObject({
      failure: {
        code: 'lock_held',
        holders: [{ pid: connection.backend.pid, applicationName: 'groundswell-test' }],
      },
    });
    const flyway = await other.client.query(`SELECT pg_try_advisory_xact_lock(${lock.value.key}) AS got`);
    expect(flyway.rows).toEqual([{ got: false }]);
    expect(await releaseTenantLock(connection, lock.value)).toBe(true);
    expect(await releaseTenantLock(connection, lock.value)).toBe(false);
    expect(await acquireTenantLock(other, table, { waitMs: 0 })).toMatchObject({ ok: true });
  });

  it('is taken as soon as it is given back', async () => {
    const theirs = await acquireTenantLock(other, table, { waitMs: 0 });
    const waiting = acquireTenantLock(connection, table, { waitMs: 10_000, pollMs: 5 });
    if (theirs.ok) await releaseTenantLock(other, theirs.value);
    expect(await waiting).toMatchObject({ ok: true, value: { backendPid: connection.backend.pid } });
  });

  it('is another for another schema, and the wait for it can be cancelled', async () => {
    const theirs = await acquireTenantLock(other, table, { waitMs: 0 });
    expect(theirs.ok).toBe(true);
    expect(
      await acquireTenantLock(connection, { ...table, schema: 'elsewhere' }, { waitMs: 0 }),
    ).toMatchObject({ ok: true });
    const abort = new AbortController();
    const waiting = acquireTenantLock(connection, table, {
      waitMs: 60_000,
      pollMs: 30_000,
      signal: abort.signal,
    });
    abort.abort();
    expect(await waiting).toMatchObject({ failure: { code: 'cancelled' } });
  });
});
