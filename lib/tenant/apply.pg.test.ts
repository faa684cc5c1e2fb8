import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PreparedMigration } from '@/lib/domain/migration';
import { applyMigration } from '@/lib/tenant/apply';
import type { ApplyOptions } from '@/lib/tenant/apply-options';
import { terminateBackend } from '@/lib/tenant/blockers';
import type { ServerConnection, TenantConnection } from '@/lib/tenant/connect';
import { createTestDatabase, type TestDatabase } from '@/lib/testing/database';
import { connect, historyOf, lockedTenant, migrationOf, serverOf } from '@/lib/testing/tenant';

let database: TestDatabase;
let server: ServerConnection;
let connection: TenantConnection;
let other: TenantConnection;
let options: ApplyOptions;
let tenants = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  server = serverOf(database);
});
afterAll(() => database.drop());
beforeEach(async () => {
  connection = await connect(server, database.database);
  other = await connect(serverOf(database, { applicationName: 'their-app' }), database.database);
  const tenant = await lockedTenant(connection, `t${++tenants}`);
  options = { ...tenant, installedBy: 'groundswell', lockTimeoutMs: 2000, statementTimeoutMs: 0 };
});
afterEach(async () => {
  await connection.close();
  await other.close();
});

const rows = () => historyOf(other, options.historyTable);
const apply = (migration: PreparedMigration, rank = 1, changes: Partial<ApplyOptions> = {}) =>
  applyMigration(connection, { ...options, ...changes }, migration, rank);

/** Resolves when the server shows that this backend waits (for a lock, or asleep in pg_sleep). */
async function untilWaiting(eventType: 'Lock' | 'Timeout'): Promise<void> {
  for (;;) {
    const found = await other.client.query(
      'SELECT FROM pg_stat_activity WHERE pid = $1 AND wait_event_type = $2',
      [connection.backend.pid, eventType],
    );
    if (found.rowCount === 1) return;
  }
}

async function tableExists(name: string): Promise<boolean> {
  const found = await other.client.query('SELECT to_regclass($1) IS NOT NULL AS found', [
    `${options.schema}.${name}`,
  ]);
  return found.rows[0].found;
}

