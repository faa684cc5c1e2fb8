import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openEngineStage, stageScripts, type EngineStage } from '@/lib/testing/engine';
import { until } from '@/lib/testing/until';
import type { Actor } from './context';
import { planRollback } from './plan-rollback';
import { previewRollback } from './preview-rollback';
import { resumeRollout } from './resume-rollout';
import { retryTarget } from './retry-target';
import { startRollout } from './start-rollout';

let stage: EngineStage;
let ops: Actor;
/** Version 3 fails where two items share a name, so that 1 and 2 stand when it stops. */
let picky: string;

beforeAll(async () => {
  stage = await openEngineStage();
  ops = await stage.person('operator');
  picky = await stage.release('picky', [
    ...stageScripts,
    { script: 'V3__Names.sql', sql: `INSERT INTO items (id, name) VALUES (1, 'twin'), (2, 'twin');\nALTER TABLE items ADD UNIQUE (name);` },
  ]);
});
afterAll(async () => stage.close());

const name = () => `r${randomUUID().slice(0, 8)}`;
const rolloutOf = (id: string) => stage.engine.db.rollout.findUniqueOrThrow({ where: { id } });
const targetsOf = (rolloutId: string) =>
  stage.engine.db.target.findMany({ where: { rolloutId }, orderBy: { position: 'asc' } });

/** Paused, its first tenant failed at version 3 with 1 and 2 applied. */
async function paused(keys: readonly string[]) {
  await stage.tenants(keys, { serverId: await stage.server(`server of ${keys[0]}`, 8) });
  const one = await stage.rollout({ releaseId: picky, waves: [{ keys }] });
  await startRollout(stage.engine, ops, { rolloutId: one.id, expectedVersion: 1, confirmCount: keys.length });
  await stage.tick(one.id);
  await stage.runQueued(one.id);
  expect(await stage.state(one.id)).toBe('paused');
  return one;
}

test('a paused rollout is rolled back: its tenants leave it, come back, and cannot be retried by it meanwhile', async () => {
  const [failed, waiting] = [name(), name()];
  const origin = await paused([failed, waiting]);
  const plan = { rolloutId: origin.id, scope: { kind: 'rollout' as const }, maxConcurrency: 4, reason: 'twins' };
  const preview = await previewRollback(stage.engine, ops, plan);
  if (!preview.ok) throw new Error(preview.refusal.code);
  const back = await planRollback(stage.engine, ops, { ...plan, previewHash: preview.value.previewHash });
  if (!back.ok) throw new Error(JSON.stringify(back.refusal));
  const [first, second] = await targetsOf(origin.id);
  expect([first?.live, second?.live]).toEqual([false, true]);

  const targetIds = [first?.id ?? ''];
  const refused = await retryTarget(stage.engine, ops, { rolloutId: origin.id, targetIds });
  const { name: rollout, version } = await rolloutOf(back.value.rolloutId);
  expect(refused).toMatchObject({
    ok: false,
    refusal: { code: 'tenant_in_rollout', facts: { tenant: failed, rollout, rolloutId: back.value.rolloutId } },
  });
  expect((await targetsOf(origin.id))[0]?.state).toBe('failed');
  const line = await stage.engine.db.auditLine.findFirst({ where: { verb: 'retry-target', code: 'tenant_in_rollout' } });
  expect(line?.outcome).toBe('refused');

  const started = await startRollout(stage.engine, ops, {
    rolloutId: back.value.rolloutId,
    expectedVersion: version,
    confirmCount: 1,
  });
  expect(started.ok).toBe(true);
  await stage.tick(back.value.rolloutId);
  expect(await stage.runQueued(back.value.rolloutId)).toEqual({ [failed]: 'succeeded' });
  await stage.tick(back.value.rolloutId);
  expect(await stage.state(back.value.rolloutId)).toBe('completed');
  expect(await stage.versions(failed)).toEqual(['1', '2', 'DELETE 2', 'DELETE 1']);
  expect((await stage.targets(origin.id))[failed]).toBe('rolled_back');
  // All that was changed is back, so the origin is over, and what waited in it never began.
  expect(await stage.state(origin.id)).toBe('rolled_back');
  expect((await stage.targets(origin.id))[waiting]).toBe('cancelled');
  const resumed = await resumeRollout(stage.engine, ops, {
    rolloutId: origin.id,
    expectedVersion: (await rolloutOf(origin.id)).version,
  });
  expect(resumed).toMatchObject({ ok: false, refusal: { code: 'wrong_state' } });
});

test('of many, the ones that another rollout has are left to it and named', async () => {
  const [a, b] = [name(), name()];
  const origin = await paused([a, b]);
  const { db } = stage.engine;
  await db.target.updateMany({ where: { rolloutId: origin.id }, data: { state: 'failed' } });
  await db.target.updateMany({ where: { rolloutId: origin.id, tenant: { key: b } }, data: { live: false } });
  const other = await stage.rollout({ releaseId: picky, waves: [{ keys: [b] }] });
  const targetIds = (await targetsOf(origin.id)).map((target) => target.id);
  const retried = await retryTarget(stage.engine, ops, { rolloutId: origin.id, targetIds });
  const { name: rollout } = await rolloutOf(other.id);
  expect(retried).toMatchObject({ ok: true, value: { done: [a], notDone: [{ tenant: b, state: 'failed', rollout }] } });
  expect(await stage.targets(origin.id)).toEqual({ [a]: 'pending', [b]: 'failed' });
});

test('a plan that takes the tenant between look and write is named all the same', async () => {
  const key = name();
  const origin = await paused([key]);
  const { db } = stage.engine;
  await db.target.updateMany({ where: { rolloutId: origin.id }, data: { live: false } });
  const other = await stage.rollout({ releaseId: picky, waves: [{ keys: [key] }] });
  await db.target.updateMany({ where: { rolloutId: other.id }, data: { live: false } });
  const planner = new pg.Client({ connectionString: stage.control.url });
  await planner.connect();
  await planner.query('BEGIN');
  await planner.query('UPDATE "target" SET "live" = true WHERE "rollout_id" = $1', [other.id]);
  const targetIds = (await targetsOf(origin.id)).map((target) => target.id);
  const retrying = retryTarget(stage.engine, ops, { rolloutId: origin.id, targetIds });
  await until('the retry waits for the plan', async () => {
    const { rows } = await planner.query(`SELECT FROM pg_locks WHERE locktype = 'transactionid' AND NOT granted`);
    return rows.length > 0;
  });
  await planner.query('COMMIT');
  await planner.end();
  const { name: rollout } = await rolloutOf(other.id);
  expect(await retrying).toMatchObject({
    ok: false,
    refusal: { code: 'tenant_in_rollout', facts: { tenant: key, rollout } },
  });
});
