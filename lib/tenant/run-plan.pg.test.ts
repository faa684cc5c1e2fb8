import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PreparedMigration } from '@/lib/domain/migration';
import { readStanding } from '@/lib/domain/cells';
import type { TenantConnection } from '@/lib/tenant/connect';
import { createPace, type Pace } from '@/lib/tenant/pace';
import { runPlan, type RunPlan, type StepEvent } from '@/lib/tenant/run-plan';
import { createTestDatabase, type TestDatabase } from '@/lib/testing/database';
import { connect, historyOf, lockedTenant, migrationOf, serverOf } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/until';

let database: TestDatabase;
let connection: TenantConnection;
let other: TenantConnection;
let plan: Omit<RunPlan, 'mode' | 'steps' | 'history'>;
let tenants = 0;

beforeAll(async () => void (database = await createTestDatabase()));
afterAll(() => database.drop());
beforeEach(async () => {
  connection = await connect(serverOf(database), database.database);
  other = await connect(serverOf(database), database.database);
  const retry = { attempts: 3, firstLockTimeoutMs: 40, lastLockTimeoutMs: 80 };
  plan = {
    ...(await lockedTenant(connection, `t${++tenants}`)),
    installedBy: 'us',
    statementTimeoutMs: 0,
    retry,
    random: () => 0,
  };
});
afterEach(async () => {
  await connection.close();
  await other.close();
});

const rows = () => historyOf(other, plan.historyTable);
async function run(mode: 'migrate' | 'undo', steps: PreparedMigration[], changes: Partial<RunPlan> = {}) {
  return runPlan(connection, { ...plan, mode, steps, history: await rows(), ...changes });
}

const v1 = migrationOf('1', ['CREATE TABLE a (id int)']);
const v2 = migrationOf('2', ['ALTER TABLE a ADD b int']);
const u1 = migrationOf('1', ['DROP TABLE a'], { kind: 'undo' });
const u2 = migrationOf('2', ['ALTER TABLE a DROP b'], { kind: 'undo' });
const views = migrationOf(null, ['CREATE OR REPLACE VIEW v AS SELECT 1 AS one']);

describe('migrate', () => {
  it('runs the steps in order and tells of each when it is stored', async () => {
    const events: string[] = [];
    const onStep = (event: StepEvent) => void events.push(`${event.kind} ${event.index}`);
    const results = await run('migrate', [v1, v2, views], { onStep });
    expect(results).toMatchObject([
      { state: 'applied', rank: 1, attempts: 1 },
      { state: 'applied', rank: 2 },
      { state: 'applied', rank: 3 },
    ]);
    expect(events).toEqual(['started 0', 'finished 0', 'started 1', 'finished 1', 'started 2', 'finished 2']);
    expect(await rows()).toMatchObject([
      { version: '1' },
      { version: '2' },
      { version: null, description: 'step views' },
    ]);
  });

  it('stops at the first failure: what was applied stays, the rest was not attempted', async () => {
    const broken = migrationOf('2', ['SELECT 1 / 0']);
    const results = await run('migrate', [v1, broken, migrationOf('3', ['SELECT 1'])]);
    expect(results.map(({ state }) => state)).toEqual(['applied', 'failed', 'not_attempted']);
    expect(await rows()).toMatchObject([{ version: '1' }]);
  });

  it('tries again after a lock timeout, with a longer one, and says that it does', async () => {
    await run('migrate', [v1]);
    await other.client.query(`BEGIN; LOCK TABLE ${plan.schema}.a`);
    const seen: unknown[] = [];
    const results = await run('migrate', [v2], {
      onProgress: (progress) => {
        if (progress.kind !== 'retrying') return;
        seen.push([progress.attempt, progress.failure.code]);
        if (progress.attempt === 2) void other.client.query('ROLLBACK');
      },
    });
    expect(seen).toEqual([
      [1, 'lock_timeout'],
      [2, 'lock_timeout'],
    ]);
    expect(results).toMatchObject([{ state: 'applied', attempts: 3 }]);
  });

  it('gives up after the last attempt', async () => {
    await run('migrate', [v1]);
    await other.client.query(`BEGIN; LOCK TABLE ${plan.schema}.a`);
    expect(await run('migrate', [v2])).toMatchObject([
      { state: 'failed', attempts: 3, failure: { code: 'lock_timeout' } },
    ]);
    await other.client.query('ROLLBACK');
  });

  it('does not start the next step after a cancel', async () => {
    const abort = new AbortController();
    const onStep = (event: StepEvent) => {
      if (event.kind === 'finished') abort.abort();
    };
    const results = await run('migrate', [v1, v2, views], { signal: abort.signal, onStep });
    expect(results).toMatchObject([
      { state: 'applied' },
      { state: 'failed', failure: { code: 'cancelled', facts: { phase: 'not_started' } } },
      { state: 'not_attempted' },
    ]);
  });

  it('refuses a failed row that no transaction of ours can have left', async () => {
    await other.client.query(
      `INSERT INTO ${plan.schema}.flyway_schema_history VALUES (1, '1', 'step 1', 'SQL', 'x', 1, 'x', now(), 0, false)`,
    );
    expect(await run('migrate', [v1])).toMatchObject([
      { state: 'failed', failure: { code: 'failed_row', facts: { rank: 1 } } },
    ]);
  });
});