describe('a transactional script', () => {
  it('is applied together with its history row', async () => {
    const migration = migrationOf('1', [
      'CREATE TABLE a (id int)',
      "INSERT INTO a VALUES (1) -- it's the last line",
    ]);
    const applied = await apply(migration);
    expect(applied).toMatchObject({ ok: true, value: { rank: 1 } });
    expect(await rows()).toEqual([
      expect.objectContaining({
        installedRank: 1,
        version: '1',
        description: 'step 1',
        type: 'SQL',
        script: 'V1__step.sql',
        checksum: migration.checksum,
        installedBy: 'groundswell',
        success: true,
      }),
    ]);
    expect(await tableExists('a')).toBe(true);
  });

  it('sees its own schema first and then the path that the session had', async () => {
    await apply(migrationOf('1', ["CREATE TABLE p AS SELECT current_setting('search_path') AS path"]));
    const path = await other.client.query(`SELECT path FROM ${options.schema}.p`);
    expect(path.rows).toEqual([{ path: `"${options.schema}", "$user", public` }]);
    const after = await connection.client.query('SHOW search_path');
    expect(after.rows[0].search_path).toBe('"$user", public');
  });

  it('writes the time that the server measured', async () => {
    const applied = await apply(migrationOf('1', ['SELECT pg_sleep(0.05)']));
    const [row] = await rows();
    expect(row?.executionTime).toBeGreaterThanOrEqual(50);
    expect(applied).toMatchObject({ ok: true, value: { executionTimeMs: row?.executionTime } });
  });

  it('names the statement that failed and leaves nothing', async () => {
    const failed = await apply(
      migrationOf('1', ['CREATE TABLE a (id int)', 'SELECT 1\n  + 1', 'SELECT 1 / 0', 'SELECT 2']),
    );
    expect(failed).toMatchObject({
      ok: false,
      failure: {
        code: 'statement_failed',
        sqlstate: '22012',
        statementIndex: 2,
        statementLine: 4,
        statementText: 'SELECT 1 / 0',
        script: 'V1__step.sql',
        facts: { phase: 'script' },
      },
    });
    expect(await rows()).toEqual([]);
    expect(await tableExists('a')).toBe(false);
    expect(await apply(migrationOf('1', ['CREATE TABLE a (id int)']))).toMatchObject({ ok: true });
  });

  it('finds the statement of a syntax error, which the server refuses before any of them runs', async () => {
    const failed = await apply(
      migrationOf('1', ['CREATE TABLE a (id int)', "SELECT 'ä€😀'", 'CREATE TABEL b (id int)']),
    );
    expect(failed).toMatchObject({
      failure: { code: 'statement_failed', sqlstate: '42601', statementIndex: 2, statementLine: 3 },
    });
    expect(await tableExists('a')).toBe(false);
  });

  it('names constraint, table and column of a violation', async () => {
    await apply(migrationOf('1', ['CREATE TABLE a (id int, b int)', 'INSERT INTO a VALUES (-1)']));
    const check = await apply(migrationOf('2', ['ALTER TABLE a ADD CONSTRAINT positive CHECK (id > 0)']), 2);
    expect(check).toMatchObject({
      failure: { sqlstate: '23514', constraint: 'positive', table: 'a', statementIndex: 0 },
    });
    const missing = await apply(migrationOf('2', ['ALTER TABLE a ALTER b SET NOT NULL']), 2);
    expect(missing).toMatchObject({ failure: { sqlstate: '23502', table: 'a', column: 'b' } });
  });

  it('tells a constraint that is checked at commit from a statement', async () => {
    const failed = await apply(
      migrationOf('1', [
        'CREATE TABLE a (id int PRIMARY KEY, up int REFERENCES a DEFERRABLE INITIALLY DEFERRED)',
        'INSERT INTO a VALUES (1, 2)',
      ]),
    );
    expect(failed).toMatchObject({
      failure: {
        code: 'statement_failed',
        sqlstate: '23503',
        statementIndex: null,
        facts: { phase: 'commit' },
      },
    });
    expect(await rows()).toEqual([]);
  });

  it('feeds the data of COPY … FROM STDIN within the same transaction', async () => {
    const copied = migrationOf('1', [
      'CREATE TABLE a (id int, t text)',
      { text: 'COPY a FROM STDIN', copyData: '1\tone\n2\t\\N\n' },
      'CREATE TABLE b AS SELECT count(*) AS n FROM a',
      { text: 'COPY a (id) FROM STDIN', copyData: Array.from({ length: 20_000 }, (_, n) => n).join('\n') },
    ]);
    expect(await apply(copied)).toMatchObject({ ok: true });
    const counts = await other.client.query(
      `SELECT (SELECT n::int FROM ${options.schema}.b) AS b, count(*)::int AS a FROM ${options.schema}.a`,
    );
    expect(counts.rows).toEqual([{ b: 2, a: 20_002 }]);
  });

  it('says which COPY was refused and leaves the session usable', async () => {
    const bad = migrationOf('1', [
      'CREATE TABLE a (id int)',
      { text: 'COPY a FROM STDIN', copyData: 'one\n' },
    ]);
    expect(await apply(bad)).toMatchObject({
      failure: { code: 'statement_failed', sqlstate: '22P02', statementIndex: 1 },
    });
    expect(await apply(migrationOf('1', ['CREATE TABLE a (id int)']))).toMatchObject({ ok: true });
  });
});

