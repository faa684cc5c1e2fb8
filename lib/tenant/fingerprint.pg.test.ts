import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TenantConnection } from '@/lib/tenant/connect';
import { buildExpected } from '@/lib/tenant/expected';
import { fingerprintSchemas } from '@/lib/tenant/fingerprint';
import { createHistorySql } from '@/lib/tenant/history';
import { quoteIdentifier } from '@/lib/tenant/quote';
import { createTestDatabase, onServer, type TestDatabase } from '@/lib/testing/database';
import { connect, migrationOf, serverOf } from '@/lib/testing/tenant';

let database: TestDatabase;
let connection: TenantConnection;
const options = { historyTableName: 'flyway_schema_history' };

/** One of everything, with `S` for the schema where a script names it. */
const everything = `
  CREATE TYPE mood AS ENUM ('ok', 'it''s');
  CREATE DOMAIN positive AS int DEFAULT 1 CHECK (VALUE > 0);
  CREATE TYPE pair AS (a int, b mood);
  CREATE SEQUENCE free START 5;
  CREATE TABLE orders (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n serial, amount positive, state mood DEFAULT 'ok',
    p pair, twice int GENERATED ALWAYS AS (2 * 2) STORED, t text COLLATE "C" DEFAULT 'S', UNIQUE (n));
  CREATE TABLE lines (id bigint NOT NULL, "Order" int REFERENCES orders, CHECK (id > 0)) PARTITION BY RANGE (id);
  CREATE TABLE lines_1 PARTITION OF lines FOR VALUES FROM (1) TO (100);
  CREATE INDEX lines_id ON lines (id) WHERE "Order" IS NOT NULL;
  CREATE UNIQUE INDEX orders_lower ON orders (lower(t));
  CREATE VIEW open_orders AS SELECT o.id, l.id AS line, 'S.x' AS text FROM orders o JOIN lines l ON l."Order" = o.id WHERE o.state = 'ok';
  CREATE MATERIALIZED VIEW totals AS SELECT state, count(*) FROM orders GROUP BY state;
  CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql SET search_path = S, public AS $$ BEGIN PERFORM 1 FROM S.orders; RETURN new; END $$;
  CREATE FUNCTION newest(o orders) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT max(id) FROM orders; END;
  CREATE TRIGGER touch BEFORE UPDATE ON orders FOR EACH ROW WHEN (old.state IS DISTINCT FROM new.state) EXECUTE FUNCTION touch();
  CREATE POLICY mine ON orders FOR SELECT USING (id IN (SELECT "Order" FROM lines));
  ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
  CREATE RULE quiet AS ON DELETE TO lines DO INSTEAD NOTHING;
  CREATE STATISTICS both_s ON id, n FROM orders;
`;

async function build(schema: string, script = everything, history = true) {
  const quoted = quoteIdentifier(schema);
  const table = { schema, name: options.historyTableName };
  await connection.client.query(
    `CREATE SCHEMA ${quoted}; SET search_path TO ${quoted}; ${script.replaceAll(/\bS\b(?!')(?!\.x)/g, () => quoted)};
     RESET search_path; ${history ? createHistorySql(table) : ''}`,
  );
}

async function prints(...schemas: string[]) {
  const read = await fingerprintSchemas(connection, schemas, options);
  if (!read.ok) throw new Error(`${read.failure.code} ${read.failure.message}`);
  return schemas.map((schema) => read.value.get(schema)?.fingerprint);
}

async function objectsOf(schema: string) {
  const read = await fingerprintSchemas(connection, [schema], options);
  return read.ok ? (read.value.get(schema)?.objects ?? []) : [];
}

beforeAll(async () => {
  database = await createTestDatabase();
  connection = await connect(serverOf(database), database.database);
});
afterAll(async () => {
  await connection.close();
  await database.drop();
});

