import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancelTarget } from '@/lib/engine/cancel-target';
import type { Actor } from '@/lib/engine/context';
import { startRollout } from '@/lib/engine/start-rollout';
import { openEngineStage, stageScripts, type EngineStage } from '@/lib/testing/engine';
import { until } from '@/lib/testing/until';
import { workerProcess } from '@/lib/testing/worker-process';

let stage: EngineStage;
let ops: Actor;
let good: string;
let slow: string;

beforeAll(async () => {
  stage = await openEngineStage();
  ops = await stage.person('operator');
  good = await stage.release('good', stageScripts);
  // Waits for a row lock of ours: it ends when the test says so.
  slow = await stage.release('slow', [
    ...stageScripts,
    { script: 'V3__Wait.sql', sql: `CREATE TABLE waited (id int);\nSELECT pg_advisory_xact_lock(4711);` },
  ]);
});
afterAll(async () => stage.close());

async function started(releaseId: string, keys: readonly string[]) {
  await stage.tenants(keys, { serverId: await stage.server(`server of ${keys[0]}`, 8) });
  const { id } = await stage.rollout({ releaseId, waves: [{ keys, tolerance: 9 }] });
  await startRollout(stage.engine, ops, { rolloutId: id, expectedVersion: 1, confirmCount: keys.length });
  return id;
}

const targetOf = (rolloutId: string) => stage.engine.db.target.findFirstOrThrow({ where: { rolloutId } });

/** Sessions that wait for the test's lock, over all workers. */
async function waiting(): Promise<readonly number[]> {
  const { rows } = await stage.sql.query<{ pid: number }>(
    `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711 AND NOT granted`,
  );
  return rows.map((row) => row.pid);
}

test('a cancel reaches the worker that runs the target', async () => {
  await stage.sql.query('SELECT pg_advisory_lock(4711)');
  const worker = await stage.worker();
  const id = await started(slow, ['w1']);
  await until('the script waits', async () => (await waiting()).length === 1);
  await cancelTarget(stage.engine, ops, { rolloutId: id, targetIds: [(await targetOf(id)).id] });
  await until('the target is cancelled', async () => (await targetOf(id)).state === 'cancelled');
  expect(await waiting()).toEqual([]);
  expect(await stage.versions('w1')).toEqual(['1', '2']);
  await stage.untilState(id, 'completed_with_exceptions');
  expect(await stage.engine.db.worker.count({ where: { id: worker.id } })).toBe(1);
  await worker.stop(0);
  expect(await stage.engine.db.worker.count({ where: { id: worker.id } })).toBe(0);
  await stage.sql.query('SELECT pg_advisory_unlock(4711)');
});

test('a worker that is asked to stop lets what runs end, and starts nothing new', async () => {
  await stage.sql.query('SELECT pg_advisory_lock(4711)');
  const worker = await stage.worker({ concurrency: 1 });
  const id = await started(slow, ['w2', 'w3']);
  await until('the script waits', async () => (await waiting()).length === 1);
  const stopping = worker.stop();
  await stage.sql.query('SELECT pg_advisory_unlock(4711)');
  await stopping;
  const states = Object.values(await stage.targets(id)).sort();
  expect(states).toEqual(['queued', 'succeeded']);
  const next = await stage.worker();
  await stage.untilState(id, 'completed');
  await next.stop(0);
});

test('a worker that is killed while its script runs: another takes over, and each script ran once', async () => {
  await stage.sql.query('SELECT pg_advisory_lock(4711)');
  const first = workerProcess(stage);
  const id = await started(slow, ['w4']);
  await until('the script waits', async () => (await waiting()).length === 1);
  const { workerId } = await stage.engine.db.attempt.findFirstOrThrow({ where: { target: { rolloutId: id } } });
  expect(workerId).toContain(`:${first.pid}:`);
  const [orphan] = await waiting();
  first.kill('SIGKILL');
  await once(first, 'exit');
  await stage.worker();
  await until('another session waits', async () => (await waiting()).some((pid) => pid !== orphan), 60_000);
  expect(await waiting()).not.toContain(orphan);
  await stage.sql.query('SELECT pg_advisory_unlock(4711)');
  await stage.untilState(id, 'completed');
  expect(await stage.versions('w4')).toEqual(['1', '2', '3']);
  const attempts = await stage.engine.db.attempt.findMany({
    where: { target: { rolloutId: id } },
    orderBy: { number: 'asc' },
  });
  expect(attempts.map((attempt) => attempt.state)).toEqual(['lost', 'succeeded']);
}, 90_000);

test('many tenants, two workers, never more at once than the server takes', async () => {
  const keys = Array.from({ length: 24 }, (_, at) => `many-${String(at).padStart(2, '0')}`);
  await stage.worker({ concurrency: 16 });
  const id = await started(good, keys);
  let most = 0;
  await until('the rollout ends', async () => {
    most = Math.max(most, await stage.engine.db.target.count({ where: { rolloutId: id, state: { in: ['queued', 'running'] } } }));
    return (await stage.state(id)) === 'completed';
  }, 60_000);
  expect(most).toBeLessThanOrEqual(8);
  for (const key of keys) expect(await stage.versions(key)).toEqual(['1', '2']);
}, 90_000);