describe('what is refused before it is sent', () => {
  it.each([
    'BEGIN',
    'commit',
    '/* a /* b */ */ -- c\n ROLLBACK',
    'END',
    'START TRANSACTION',
    'ABORT',
    "PREPARE TRANSACTION 'x'",
  ])('a script with %s', async (statement) => {
    const failed = await apply(migrationOf('1', ['CREATE TABLE a (id int)', statement]));
    expect(failed).toMatchObject({
      failure: { code: 'script_problem', statementIndex: 1, facts: { reason: 'transaction_control' } },
    });
    expect(await tableExists('a')).toBe(false);
  });

  it('but not savepoints, and not names that begin alike', async () => {
    const script = [
      'SAVEPOINT s',
      'CREATE TABLE begin_t (id int)',
      'ROLLBACK TO SAVEPOINT s',
      'CREATE TABLE a (id int)',
    ];
    expect(await apply(migrationOf('1', script))).toMatchObject({ ok: true });
    expect([await tableExists('begin_t'), await tableExists('a')]).toEqual([false, true]);
  });

  it('a NUL, which would end the message there and still record the whole script', async () => {
    const failed = await apply(migrationOf('1', ['SELECT 1;\0DROP TABLE x']));
    expect(failed).toMatchObject({ failure: { code: 'script_problem', facts: { reason: 'contains_nul' } } });
  });

  it('a schema name of 200 characters', async () => {
    const failed = await apply(migrationOf('1', ['SELECT 1']), 1, { schema: 'x'.repeat(200) });
    expect(failed).toMatchObject({
      failure: { code: 'script_problem', facts: { reason: 'name_refused', problem: 'too_long' } },
    });
  });
});

describe('names full of quotes', () => {
  it.each(["we\"ird 'name' \\ ; -- x", 'テナント株式会社ﾃﾅﾝﾄ株式会', '$1', 'UPPER Case', 'a.b'])(
    'schema %s',
    async (schema) => {
      await connection.client.query('SELECT pg_advisory_unlock_all()');
      const tenant = await lockedTenant(connection, schema);
      const mine = { ...options, ...tenant, installedBy: 'O\'Brien \\ "x"' };
      const named = { description: "it's \\ \"quoted\" 'äöü'", script: 'sub/V1__\'";--.sql' };
      const applied = await applyMigration(
        connection,
        mine,
        migrationOf('1', ['CREATE TABLE a (id int)'], named),
        1,
      );
      expect(applied).toMatchObject({ ok: true });
      const found = await historyOf(other, tenant.historyTable);
      expect(found).toMatchObject([{ ...named, installedBy: 'O\'Brien \\ "x"' }]);
      const table = await other.client.query(
        'SELECT FROM pg_tables WHERE schemaname = $1 AND tablename = $2',
        [schema, 'a'],
      );
      expect(table.rowCount).toBe(1);
    },
  );
});

