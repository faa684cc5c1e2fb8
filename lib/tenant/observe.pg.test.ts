import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TenantConnection } from '@/lib/tenant/connect';
import { runCheckQuery } from '@/lib/tenant/check-sql';
import { discoverSchemas, listDatabases, matchesGlob } from '@/lib/tenant/discover';
import { createHistorySql, insertRowSql } from '@/lib/tenant/history';
import { observeSchema, observeSchemas, readHomeMadeVersion } from '@/lib/tenant/observe';
import { quoteIdentifier } from '@/lib/tenant/quote';
import { createTestDatabase, onServer, type TestDatabase } from '@/lib/testing/database';
import { connect, serverOf } from '@/lib/testing/tenant';

let database: TestDatabase;
let connection: TenantConnection;
const options = { historyTableName: 'flyway_schema_history', fingerprint: false };
const row = (rank: number, version: string) => ({
  installedRank: rank,
  version,
  description: 'd',
  type: 'SQL',
  script: 's',
  checksum: 1,
  installedBy: undefined,
  executionTime: 1,
  success: true,
});

async function tenant(schema: string, versions: readonly string[] = []) {
  const table = { schema, name: options.historyTableName };
  const inserts = versions.map((version, at) => insertRowSql(table, row(at + 1, version)));
  await connection.client.query(
    [`CREATE SCHEMA ${quoteIdentifier(schema)}`, createHistorySql(table), ...inserts].join(';'),
  );
}

beforeAll(async () => {
  database = await createTestDatabase();
  connection = await connect(serverOf(database), database.database);
});
afterAll(async () => {
  await connection.close();
  await database.drop();
});

describe('observeSchemas', () => {
  it('reads 300 schemas, each with its own rows, and nothing of those that did not change', async () => {
    const schemas = Array.from({ length: 300 }, (_, at) => `many_${at}`);
    for (const [at, schema] of schemas.entries()) await tenant(schema, at % 2 === 0 ? ['1', '2'] : ['1']);
    const first = await observeSchemas(connection, schemas, { ...options, fingerprint: true });
    if (!first.ok) throw new Error(first.failure.code);
    expect(first.value.size).toBe(300);
    expect(first.value.get('many_298')).toMatchObject({
      state: 'read',
      hasTables: false,
      history: { count: 2, rows: [{ version: '1' }, { version: '2' }] },
    });
    expect(first.value.get('many_299')).toMatchObject({ history: { count: 1 } });

    await connection.client.query(`UPDATE many_7.flyway_schema_history SET checksum = 2`);
    const knownDigests = new Map(
      [...first.value].flatMap(([schema, seen]) =>
        seen.state === 'read' && seen.history ? [[schema, seen.history.digest] as const] : [],
      ),
    );
    const second = await observeSchemas(connection, schemas, { ...options, knownDigests });
    if (!second.ok) throw new Error(second.failure.code);
    const changed = [...second.value].filter(
      ([, seen]) => seen.state === 'read' && seen.history?.rows !== undefined,
    );
    expect(changed).toMatchObject([['many_7', { history: { rows: [{ checksum: 2 }] } }]]);
  });

  it('tells missing, new, without history, and unreadable apart, without spoiling the others', async () => {
    await tenant('good', ['1']);
    await tenant('odd "one"', ['1']);
    await connection.client.query(`
      CREATE SCHEMA empty; CREATE SCHEMA bare; CREATE TABLE bare.t ();
      CREATE SCHEMA alien; CREATE TABLE alien.flyway_schema_history (version text);
      CREATE SCHEMA broken; CREATE FUNCTION broken.f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1 / 0; END $$;
      CREATE VIEW broken.flyway_schema_history AS SELECT broken.f() AS installed_rank, '1'::text AS version, ''::text AS description,
        'SQL'::text AS type, ''::text AS script, 1 AS checksum, ''::text AS installed_by, now() AS installed_on, 1 AS execution_time, true AS success`);
    const names = ['good', 'odd "one"', 'empty', 'bare', 'alien', 'broken', 'not_there'];
    const seen = await observeSchemas(connection, names, options);
    if (!seen.ok) throw new Error(seen.failure.code);
    expect(Object.fromEntries(seen.value)).toMatchObject({
      good: { state: 'read', history: { count: 1 } },
      'odd "one"': { state: 'read', history: { count: 1 } },
      empty: { state: 'read', history: undefined, hasTables: false },
      bare: { state: 'read', history: undefined, hasTables: true },
      alien: { state: 'unreadable', reason: 'history_malformed' },
      broken: { state: 'unreadable', reason: 'read_failed', sqlstate: '22012' },
      not_there: { state: 'missing' },
    });
  });

  it('says when the role may not read', async () => {
    await tenant('secret', ['1']);
    await onServer(database, `CREATE ROLE reader LOGIN PASSWORD 'x'`);
    const limited = await connect(serverOf(database, { user: 'reader', password: 'x' }), database.database);
    expect(await observeSchema(limited, 'secret', options)).toMatchObject({
      value: { state: 'unreadable', reason: 'insufficient_privilege' },
    });
    await limited.close();
    await onServer(database, 'DROP ROLE reader');
  });
});