describe('scripts that have been quick elsewhere', () => {
  const slow = migrationOf('3', ['CREATE TABLE c (id int)']);
  const paceOf = (...quick: PreparedMigration[]): Pace => {
    const pace = createPace();
    for (const migration of quick) pace.ran(migration, 2);
    return pace;
  };
  const transactions = async () => {
    const { rows: found } = await other.client.query<{ xmin: string }>(
      `SELECT xmin::text FROM ${plan.schema}.flyway_schema_history ORDER BY installed_rank`,
    );
    return found.map(({ xmin }) => xmin);
  };

  it('travel in one message, each in its own transaction', async () => {
    const events: string[] = [];
    const onStep = (event: StepEvent) => void events.push(`${event.kind} ${event.index}`);
    const results = await run('migrate', [v1, v2, views, slow], { pace: paceOf(v1, v2, views), onStep });
    expect(results).toMatchObject([
      { migration: v1, state: 'applied', rank: 1, attempts: 1 },
      { migration: v2, state: 'applied', rank: 2 },
      { migration: views, state: 'applied', rank: 3 },
      { migration: slow, state: 'applied', rank: 4 },
    ]);
    expect(events.slice(0, 3)).toEqual(['started 0', 'started 1', 'started 2']);
    expect(events.slice(-2)).toEqual(['started 3', 'finished 3']);
    expect(new Set(await transactions()).size).toBe(4);
  });

  it('write the time of each, not of those before it', async () => {
    const steps = [migrationOf('1', ['SELECT pg_sleep(0.1)']), migrationOf('2', ['SELECT 1'])];
    const results = await run('migrate', steps, { pace: paceOf(...steps) });
    const times = results.map((result) => (result.state === 'applied' ? result.executionTimeMs : -1));
    expect(times[0]).toBeGreaterThanOrEqual(100);
    expect(times[1]).toBeLessThan(100);
    expect((await rows()).map(({ executionTime }) => executionTime)).toEqual(times);
  });

  it.each([
    ['a statement that fails', ['SELECT 1', 'SELECT 1 / 0'], 'statement_failed', 1],
    ['a script that cannot be parsed', ['SELECT 1', 'SELEC 1'], 'statement_failed', 1],
    [
      'a constraint that fails at the commit',
      [
        'CREATE TABLE d (id int PRIMARY KEY, up int REFERENCES d DEFERRABLE INITIALLY DEFERRED)',
        'INSERT INTO d VALUES (1, 2)',
      ],
      'statement_failed',
      null,
    ],
  ])('stop at %s, and say which it was', async (_what, statements, code, statementIndex) => {
    const broken = migrationOf('2', statements);
    const results = await run('migrate', [v1, broken, slow], { pace: paceOf(v1, broken, slow) });
    expect(results).toMatchObject([
      { state: 'applied', rank: 1 },
      { migration: broken, state: 'failed', failure: { code, script: broken.script, statementIndex } },
      { state: 'not_attempted' },
    ]);
    expect(await rows()).toMatchObject([{ version: '1' }]);
  });

  it('wait for a lock as if they were alone', async () => {
    await run('migrate', [v1]);
    await other.client.query(`BEGIN; LOCK TABLE ${plan.schema}.a`);
    const retried: number[] = [];
    const results = await run('migrate', [slow, v2, views], {
      pace: paceOf(slow, v2, views),
      onProgress: (progress) => {
        if (progress.kind !== 'retrying') return;
        retried.push(progress.index);
        void other.client.query('ROLLBACK');
      },
    });
    expect(retried).toEqual([1]);
    expect(results.map(({ state }) => state)).toEqual(['applied', 'applied', 'applied']);
  });

  it('are cancelled where they are: what has committed stays', async () => {
    const abort = new AbortController();
    const sleeps = migrationOf('2', ["SELECT set_config('groundswell.test', 'here', false), pg_sleep(30)"]);
    const running = run('migrate', [v1, sleeps, slow], {
      pace: paceOf(v1, sleeps, slow),
      signal: abort.signal,
    });
    await until('the first has committed', async () => (await rows()).length === 1);
    abort.abort();
    expect(await running).toMatchObject([
      { state: 'applied' },
      { state: 'failed', failure: { code: 'cancelled' } },
      { state: 'not_attempted' },
    ]);
    expect(await rows()).toMatchObject([{ version: '1' }]);
  });

  it('are unknown from the first on whose commit was not seen when the session ends', async () => {
    const suicide = migrationOf('2', ['SELECT pg_terminate_backend(pg_backend_pid())']);
    const results = await run('migrate', [v1, suicide, slow], { pace: paceOf(v1, suicide, slow) });
    expect(results).toMatchObject([
      { state: 'applied' },
      { state: 'failed', failure: { code: 'connection_lost', script: suicide.script } },
      { state: 'not_attempted' },
    ]);
    expect(await rows()).toMatchObject([{ version: '1' }]);
  });

  it('feed each COPY its own data', async () => {
    const copies = ['1', '2'].map((version) =>
      migrationOf(version, [`CREATE TABLE c${version} (id int)`, `COPY c${version} FROM STDIN`]),
    );
    const steps = copies.map((copy, at) => ({
      ...copy,
      statements: copy.statements.map((each, index) =>
        index === 1 ? { ...each, copyData: `${at + 1}\n` } : each,
      ),
    }));
    expect(await run('migrate', steps, { pace: paceOf(...steps) })).toMatchObject([
      { state: 'applied' },
      { state: 'applied' },
    ]);
    const { rows: found } = await other.client.query(
      `SELECT (SELECT array_agg(id) FROM ${plan.schema}.c1) || (SELECT array_agg(id) FROM ${plan.schema}.c2) AS ids`,
    );
    expect(found).toEqual([{ ids: [1, 2] }]);
  });
});