describe('waiting, cancelling and breaking', () => {
  it('gives up after the lock timeout and says who stood in the way', async () => {
    await apply(migrationOf('1', ['CREATE TABLE a (id int)']));
    await other.client.query(`BEGIN; LOCK TABLE ${options.schema}.a IN ACCESS SHARE MODE`);
    const seen: number[] = [];
    const failed = await apply(migrationOf('2', ['SELECT 1', 'ALTER TABLE a ADD b int']), 2, {
      lockTimeoutMs: 400,
      onBlocked: (blockers) => seen.push(...blockers.map(({ pid }) => pid)),
    });
    await other.client.query('ROLLBACK');
    expect(failed).toMatchObject({
      failure: {
        code: 'lock_timeout',
        sqlstate: '55P03',
        statementIndex: 1,
        facts: { lockTimeoutMs: 400 },
        blockers: [{ pid: other.backend.pid, applicationName: 'their-app', state: 'idle in transaction' }],
      },
    });
    expect(failed.ok || failed.failure.blockers[0]?.query).toContain('LOCK TABLE');
    expect(seen).toContain(other.backend.pid);
    expect(await rows()).toHaveLength(1);
  });

  it('reports a statement timeout as one', async () => {
    const failed = await apply(migrationOf('1', ['SELECT 1', 'SELECT pg_sleep(30)']), 1, {
      statementTimeoutMs: 100,
    });
    expect(failed).toMatchObject({
      failure: { code: 'statement_timeout', sqlstate: '57014', statementIndex: 1 },
    });
  });

  it('is cancelled on the server, and the connection is not used again', async () => {
    const abort = new AbortController();
    const running = apply(migrationOf('1', ['CREATE TABLE a (id int)', 'SELECT pg_sleep(60)']), 1, {
      signal: abort.signal,
    });
    await untilWaiting('Timeout');
    abort.abort();
    expect(await running).toMatchObject({
      failure: { code: 'cancelled', sqlstate: '57014', statementIndex: 1 },
    });
    expect(connection.discard).toBe(true);
    expect(await tableExists('a')).toBe(false);
  });

  it('does not start when it was cancelled before', async () => {
    const failed = await apply(migrationOf('1', ['SELECT 1']), 1, { signal: AbortSignal.abort() });
    expect(failed).toMatchObject({ failure: { code: 'cancelled', facts: { phase: 'not_started' } } });
    expect(connection.discard).toBe(false);
  });

  it('knows the statement when its backend is ended, and that nothing was committed', async () => {
    const running = apply(migrationOf('1', ['CREATE TABLE a (id int)', 'SELECT pg_sleep(60)']));
    await untilWaiting('Timeout');
    expect(await terminateBackend(other, connection.backend)).toBe('done');
    expect(await running).toMatchObject({
      failure: { code: 'connection_lost', sqlstate: '57P01', statementIndex: 1 },
    });
    expect(connection.discard).toBe(true);
    expect(await rows()).toEqual([]);
  });

  it('does not know the outcome when the socket breaks before the answer', async () => {
    const running = apply(migrationOf('1', ['CREATE TABLE a (id int)', 'SELECT pg_sleep(60)']));
    await untilWaiting('Timeout');
    connection.client.connection.stream.destroy();
    expect(await running).toMatchObject({ failure: { code: 'commit_unknown', sqlstate: null } });
    await terminateBackend(other, connection.backend);
  });

  it('leaves a backend alone whose pid was given to somebody else', async () => {
    expect(
      await terminateBackend(other, { ...connection.backend, startedAt: '2020-01-01T00:00:00.000000Z' }),
    ).toBe('gone');
    expect(await apply(migrationOf('1', ['SELECT 1']))).toMatchObject({ ok: true });
  });

  it('refuses when somebody else has the lock by now', async () => {
    await connection.client.query('SELECT pg_advisory_unlock_all()');
    await other.client.query(`SELECT pg_advisory_lock(${options.lock.key})`);
    const failed = await apply(migrationOf('1', ['CREATE TABLE a (id int)']));
    expect(failed).toMatchObject({
      failure: { code: 'lock_held', facts: { phase: 'prologue', reason: 'lock_lost' } },
    });
    expect(await tableExists('a')).toBe(false);
  });

  it('rolls the script back when its rank has been taken', async () => {
    await apply(migrationOf('1', ['SELECT 1']));
    const failed = await apply(migrationOf('2', ['CREATE TABLE a (id int)']), 1);
    expect(failed).toMatchObject({
      failure: { code: 'lock_held', facts: { phase: 'history', reason: 'history_changed' } },
    });
    expect(await tableExists('a')).toBe(false);
  });

  it('reports a deadlock', async () => {
    await apply(migrationOf('1', ['CREATE TABLE a (id int)', 'CREATE TABLE b (id int)']));
    await other.client.query(`BEGIN; SET LOCAL deadlock_timeout = '10s'; LOCK TABLE ${options.schema}.b`);
    const running = apply(
      migrationOf('2', ["SET LOCAL deadlock_timeout = '20ms'", 'LOCK TABLE a', 'SELECT 1', 'LOCK TABLE b']),
      2,
      { lockTimeoutMs: 20_000 },
    );
    await untilWaiting('Lock');
    const theirs = other.client.query(`LOCK TABLE ${options.schema}.a`).catch(() => 'victim');
    const outcome = await running;
    // The first waiter checks after 20 ms; if that was before the circle closed, the server picks the other one.
    if (outcome.ok) expect(await theirs).toBe('victim');
    else expect(outcome.failure).toMatchObject({ code: 'deadlock', sqlstate: '40P01', statementIndex: 3 });
    await theirs;
    await other.client.query('ROLLBACK');
  });
});
