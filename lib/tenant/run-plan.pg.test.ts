import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PreparedMigration } from '@/lib/domain/migration';
import { readStanding } from '@/lib/domain/cells';
import type { TenantConnection } from '@/lib/tenant/connect';
import { runPlan, type RunPlan, type StepEvent } from '@/lib/tenant/run-plan';
import { createTestDatabase, type TestDatabase } from '@/lib/testing/database';
import { connect, historyOf, lockedTenant, migrationOf, serverOf } from '@/lib/testing/tenant';

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