describe('a group', () => {
  const v3 = migrationOf('3', ['CREATE TABLE c (id int)']);

  it('is one transaction with a row for each', async () => {
    const results = await run('migrate', [v1, v2, v3], { group: true });
    expect(results).toMatchObject([
      { state: 'applied', rank: 1 },
      { state: 'applied', rank: 2 },
      { state: 'applied', rank: 3 },
    ]);
    const { rows: found } = await other.client.query(
      `SELECT count(DISTINCT xmin::text)::int AS transactions FROM ${plan.schema}.flyway_schema_history`,
    );
    expect(found).toEqual([{ transactions: 1 }]);
  });

  it.each([
    ['a statement that fails', 'SELECT 1 / 0'],
    ['a script that cannot be parsed', 'SELEC 1'],
  ])('leaves nothing after %s, and says which it was', async (_what, statement) => {
    const broken = migrationOf('2', ['SELECT 1', statement]);
    const results = await run('migrate', [v1, broken, v3], { group: true });
    expect(results).toMatchObject([
      { state: 'not_attempted', attempts: 1 },
      { state: 'failed', failure: { code: 'statement_failed', script: broken.script, statementIndex: 1 } },
      { state: 'not_attempted' },
    ]);
    expect(await rows()).toEqual([]);
  });

  it('is tried again as a whole after a lock timeout', async () => {
    await other.client.query(`CREATE TABLE ${plan.schema}.held (id int)`);
    await other.client.query(`BEGIN; LOCK TABLE ${plan.schema}.held`);
    const steps = [v1, migrationOf('2', ['ALTER TABLE held ADD b int'])];
    const results = await run('migrate', steps, {
      group: true,
      onProgress: (progress) => {
        if (progress.kind === 'retrying') void other.client.query('ROLLBACK');
      },
    });
    expect(results).toMatchObject([
      { state: 'applied', attempts: 2 },
      { state: 'applied', attempts: 2 },
    ]);
  });

  it('ends where a script runs outside of transactions', async () => {
    const index = migrationOf('2', ['CREATE INDEX CONCURRENTLY a_id ON a (id)'], { transactional: false });
    const broken = migrationOf('4', ['SELECT 1 / 0']);
    const results = await run('migrate', [v1, index, v3, broken], { group: true });
    expect(results.map(({ state }) => state)).toEqual(['applied', 'applied', 'not_attempted', 'failed']);
    expect(await rows()).toMatchObject([{ version: '1' }, { version: '2' }]);
  });
});