describe('the fingerprint', () => {
  it('plans the query once a session, and again where a script has deallocated it', async () => {
    const own = await connect(serverOf(database), database.database);
    const ours = "SELECT count(*)::int AS n FROM pg_prepared_statements WHERE name LIKE 'groundswell%'";
    await build('kept');
    const first = await fingerprintSchemas(own, ['kept'], options);
    expect(await fingerprintSchemas(own, ['kept'], options)).toEqual(first);
    expect((await own.client.query(ours)).rows).toEqual([{ n: 1 }]);
    await own.client.query('DEALLOCATE ALL');
    expect(await fingerprintSchemas(own, ['kept'], options)).toEqual(first);
    await own.client.query('DISCARD ALL');
    await own.client.query('SET search_path TO kept; CREATE TABLE pg_temp.orders (x int)');
    expect(await fingerprintSchemas(own, ['kept'], options)).toEqual(first);
    await own.close();
  });

  it('is the same for all schemas made by the same scripts, whatever their names', async () => {
    const names = ['t1', 't2', 'Tenant "3" it\'s', 'テナント', 'orders', 'o', 'x'.repeat(63)];
    for (const name of names) await build(name);
    expect((await objectsOf('t1')).map(({ kind }) => kind)).toEqual(
      expect.arrayContaining([
        'table',
        'column',
        'constraint',
        'index',
        'view',
        'materialized view',
        'sequence',
        'function',
        'trigger',
        'policy',
        'rule',
        'statistics',
        'enum',
        'domain',
      ]),
    );
    for (const name of names) expect(await objectsOf(name)).toEqual(await objectsOf('t1'));
    expect(new Set(await prints(...names)).size).toBe(1);
  });

  it('leaves out the history table, owners, grants and comments', async () => {
    await build('plain', everything, false);
    await connection.client
      .query(`CREATE ROLE somebody; COMMENT ON TABLE plain.orders IS 'x'; GRANT SELECT ON plain.orders TO PUBLIC;
      ALTER TABLE plain.orders OWNER TO somebody`);
    expect(await prints('plain')).toEqual(await prints('t1'));
    await connection.client.query(
      'REASSIGN OWNED BY somebody TO postgres; DROP OWNED BY somebody; DROP ROLE somebody',
    );
  });

  it.each([
    'ALTER TABLE orders DROP COLUMN t CASCADE',
    'ALTER TABLE orders ALTER amount SET NOT NULL',
    'ALTER TABLE orders ALTER amount SET DEFAULT 7',
    'ALTER TABLE orders ALTER n TYPE smallint',
    "ALTER TYPE mood ADD VALUE 'bad'",
    'DROP INDEX lines_id',
    'ALTER TABLE orders DISABLE TRIGGER touch',
    'ALTER TABLE orders DISABLE ROW LEVEL SECURITY',
    'ALTER SEQUENCE free INCREMENT 2',
    'ALTER TABLE orders ADD CHECK (n > 0) NOT VALID',
    "CREATE OR REPLACE VIEW open_orders AS SELECT o.id, 1::bigint AS line, 'x' AS text FROM orders o",
    'CREATE OR REPLACE FUNCTION newest(o orders) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT min(id) FROM orders; END',
    'ALTER DOMAIN positive DROP CONSTRAINT positive_check',
    'ALTER POLICY mine ON orders USING (true)',
    'ALTER TABLE orders RENAME n TO m',
    'CREATE TABLE extra ()',
  ])('differs after %s', async (change) => {
    await build('changed', everything);
    expect(await prints('changed')).toEqual(await prints('t1'));
    await connection.client.query(`SET search_path TO changed; ${change}; RESET search_path`);
    expect(await prints('changed')).not.toEqual(await prints('t1'));
    await connection.client.query('DROP SCHEMA changed CASCADE');
  });

  it('sees that a reference leads to another schema', async () => {
    await build('far', 'CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int REFERENCES a)');
    await build('near', 'CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int REFERENCES far.a)');
    const [far, near] = await prints('far', 'near');
    expect(near).not.toBe(far);
  });

  it('of nothing is that of a schema that is not there', async () => {
    await build('void', '', true);
    expect(await prints('void')).toEqual(await prints('not_there'));
  });
});

describe('the expected fingerprint', () => {
  const steps = [
    migrationOf('1', ['CREATE TABLE a (id int PRIMARY KEY)']),
    migrationOf('2', [{ text: 'CREATE INDEX CONCURRENTLY a_id ON a (id)', transactional: false }]),
    migrationOf(null, ['CREATE VIEW v AS SELECT id FROM a']),
  ];
  const settings = {
    maintenanceDatabase: 'postgres',
    statementTimeoutMs: 0,
    scratchDatabase: 'groundswell_scratch_test',
  };
  afterAll(() => onServer(database, 'DROP DATABASE IF EXISTS groundswell_scratch_test'));

  it('is that of a tenant with the same scripts, and leaves no schema behind', async () => {
    await build(
      'real',
      'CREATE TABLE a (id int PRIMARY KEY); CREATE INDEX a_id ON a (id); CREATE VIEW v AS SELECT id FROM a',
    );
    const both = await Promise.all(
      [1, 2].map(() => buildExpected(serverOf(database), { ...settings, prepare: () => steps })),
    );
    const [real] = await prints('real');
    for (const expected of both)
      expect(expected).toMatchObject({
        ok: true,
        value: { fingerprint: real, serverMajor: connection.serverMajor },
      });
    const scratch = await connect(serverOf(database), settings.scratchDatabase);
    const left = await scratch.client.query("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'gs\\_%'");
    expect(left.rows).toEqual([]);
    await scratch.close();
  });

  it('says which script does not build', async () => {
    const broken = await buildExpected(serverOf(database), {
      ...settings,
      prepare: () => [migrationOf('1', ['SELECT 1 / 0'])],
    });
    expect(broken).toMatchObject({ failure: { code: 'statement_failed', script: 'V1__step.sql' } });
  });

  it('is denied where the role may not create databases', async () => {
    await onServer(database, `CREATE ROLE modest LOGIN PASSWORD 'x'`);
    const modest = serverOf(database, { user: 'modest', password: 'x' });
    const denied = await buildExpected(modest, {
      ...settings,
      scratchDatabase: 'never_there',
      prepare: () => steps,
    });
    expect(denied).toEqual({ ok: false, failure: { code: 'scratch_denied', sqlstate: '42501' } });
    await onServer(database, 'DROP ROLE modest');
  });
});
