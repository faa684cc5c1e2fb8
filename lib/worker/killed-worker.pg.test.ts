import { once } from 'node:events';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Actor } from '@/lib/engine/context';
import { startRollout } from '@/lib/engine/start-rollout';
import { openEngineStage, stageScripts, type EngineStage } from '@/lib/testing/engine';
import { until } from '@/lib/testing/until';
import { stuckWorkerProcess, workerProcess } from '@/lib/testing/worker-process';

let stage: EngineStage;
let ops: Actor;
let good: string;
let indexed: string;

beforeAll(async () => {
  stage = await openEngineStage();
  ops = await stage.person('operator');
  good = await stage.release('good', stageScripts);
  indexed = await stage.release('indexed', [
    ...stageScripts,
    { script: 'V3__Find.sql', sql: 'CREATE INDEX CONCURRENTLY items_name ON items (name);' },
  ]);
});
afterAll(async () => stage.close());

async function started(releaseId: string, key: string): Promise<string> {
  const { id } = await stage.rollout({ releaseId, waves: [{ keys: [key] }] });
  await startRollout(stage.engine, ops, { rolloutId: id, expectedVersion: 1, confirmCount: 1 });
  return id;
}

const attemptsOf = async (rolloutId: string) => {
  const rows = await stage.engine.db.attempt.findMany({ where: { target: { rolloutId } }, orderBy: { number: 'asc' } });
  return rows.map((attempt) => attempt.state);
};
const targetOf = (rolloutId: string) => stage.engine.db.target.findFirstOrThrow({ where: { rolloutId } });
const completed = (id: string) => until('completed', async () => (await stage.state(id)) === 'completed', 60_000);

test('killed between the commit in the tenant and settling: another worker finds it done, and settles', async () => {
  await stage.tenants(['k1']);
  const stuck = stuckWorkerProcess(stage);
  const id = await started(good, 'k1');
  await stuck.migrated;
  expect(await stage.versions('k1')).toEqual(['1', '2']);
  expect(await targetOf(id)).toMatchObject({ state: 'running', changed: false });
  stuck.process.kill('SIGKILL');
  await once(stuck.process, 'exit');
  const next = await stage.worker();
  await completed(id);
  await next.stop(0);
  expect(await stage.versions('k1')).toEqual(['1', '2']);
  expect(await attemptsOf(id)).toEqual(['lost', 'succeeded']);
  expect(await targetOf(id)).toMatchObject({ state: 'succeeded', changed: true });
}, 90_000);

test('killed while an index is built outside a transaction: the next clears the half away and builds it', async () => {
  await stage.tenants(['k2']);
  const first = await stage.worker();
  await completed(await started(good, 'k2'));
  await first.stop(0);

  // An older writer of the table, which CREATE INDEX CONCURRENTLY has to wait for.
  const writer = new pg.Client({ connectionString: stage.fleet.url });
  await writer.connect();
  await writer.query('BEGIN; LOCK TABLE k2.items IN ROW EXCLUSIVE MODE');
  const building = async () => {
    const { rows } = await stage.sql.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX CONCURRENTLY%' AND wait_event_type = 'Lock'`,
    );
    return rows[0]?.pid;
  };
  const index = async () => {
    const { rows } = await stage.sql.query<{ valid: boolean }>(
      `SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = to_regclass('k2.items_name')`,
    );
    return rows.map((row) => row.valid);
  };
  const worker = workerProcess(stage);
  const id = await started(indexed, 'k2');
  const orphan = await until('the index is being built', building, 60_000);
  worker.kill('SIGKILL');
  await once(worker, 'exit');
  expect(await index()).toEqual([false]);
  expect(await stage.versions('k2')).toEqual(['1', '2', '3']);

  const next = await stage.worker();
  await until('the orphan is gone', async () => (await building()) !== orphan, 60_000);
  await writer.query('COMMIT');
  await writer.end();
  await completed(id);
  await next.stop(0);
  expect(await index()).toEqual([true]);
  expect(await stage.versions('k2')).toEqual(['1', '2', '3']);
  const { rows } = await stage.sql.query(`SELECT "success" FROM k2.flyway_schema_history ORDER BY "installed_rank"`);
  expect(rows.map((row: { success: boolean }) => row.success)).toEqual([true, true, true]);
  expect(await attemptsOf(id)).toEqual(['lost', 'succeeded']);
  expect(await targetOf(id)).toMatchObject({ state: 'succeeded', changed: true });
}, 120_000);
