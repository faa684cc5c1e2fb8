import { afterAll, beforeAll, expect, test } from 'vitest';
import { startRollout } from '@/lib/engine/start-rollout';
import { openEngine } from '@/lib/engine/open-engine';
import { createLog } from '@/lib/platform/log';
import { openEngineStage, stageScripts, type EngineStage } from '@/lib/testing/engine';
import { until } from '@/lib/testing/until';
import { startWorker } from './start-worker';

let stage: EngineStage;

beforeAll(async () => {
  stage = await openEngineStage();
});
afterAll(async () => stage.close());

test('a worker that cannot wait gives its job up at once, and the next finishes it', async () => {
  const ops = await stage.person('operator');
  const releaseId = await stage.release('slow', [
    ...stageScripts,
    { script: 'V3__Wait.sql', sql: 'SELECT pg_advisory_xact_lock(815);' },
  ]);
  await stage.sql.query('SELECT pg_advisory_lock(815)');
  await stage.tenants(['leaving']);
  const log = createLog('silent');
  const { keys, clock } = stage.engine;
  const engine = await openEngine({ databaseUrl: stage.control.url, mode: 'worker', log, keys, clock });
  const worker = await startWorker({ engine, databaseUrl: stage.control.url, concurrency: 2, log });
  const { id } = await stage.rollout({ releaseId, waves: [{ keys: ['leaving'] }] });
  await startRollout(stage.engine, ops, { rolloutId: id, expectedVersion: 1, confirmCount: 1 });
  await until('the script waits', async () => {
    const { rows } = await stage.sql.query(`SELECT FROM pg_locks WHERE objid = 815 AND NOT granted`);
    return rows.length > 0;
  });
  await worker.stop(0);
  await engine.close();
  await stage.sql.query('SELECT pg_advisory_unlock(815)');
  expect(await stage.targets(id)).toEqual({ leaving: 'running' });
  const started = performance.now();
  await stage.worker();
  await stage.untilState(id, 'completed');
  // Well under the heartbeat's 15 seconds: the job was given up, not found dead.
  expect(performance.now() - started).toBeLessThan(10_000);
  expect(await stage.versions('leaving')).toEqual(['1', '2', '3']);
}, 60_000);
