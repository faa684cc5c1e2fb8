import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { diffSchema, migrateControlPlane, resolveRolledBack, writeMigration } from '@/lib/db/migrate';

const server = inject('postgres');
const serverUrl = `postgresql://${server.user}:${server.password}@${server.host}:${server.port}`;
const databaseUrl = `${serverUrl}/db_migrate`;

let dir: string;
let client: pg.Client;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'migrations-'));
  await admin('CREATE DATABASE db_migrate');
  client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
});
afterEach(async () => {
  await client.end();
  await admin('DROP DATABASE db_migrate WITH (FORCE)');
  await rm(dir, { recursive: true });
});

async function admin(sql: string): Promise<void> {
  const connection = new pg.Client({ connectionString: `${serverUrl}/postgres` });
  await connection.connect();
  await connection.query(sql);
  await connection.end();
}

async function script(name: string, sql: string): Promise<void> {
  await mkdir(join(dir, name), { recursive: true });
  await writeFile(join(dir, name, 'migration.sql'), sql);
}

async function exists(relation: string): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>('SELECT to_regclass($1) IS NOT NULL AS found', [
    relation,
  ]);
  return rows[0]?.found ?? false;
}

const withFunction = `
  CREATE TABLE a (id int PRIMARY KEY, kind "char");
  CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.id := 1; RETURN NEW; END; $$;
  INSERT INTO a (id) VALUES (7), (8); -- a ; in a comment
  ALTER TABLE a ADD CONSTRAINT positive CHECK (id > 0);
`;

test('a script with semicolons in a function body runs whole, once, among several callers', async () => {
  await script('20260101000000_a', withFunction);
  const results = await Promise.all([1, 2, 3].map(() => migrateControlPlane(databaseUrl, dir)));
  expect(results.flatMap((result) => (result.ok ? result.applied : ['refused']))).toEqual([
    '20260101000000_a',
  ]);
  expect(await migrateControlPlane(databaseUrl, dir)).toEqual({ ok: true, applied: [] });
  const { rows } = await client.query('SELECT migration_name, applied_steps_count FROM _prisma_migrations');
  expect(rows).toEqual([{ migration_name: '20260101000000_a', applied_steps_count: 1 }]);
});

test('a failing script leaves nothing, names its SQLSTATE, and holds until a person resolves it', async () => {
  await script('20260101000000_a', withFunction);
  await script('20260102000000_b', 'CREATE TABLE b (id int); INSERT INTO b VALUES (1 / 0);');
  expect(await migrateControlPlane(databaseUrl, dir)).toMatchObject({
    ok: false,
    refusal: { code: 'migration_failed', migration: '20260102000000_b', error: { sqlstate: '22012' } },
  });
  expect(await exists('a')).toBe(true);
  expect(await exists('b')).toBe(false);
  expect(await migrateControlPlane(databaseUrl, dir)).toEqual({
    ok: false,
    refusal: { code: 'migration_unfinished', migrations: ['20260102000000_b'] },
  });

  await script('20260102000000_b', 'CREATE TABLE b (id int);');
  await resolveRolledBack(databaseUrl, '20260102000000_b');
  expect(await migrateControlPlane(databaseUrl, dir)).toEqual({ ok: true, applied: ['20260102000000_b'] });
});

test('an edited script is refused', async () => {
  await script('20260101000000_a', withFunction);
  await migrateControlPlane(databaseUrl, dir);
  await script('20260101000000_a', `${withFunction} -- later thought`);
  expect(await migrateControlPlane(databaseUrl, dir)).toEqual({
    ok: false,
    refusal: { code: 'migration_edited', migrations: ['20260101000000_a'] },
  });
});

test('a database that a newer release migrated is refused', async () => {
  await script('20260101000000_a', withFunction);
  await script('20260102000000_b', 'CREATE TABLE b (id int);');
  await migrateControlPlane(databaseUrl, dir);
  await rm(join(dir, '20260102000000_b'), { recursive: true });
  expect(await migrateControlPlane(databaseUrl, dir)).toEqual({
    ok: false,
    refusal: { code: 'database_newer', migrations: ['20260102000000_b'] },
  });
});

test('the difference to a schema is written as the next migration, and then there is none', async () => {
  const schemaFile = join(dir, 'schema.prisma');
  await writeFile(
    schemaFile,
    'datasource db {\n  provider = "postgresql"\n}\nmodel a {\n  id Int @id\n  kind String? @db.Char(1)\n  name String\n}\n',
  );
  await script(
    '20260101000000_a',
    'CREATE TABLE a (id int PRIMARY KEY, kind char(1), CONSTRAINT positive CHECK (id > 0));',
  );
  const sql = await diffSchema(databaseUrl, schemaFile, dir);
  expect(sql).toContain('ADD COLUMN     "name" TEXT NOT NULL');
  const file = await writeMigration(sql ?? '', 'add_name', new Date('2026-01-02T03:04:05Z'), dir);
  expect(file).toContain(join('20260102030405_add_name', 'migration.sql'));
  expect(await diffSchema(databaseUrl, schemaFile, dir)).toBeUndefined();
  const { rows } = await client.query(`SELECT FROM pg_database WHERE datname LIKE 'groundswell_diff_%'`);
  expect(rows).toHaveLength(0);
});

test('the committed migrations lead exactly to the committed schema', async () => {
  expect(await diffSchema(databaseUrl)).toBeUndefined();
  expect(await migrateControlPlane(databaseUrl)).toMatchObject({ ok: true });
});
