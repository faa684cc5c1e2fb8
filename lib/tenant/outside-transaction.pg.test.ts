import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PreparedMigration } from '@/lib/domain/migration';
import { applyMigration } from '@/lib/tenant/apply';
import type { ApplyOptions } from '@/lib/tenant/apply-options';
import { terminateBackend } from '@/lib/tenant/blockers';
import type { TenantConnection } from '@/lib/tenant/connect';
import { readIndexState } from '@/lib/tenant/recover';
import { runPlan, withoutOwnMark } from '@/lib/tenant/run-plan';
import { undoMigration } from '@/lib/tenant/undo';
import { createTestDatabase, type TestDatabase } from '@/lib/testing/database';
import { connect, historyOf, lockedTenant, migrationOf, serverOf } from '@/lib/testing/tenant';

let database: TestDatabase;
let connection: TenantConnection;
let other: TenantConnection;
let options: ApplyOptions;
let tenants = 0;

beforeAll(async () => void (database = await createTestDatabase()));
afterAll(() => database.drop());
beforeEach(async () => {
  connection = await connect(serverOf(database), database.database);
  other = await connect(serverOf(database), database.database);
  const tenant = await lockedTenant(connection, `t${++tenants}`);
  options = { ...tenant, installedBy: undefined, lockTimeoutMs: 500, statementTimeoutMs: 0 };
  await other.client.query(
    `CREATE TABLE ${tenant.schema}.a (id int, b int); INSERT INTO ${tenant.schema}.a VALUES (1, 1), (2, 1)`,
  );
});
afterEach(async () => {
  await connection.close();
  await other.close();
});

const outside = (text: string) => ({ text, transactional: false });
const rows = () => historyOf(other, options.historyTable);
const indexState = (name: string) => readIndexState(other, options.schema, name);

/** As another attempt would: with what the history says of this migration. */
async function again(migration: PreparedMigration) {
  const failed = (await rows()).find(({ success }) => !success);
  return applyMigration(connection, options, migration, 9, failed);
}

async function reconnect() {
  connection = await connect(serverOf(database), database.database);
  const { rows: locked } = await connection.client.query<{ got: boolean }>(
    `SELECT pg_try_advisory_lock(${options.lock.key}) AS got`,
  );
  expect(locked[0]?.got).toBe(true);
  options = { ...options, lock: { ...options.lock, backendPid: connection.backend.pid } };
}