describe('undo', () => {
  it('takes back in the order given, by a DELETE row each, and leaves repeatables', async () => {
    await run('migrate', [v1, v2, views]);
    expect(await run('undo', [u2, u1])).toMatchObject([
      { state: 'applied', rank: 4 },
      { state: 'applied', rank: 5 },
    ]);
    const history = await rows();
    expect(history.slice(3)).toMatchObject([
      {
        version: '2',
        type: 'DELETE',
        script: 'V2__step.sql',
        description: 'step 2',
        checksum: v2.checksum,
        executionTime: 0,
        success: true,
      },
      { version: '1', type: 'DELETE', script: 'V1__step.sql', checksum: v1.checksum },
    ]);
    expect(readStanding(history).current).toBeNull();
    const left = await other.client.query(
      'SELECT relname FROM pg_class WHERE relnamespace = $1::regnamespace AND relkind IN ($2, $3)',
      [plan.schema, 'r', 'v'],
    );
    expect(left.rows.map(({ relname }) => relname).sort()).toEqual(['flyway_schema_history', 'v']);
  });

  it('can be migrated and undone again', async () => {
    for (const turn of [1, 2, 3]) {
      expect(await run('migrate', [v1])).toMatchObject([{ state: 'applied', rank: turn * 2 - 1 }]);
      expect(await run('undo', [u1])).toMatchObject([{ state: 'applied', rank: turn * 2 }]);
    }
  });

  it('leaves script and history as they were when it fails', async () => {
    await run('migrate', [v1]);
    const broken = migrationOf('1', ['DROP TABLE a', 'SELECT 1 / 0'], { kind: 'undo' });
    expect(await run('undo', [broken])).toMatchObject([{ state: 'failed', failure: { statementIndex: 1 } }]);
    expect(await rows()).toHaveLength(1);
    expect(await run('undo', [u1])).toMatchObject([{ state: 'applied' }]);
  });

  it('has nothing to do for a version that is not applied', async () => {
    expect(await run('undo', [u1])).toMatchObject([
      { failure: { code: 'undo_missing', facts: { reason: 'not_applied' } } },
    ]);
  });
});