describe('discovery', () => {
  it('finds schemas by pattern or by history table, and none of the server', async () => {
    await tenant('shop_a');
    await connection.client.query('CREATE SCHEMA shop_b; CREATE TABLE shop_b.t ()');
    const found = await discoverSchemas(connection, {
      pattern: 'shop_?',
      historyTableName: options.historyTableName,
    });
    expect(found).toEqual({
      ok: true,
      value: [
        { schema: 'shop_a', hasHistory: true, tableCount: 0 },
        { schema: 'shop_b', hasHistory: false, tableCount: 1 },
      ],
    });
    const all = await discoverSchemas(connection, { historyTableName: options.historyTableName });
    expect(all.ok && all.value.map(({ schema }) => schema)).not.toContain('pg_catalog');
    const withHistory = await discoverSchemas(connection, {
      pattern: 'shop*',
      historyTableName: options.historyTableName,
      onlyWithHistory: true,
    });
    expect(withHistory).toMatchObject({ value: [{ schema: 'shop_a' }] });
    const databases = await listDatabases(connection);
    expect(databases.ok && databases.value.map(({ name }) => name)).toContain(database.database);
  });

  it.each([
    ['t_*', 't_1', true],
    ['t_*', 'xt_1', false],
    ['*a*b', 'xaxxbxb', true],
    ['a?c', 'a.c', true],
    ['a.c', 'abc', false],
    ['*', '', true],
    ['?', '😀', true],
    [`${'*a'.repeat(30)}b`, 'a'.repeat(5000), false],
  ])('%s against %s', (pattern, name, matches) => expect(matchesGlob(pattern, name)).toBe(matches));
});

describe('a query of the operator', () => {
  const query = (sql: string, changes = {}) =>
    runCheckQuery(connection, { sql, schema: 'own', statementTimeoutMs: 5000, maxRows: 3, ...changes });
  beforeAll(async () => {
    await connection.client.query(
      "CREATE SCHEMA own; CREATE TABLE own.v (version text, at int); INSERT INTO own.v VALUES ('2.1', 2), ('2.0', 1)",
    );
  });

  it("answers rows as text, in the tenant's schema, no more than asked for", async () => {
    expect(await query('SELECT version, at, null::int AS n FROM v ORDER BY at -- by age')).toMatchObject({
      value: {
        columns: ['version', 'at', 'n'],
        rows: [
          ['2.0', '1', null],
          ['2.1', '2', null],
        ],
        truncated: false,
      },
    });
    expect(await query('SELECT * FROM generate_series(1, 1000000)')).toMatchObject({
      value: { rows: [['1'], ['2'], ['3']], truncated: true },
    });
  });

  it.each([
    ['two statements', 'SELECT 1; COMMIT', '42601'],
    ['a statement that is no query', 'DELETE FROM v', '42601'],
    ['a query that writes', 'WITH d AS (DELETE FROM v RETURNING *) SELECT * FROM d', '0A000'],
    ['a function that writes', "SELECT setval(pg_get_serial_sequence('own.s', 'id'), 5)", '42P01'],
    ['leaving READ ONLY', "SELECT set_config('transaction_read_only', 'off', true)", '25001'],
    ['nonsense', 'SELEKT', '42601'],
  ])('refuses %s', async (_, sql, state) => {
    expect(await query(sql)).toMatchObject({ failure: { sqlstate: state } });
    expect(await query('SELECT count(*) FROM v')).toMatchObject({ value: { rows: [['2']] } });
  });

  it('ends at the timeout', async () => {
    expect(await query('SELECT pg_sleep(60)', { statementTimeoutMs: 50 })).toMatchObject({
      failure: { code: 'statement_timeout' },
    });
  });

  it('gives the version of a home-made table', async () => {
    const read = (sql: string) =>
      readHomeMadeVersion(connection, { query: sql, schema: 'own', statementTimeoutMs: 5000 });
    expect(await read('SELECT version FROM v ORDER BY at DESC')).toEqual({ ok: true, value: '2.1' });
    expect(await read('SELECT version FROM v WHERE false')).toEqual({ ok: true, value: null });
    expect(await read('SELECT version FROM nowhere')).toMatchObject({
      failure: { code: 'statement_failed', sqlstate: '42P01' },
    });
  });
});