describe('a script outside a transaction', () => {
  it('builds an index CONCURRENTLY while the lock is held: it does not wait for our own session', async () => {
    const applied = await applyMigration(
      connection,
      options,
      migrationOf('1', [outside('CREATE INDEX CONCURRENTLY a_id ON a (id)')]),
      1,
    );
    expect(applied).toMatchObject({ ok: true, value: { rank: 1 } });
    expect(await indexState('a_id')).toBe('valid');
    expect(await rows()).toMatchObject([{ installedRank: 1, version: '1', success: true }]);
    expect(connection.discard).toBe(true);
    const setting = await connection.client.query('SHOW lock_timeout');
    expect(setting.rows[0].lock_timeout).toBe('0');
  });

  it('is marked before it starts', async () => {
    const script = migrationOf('1', [
      'CREATE TABLE seen AS SELECT success FROM flyway_schema_history',
      outside('VACUUM a'),
    ]);
    expect(await applyMigration(connection, options, script, 1)).toMatchObject({ ok: true });
    const seen = await other.client.query(`SELECT success FROM ${options.schema}.seen`);
    expect(seen.rows).toEqual([{ success: false }]);
  });

  it('leaves nothing when its first statement fails: no row, no invalid index', async () => {
    const script = migrationOf('1', [outside('CREATE UNIQUE INDEX CONCURRENTLY a_b ON a (b)')]);
    const failed = await applyMigration(connection, options, script, 1);
    expect(failed).toMatchObject({
      failure: {
        code: 'statement_failed',
        sqlstate: '23505',
        constraint: 'a_b',
        statementIndex: 0,
        facts: { markLeft: false },
      },
    });
    expect(await rows()).toEqual([]);
    expect(await indexState('a_b')).toBe('absent');
  });

  it('keeps the mark when a later statement fails, and resumes there', async () => {
    const script = migrationOf('1', [
      outside('CREATE INDEX CONCURRENTLY a_id ON a (id)'),
      outside('CREATE UNIQUE INDEX CONCURRENTLY a_b ON a (b)'),
    ]);
    const failed = await applyMigration(connection, options, script, 1);
    expect(failed).toMatchObject({
      failure: { statementIndex: 1, facts: { markLeft: true, statementsDone: 1 } },
    });
    expect(await rows()).toMatchObject([{ success: false }]);
    expect(await indexState('a_b')).toBe('invalid');

    await other.client.query(`DELETE FROM ${options.schema}.a WHERE id = 2`);
    expect(await again(script)).toMatchObject({ ok: true, value: { rank: 1 } });
    expect([await indexState('a_id'), await indexState('a_b')]).toEqual(['valid', 'valid']);
    expect(await rows()).toMatchObject([{ installedRank: 1, success: true }]);
  });

  it('recovers after its backend was killed in the middle, and drops no other invalid index', async () => {
    await other.client
      .query(`CREATE UNIQUE INDEX CONCURRENTLY theirs ON ${options.schema}.a (b)`)
      .catch(() => undefined);
    await other.client.query(
      `BEGIN; SELECT * FROM ${options.schema}.a; INSERT INTO ${options.schema}.a VALUES (3, 3)`,
    );
    const script = migrationOf('1', [outside('CREATE INDEX CONCURRENTLY "A id" ON a (id)')]);
    const running = applyMigration(connection, options, script, 1);
    const watcher = await connect(serverOf(database), database.database);
    for (;;) {
      const waits = await watcher.client.query('SELECT FROM pg_locks WHERE pid = $1 AND NOT granted', [
        connection.backend.pid,
      ]);
      if (waits.rowCount !== 0) break;
    }
    await terminateBackend(watcher, connection.backend);
    await watcher.close();
    expect(await running).toMatchObject({ failure: { code: 'connection_lost', facts: { markLeft: true } } });
    await other.client.query('COMMIT');
    expect([await indexState('A id'), await indexState('theirs')]).toEqual(['invalid', 'invalid']);

    await reconnect();
    expect(await again(script)).toMatchObject({ ok: true });
    expect([await indexState('A id'), await indexState('theirs')]).toEqual(['valid', 'invalid']);
  });

  it('refuses to guess whether a statement has run', async () => {
    await other.client.query(`CREATE TYPE ${options.schema}.mood AS ENUM ('ok')`);
    const script = migrationOf('1', [outside("ALTER TYPE mood ADD VALUE 'sad'"), outside('SELECT 1 / 0')]);
    expect(await applyMigration(connection, options, script, 1)).toMatchObject({
      failure: { statementIndex: 1 },
    });
    const refused = await again(script);
    expect(refused).toMatchObject({
      failure: { code: 'half_done', statementIndex: 0, facts: { reason: 'statement_may_have_run', rank: 1 } },
    });
  });

  it('refuses to resume a script that has changed since', async () => {
    const script = migrationOf('1', [outside('VACUUM a'), outside('SELECT 1 / 0')]);
    await applyMigration(connection, options, script, 1);
    const refused = await again({ ...script, checksum: script.checksum + 1 });
    expect(refused).toMatchObject({ failure: { code: 'half_done', facts: { reason: 'script_changed' } } });
  });

  it('takes what is proved by a later statement as done', async () => {
    await other.client.query(`CREATE TYPE ${options.schema}.mood AS ENUM ('ok')`);
    const script = migrationOf('1', [
      outside("ALTER TYPE mood ADD VALUE 'sad'"),
      outside('CREATE INDEX CONCURRENTLY a_id ON a (id)'),
      outside('CREATE UNIQUE INDEX CONCURRENTLY a_b ON a (b)'),
      outside("ALTER TYPE mood ADD VALUE 'glad'"),
    ]);
    await applyMigration(connection, options, script, 1);
    await other.client.query(`DELETE FROM ${options.schema}.a WHERE id = 2`);
    expect(await again(script)).toMatchObject({ ok: true });
    const labels = await other.client.query(`SELECT enum_range(NULL::${options.schema}.mood)::text AS all`);
    expect(labels.rows).toEqual([{ all: '{ok,sad,glad}' }]);
  });

  it('is resumed by a plan that is given its mark, and followed by what comes next', async () => {
    const script = migrationOf('1', [
      outside('VACUUM a'),
      outside('CREATE UNIQUE INDEX CONCURRENTLY a_b ON a (b)'),
    ]);
    await applyMigration(connection, options, script, 1);
    await other.client.query(`DELETE FROM ${options.schema}.a WHERE id = 2`);
    const history = await rows();
    expect(withoutOwnMark(history, [script])).toEqual([]);
    const retry = { attempts: 1, firstLockTimeoutMs: 500, lastLockTimeoutMs: 500 };
    const steps = [script, migrationOf('2', ['CREATE TABLE c (id int)'])];
    const results = await runPlan(connection, {
      ...options,
      mode: 'migrate',
      steps,
      history,
      retry,
      random: () => 0,
    });
    expect(results).toMatchObject([
      { state: 'applied', rank: 1 },
      { state: 'applied', rank: 2 },
    ]);
    expect(await rows()).toMatchObject([
      { version: '1', success: true },
      { version: '2', success: true },
    ]);
  });
});

describe('an undo outside a transaction', () => {
  const undo = migrationOf('1', [outside('DROP INDEX CONCURRENTLY a_id')], { kind: 'undo' });

  it('marks the row that it takes back and appends the DELETE row', async () => {
    await applyMigration(
      connection,
      options,
      migrationOf('1', [outside('CREATE INDEX CONCURRENTLY a_id ON a (id)')]),
      1,
    );
    expect(await undoMigration(connection, options, undo, 2, await rows())).toMatchObject({ ok: true });
    expect(await indexState('a_id')).toBe('absent');
    expect(await rows()).toMatchObject([
      { type: 'SQL', success: true },
      { type: 'DELETE', success: true, version: '1', executionTime: 0, installedRank: 2 },
    ]);
  });

  it('resumes from its mark when the statement had run', async () => {
    await applyMigration(
      connection,
      options,
      migrationOf('1', [outside('CREATE INDEX CONCURRENTLY a_id ON a (id)')]),
      1,
    );
    await other.client.query(
      `DROP INDEX ${options.schema}.a_id; UPDATE ${options.schema}.flyway_schema_history SET success = false`,
    );
    expect(await undoMigration(connection, options, undo, 2, await rows())).toMatchObject({ ok: true });
    expect(await rows()).toMatchObject([{ success: true }, { type: 'DELETE' }]);
  });
});
