import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openEngineStage, stageScripts, type EngineStage, type StageRollout } from '@/lib/testing/engine';
import type { Actor } from './context';
import { quarantineTarget } from './quarantine-target';
import { retryTarget } from './retry-target';
import { runTarget } from './run-target';
import { startRollout } from './start-rollout';

let stage: EngineStage;
let ops: Actor;
let good: string;
let broken: string;
let concurrent: string;

beforeAll(async () => {
  stage = await openEngineStage();
  ops = await stage.person('operator');
  good = await stage.release('good', stageScripts);
  broken = await stage.release('broken', [
    { script: 'V1__Only_with_a_seed.sql', sql: 'CREATE TABLE grown AS SELECT * FROM seed;' },
  ]);
  concurrent = await stage.release('concurrent', [
    ...stageScripts,
    { script: 'V3__Names.sql', sql: 'CREATE INDEX CONCURRENTLY items_name ON items (name);' },
  ]);
});
afterAll(async () => stage.close());

const names = (count: number) => Array.from({ length: count }, () => `f${randomUUID().slice(0, 8)}`);

async function started(releaseId: string, keys: readonly string[], wave: Partial<StageRollout['waves'][number]>, next: readonly string[] = []) {
  await stage.tenants([...keys, ...next], { serverId: await stage.server(`server of ${keys[0]}`, 8) });
  const waves = [{ keys, ...wave }, ...(next.length > 0 ? [{ keys: next }] : [])];
  const planned = await stage.rollout({ releaseId, waves });
  const confirmCount = keys.length + next.length;
  await startRollout(stage.engine, ops, { rolloutId: planned.id, expectedVersion: 1, confirmCount });
  await stage.tick(planned.id);
  return planned;
}

const countOf = async (rolloutId: string) =>
  Object.values(await stage.targets(rolloutId)).reduce<Record<string, number>>(
    (counts, state) => ({ ...counts, [state]: (counts[state] ?? 0) + 1 }),
    {},
  );

async function runFirst(rolloutId: string): Promise<void> {
  const [job] = [...(await stage.jobs(rolloutId)).values()];
  if (job === undefined) throw new Error('nothing is queued');
  await runTarget(stage.engine, stage.bench(), job, new AbortController().signal);
}

test('halt gives the queued ones back when the budget is gone', async () => {
  const one = await started(broken, names(4), { tolerance: 0, budgetMode: 'soft', onExhausted: 'halt' });
  expect(await countOf(one.id)).toEqual({ queued: 4 });
  await runFirst(one.id);
  expect(await stage.state(one.id)).toBe('paused');
  expect(await countOf(one.id)).toEqual({ failed: 1, pending: 3 });
});

test('drain lets them run, and soft mode may then fail more than tolerated', async () => {
  const one = await started(broken, names(3), { tolerance: 0, budgetMode: 'soft', onExhausted: 'drain' });
  await runFirst(one.id);
  expect(await stage.state(one.id)).toBe('paused');
  expect(await countOf(one.id)).toEqual({ failed: 1, queued: 2 });
  await stage.runQueued(one.id);
  expect(await countOf(one.id)).toEqual({ failed: 3 });
  const wave = await stage.engine.db.wave.findUniqueOrThrow({ where: { id: one.waveIds[0] ?? '' } });
  expect(wave.failures).toBe(3);
});

test('quarantine sets each failed one aside, so that the wave ends by itself within its budget', async () => {
  const keys = names(2);
  const one = await started(broken, keys, { tolerance: 2, onExhausted: 'quarantine' }, names(1));
  await stage.runQueued(one.id);
  await stage.tick(one.id);
  expect(await countOf(one.id)).toEqual({ quarantined: 2, queued: 1 });

  // The wave has passed; its repairs go on behind it.
  const [key = ''] = keys;
  await stage.sql.query(`CREATE TABLE "${key}".seed (id int)`);
  await stage.engine.db.observation.updateMany({ where: { tenant: { key } }, data: { drift: 'unknown' } });
  const target = await stage.engine.db.target.findFirstOrThrow({ where: { rolloutId: one.id, tenant: { key } } });
  const retried = await retryTarget(stage.engine, ops, { rolloutId: one.id, targetIds: [target.id] });
  expect(retried).toMatchObject({ ok: true, value: { done: [key] } });
  await stage.tick(one.id);
  const wave = await stage.engine.db.wave.findUniqueOrThrow({ where: { id: one.waveIds[0] ?? '' } });
  expect([wave.state, await stage.targets(one.id)]).toMatchObject(['passed', { [key]: 'queued' }]);
});

test('a failure says what the server said, where, and which wave it cost', async () => {
  const [key = ''] = names(1);
  const one = await started(broken, [key], { tolerance: 0 });
  await stage.runQueued(one.id);
  const target = await stage.engine.db.target.findFirstOrThrow({ where: { rolloutId: one.id } });
  expect(target.failure).toMatchObject({
    code: 'statement_failed',
    sqlstate: '42P01',
    script: 'V1__Only_with_a_seed.sql',
    statementLine: 1,
  });
  const events = await stage.engine.db.event.findMany({ where: { rolloutId: one.id }, orderBy: { id: 'asc' } });
  expect(events.map((event) => event.verb)).toEqual(['start-rollout', 'open-wave', 'admit', 'fail', 'pause-rollout']);
  expect(events.at(-1)?.data).toMatchObject({ failures: 1, tolerance: 0, tenant: key });
  const moved = await quarantineTarget(stage.engine, ops, { rolloutId: one.id, targetIds: [target.id], reason: '' });
  expect(moved.ok).toBe(true);
});

test('the mark of a script outside a transaction, left by a crash, is taken up and not refused', async () => {
  const [key = ''] = names(1);
  const before = await started(good, [key], {});
  await stage.runQueued(before.id);
  await stage.tick(before.id);
  const script = await stage.engine.db.releaseMigration.findFirstOrThrow({
    where: { releaseId: concurrent, script: 'V3__Names.sql' },
  });
  await stage.sql.query(
    `INSERT INTO "${key}".flyway_schema_history VALUES (3, '3', 'Names', 'SQL', 'V3__Names.sql', $1, 'x', now(), 0, false)`,
    [script.checksum],
  );
  const planned = await stage.rollout({ releaseId: concurrent, waves: [{ keys: [key] }] });
  await startRollout(stage.engine, ops, { rolloutId: planned.id, expectedVersion: 1, confirmCount: 1 });
  await stage.tick(planned.id);
  expect(await stage.runQueued(planned.id)).toEqual({ [key]: 'succeeded' });
  const { rows } = await stage.sql.query(`SELECT success FROM "${key}".flyway_schema_history WHERE version = '3'`);
  expect(rows).toEqual([{ success: true }]);
});

test('a failed row that is not ours is left for a person', async () => {
  const [key = ''] = names(1);
  const one = await started(good, [key], {});
  await stage.sql.query(
    `INSERT INTO "${key}".flyway_schema_history VALUES (1, '1', 'Items', 'SQL', 'V1__Items.sql', 7, 'x', now(), 0, false)`,
  );
  await stage.runQueued(one.id);
  const target = await stage.engine.db.target.findFirstOrThrow({ where: { rolloutId: one.id } });
  expect(target.failure).toMatchObject({ code: 'failed_row', script: 'V1__Items.sql' });
});
