import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openEngineStage, stageScripts, type EngineStage, type StageRollout } from '@/lib/testing/engine';
import { flywayLockKey } from '@/lib/tenant/lock';
import { until } from '@/lib/testing/until';
import { cancelTarget } from './cancel-target';
import type { Actor } from './context';
import { quarantineTarget } from './quarantine-target';
import { reconcileRollouts } from './reconcile-rollouts';
import { resumeRollout } from './resume-rollout';
import { retryTarget } from './retry-target';
import { CANCELLED_BY_PERSON, runTarget } from './run-target';
import { startRollout } from './start-rollout';

let stage: EngineStage;
let ops: Actor;
let good: string;
/** Version 3 fails where two items share a name. */
let picky: string;
let slow: string;

beforeAll(async () => {
  stage = await openEngineStage();
  ops = await stage.person('operator');
  good = await stage.release('good', stageScripts);
  picky = await stage.release('picky', [...stageScripts, { script: 'V3__Names.sql', sql: 'ALTER TABLE items ADD UNIQUE (name);' }]);
  slow = await stage.release('slow', [
    ...stageScripts,
    { script: 'V3__Slow.sql', sql: 'CREATE TABLE late (id int);\nSELECT pg_sleep(600);' },
  ]);
});
afterAll(async () => stage.close());

async function started(releaseId: string, waves: StageRollout['waves'], plan: Partial<StageRollout> = {}) {
  const keys = waves.flatMap((wave) => wave.keys);
  const planned = await stage.rollout({ releaseId, waves, ...plan });
  const result = await startRollout(stage.engine, ops, { rolloutId: planned.id, expectedVersion: 1, confirmCount: keys.length });
  if (!result.ok) throw new Error(result.refusal.code);
  await stage.tick(planned.id);
  return planned;
}

const names = (count: number) => Array.from({ length: count }, () => `r${randomUUID().slice(0, 8)}`);

/** Tenants on a server of their own, so that what another test left running takes no place of theirs. */
async function tenants(keys: readonly string[]): Promise<void> {
  await stage.tenants(keys, { serverId: await stage.server(`server of ${keys[0]}`, 8) });
}
const signal = () => new AbortController().signal;

async function onlyJob(rolloutId: string) {
  const [job] = [...(await stage.jobs(rolloutId)).values()];
  if (job === undefined) throw new Error('nothing is queued');
  return job;
}

const targetOf = (rolloutId: string) => stage.engine.db.target.findFirstOrThrow({ where: { rolloutId } });
const attemptsOf = (rolloutId: string) =>
  stage.engine.db.attempt.findMany({ where: { target: { rolloutId } }, orderBy: { number: 'asc' } });

describe('exactly once', () => {
  test('two deliveries of one job: both may run, one settles, the scripts ran once', async () => {
    const [key = ''] = names(1);
    await tenants([key]);
    const one = await started(good, [{ keys: [key] }]);
    const job = await onlyJob(one.id);
    const run = () => runTarget(stage.engine, stage.bench(), job, signal()).catch(() => 'taken over');
    const ended = await Promise.all([run(), run()]);
    expect(ended.filter((word) => word === 'succeeded')).toHaveLength(1);
    expect(await stage.versions(key)).toEqual(['1', '2']);
    expect(await run()).toBe('stale');
    const verdicts = await stage.engine.db.verdict.groupBy({ by: ['check'], where: { targetId: job.targetId }, _count: true });
    expect(verdicts.every((one) => one._count === 1)).toBe(true);
  });

  test('a crash between the commit in the tenant and settling: the next delivery applies nothing twice', async () => {
    const [key = ''] = names(1);
    await tenants([key]);
    const one = await started(good, [{ keys: [key] }]);
    const job = await onlyJob(one.id);
    const dying = stage.bench((step) => {
      if (step === 'migrate') throw new Error('killed');
    });
    await expect(runTarget(stage.engine, dying, job, signal())).rejects.toThrow('killed');
    expect(await stage.versions(key)).toEqual(['1', '2']);
    expect(await stage.targets(one.id)).toEqual({ [key]: 'running' });
    expect(await runTarget(stage.engine, stage.bench(), job, signal())).toBe('succeeded');
    expect(await stage.versions(key)).toEqual(['1', '2']);
    expect((await attemptsOf(one.id)).map((attempt) => attempt.state)).toEqual(['lost', 'succeeded']);
    // Nobody lived to say that scripts had committed; a rollback has to know it all the same.
    expect((await targetOf(one.id)).changed).toBe(true);
    await stage.tick(one.id);
    expect(await stage.state(one.id)).toBe('completed');
  });

  test('a worker that dies while its script runs: the takeover ends that session and no other, and goes on', async () => {
    const [key = ''] = names(1);
    await tenants([key]);
    const one = await started(slow, [{ keys: [key] }]);
    const job = await onlyJob(one.id);
    const lost = runTarget(stage.engine, stage.bench(), job, signal());
    const sleeping = () =>
      stage.sql.query<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)%' AND wait_event = 'PgSleep'`,
      );
    const first = await until('the script runs', async () => (await sleeping()).rows[0]?.pid);
    const next = runTarget(stage.engine, stage.bench(), job, signal());
    const second = await until('the next delivery runs it', async () =>
      (await sleeping()).rows.map((row) => row.pid).find((pid) => pid !== first),
    );
    expect((await sleeping()).rows).toEqual([{ pid: second }]);
    expect(await lost).toBe('stale');
    await stage.sql.query('SELECT pg_cancel_backend($1)', [second]);
    expect(await next).toBe('failed');
    expect(await stage.versions(key)).toEqual(['1', '2']);
  });

  test('a job that is gone from the queue gets its target back into line', async () => {
    const [key = ''] = names(1);
    await tenants([key]);
    const one = await started(good, [{ keys: [key] }]);
    const job = await onlyJob(one.id);
    await reconcileRollouts(stage.engine, 0);
    expect((await onlyJob(one.id)).attemptId).toBe(job.attemptId);
    await stage.engine.queue.boss.deleteJob('target.run', job.attemptId);
    await reconcileRollouts(stage.engine, 0);
    expect(await stage.targets(one.id)).toEqual({ [key]: 'pending' });
    await stage.tick(one.id);
    expect(await stage.runQueued(one.id)).toEqual({ [key]: 'succeeded' });
  });
});

describe('failures and the budget', () => {
  test('more than tolerated cannot fail; quarantine, mend, retry, resume, and the rollout ends', async () => {
    const bad = names(3);
    const fine = names(2);
    const keys = [...bad, ...fine];
    await tenants(keys);
    const before = await started(good, [{ keys, tolerance: 9 }]);
    for (let round = 0; round < 2; round += 1) {
      await stage.runQueued(before.id);
      await stage.tick(before.id);
    }
    for (const key of bad) await stage.sql.query(`INSERT INTO "${key}".items VALUES (1, 'twin'), (2, 'twin')`);

    const one = await started(picky, [{ keys, tolerance: 1 }]);
    // Strict: tolerance + 1 at once, so that more cannot fail.
    expect(Object.values(await stage.targets(one.id)).filter((state) => state === 'queued')).toHaveLength(2);
    await stage.runQueued(one.id);
    const rollout = await stage.engine.db.rollout.findUniqueOrThrow({ where: { id: one.id } });
    expect(rollout).toMatchObject({ state: 'paused', pauseReason: 'failure_budget_exhausted' });
    const failed = await stage.engine.db.target.findMany({ where: { rolloutId: one.id, state: 'failed' } });
    expect(failed).toHaveLength(2);
    expect(failed[0]?.failure).toMatchObject({ code: 'statement_failed', sqlstate: '23505', script: 'V3__Names.sql' });

    const failedIds = failed.map((target) => target.id);
    const aside = await quarantineTarget(stage.engine, ops, { rolloutId: one.id, targetIds: failedIds, reason: 'twins' });
    expect(aside.ok).toBe(true);
    await resumeRollout(stage.engine, ops, { rolloutId: one.id, expectedVersion: rollout.version });
    await stage.tick(one.id);
    // Quarantine gives nothing back: nothing fresh may start.
    expect((await stage.jobs(one.id)).size).toBe(0);

    for (const key of bad) await stage.sql.query(`DELETE FROM "${key}".items WHERE id = 2`);
    await retryTarget(stage.engine, ops, { rolloutId: one.id, targetIds: failedIds });
    for (let round = 0; round < 6; round += 1) {
      await stage.tick(one.id);
      await stage.runQueued(one.id);
    }
    expect(await stage.state(one.id)).toBe('completed');
    for (const key of keys) expect(await stage.versions(key)).toEqual(['1', '2', '3']);
    const wave = await stage.engine.db.wave.findUniqueOrThrow({ where: { id: one.waveIds[0] ?? '' } });
    expect(wave.failures).toBe(0);
  });

  test('a passing trouble is tried again by itself after a pause, and counts only when it stays', async () => {
    const [key = ''] = names(1);
    await tenants([key]);
    const { id } = await started(good, [{ keys: [key] }], { maxAttempts: 2, lockTimeoutMs: 20 });
    const lock = flywayLockKey({ schema: key, name: 'flyway_schema_history' });
    await stage.sql.query(`SELECT pg_advisory_lock(${lock})`);
    expect(await stage.runQueued(id)).toEqual({ [key]: 'failed' });
    expect(await targetOf(id)).toMatchObject({ state: 'pending', countedFailure: false, failure: { code: 'lock_held' } });
    await stage.tick(id);
    expect((await stage.jobs(id)).size).toBe(0);
    stage.advance(60_000);
    await stage.tick(id);
    await stage.runQueued(id);
    expect(await targetOf(id)).toMatchObject({ state: 'failed', countedFailure: true, attempts: 2 });
    await stage.sql.query(`SELECT pg_advisory_unlock(${lock})`);
  }, 40_000);
});

describe('cancel', () => {
  test('stops the statement on the server, keeps what committed before, and can be retried', async () => {
    const [key = ''] = names(1);
    await tenants([key]);
    const one = await started(slow, [{ keys: [key] }]);
    const job = await onlyJob(one.id);
    const stop = new AbortController();
    const running = runTarget(stage.engine, stage.bench(), job, stop.signal);
    await until('the script runs', async () => {
      const { rows } = await stage.sql.query(`SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep'`);
      return rows.length > 0;
    });
    const asked = await cancelTarget(stage.engine, ops, { rolloutId: one.id, targetIds: [job.targetId] });
    expect(asked).toMatchObject({ ok: true, value: { done: [key] } });
    expect((await targetOf(one.id)).cancelRequestedAt).not.toBeNull();
    stop.abort(CANCELLED_BY_PERSON);
    expect(await running).toBe('cancelled');
    expect(await stage.versions(key)).toEqual(['1', '2']);
    expect(await targetOf(one.id)).toMatchObject({ state: 'cancelled', changed: true, countedFailure: false });
    const { rows } = await stage.sql.query(`SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep'`);
    expect(rows).toEqual([]);
  });

  test('a process that leaves settles nothing: the job is another worker’s', async () => {
    const [key = ''] = names(1);
    await tenants([key]);
    const one = await started(slow, [{ keys: [key] }]);
    const job = await onlyJob(one.id);
    const leaving = new AbortController();
    const running = runTarget(stage.engine, stage.bench(), job, leaving.signal);
    await until('the script runs', async () => {
      const { rows } = await stage.sql.query(`SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep'`);
      return rows.length > 0;
    });
    leaving.abort('the worker stops');
    await expect(running).rejects.toThrow('stopped');
    expect(await stage.targets(one.id)).toEqual({ [key]: 'running' });
  });
});

describe('evidence', () => {
  test('a clean tenant that has changed since it was planned is not touched', async () => {
    const [key = ''] = names(1);
    await tenants([key]);
    const one = await started(good, [{ keys: [key] }]);
    await stage.sql.query(`CREATE TABLE "${key}".surprise (id int)`);
    await stage.runQueued(one.id);
    expect((await targetOf(one.id)).failure).toMatchObject({ code: 'drifted' });
    expect(await stage.versions(key)).toEqual([]);
  });

  test('an enforced check that fails fails the tenant; one that breaks pauses; one that observes does neither', async () => {
    const check = (name: string, sql: string, mode: string) =>
      stage.engine.db.check.create({
        data: { changelogId: stage.changelogId, name, sql, mode, expectation: { op: 'at_most', value: 0 } },
      });
    const observed = await check('watch', 'SELECT 7', 'observe');
    const failing = await check('no orphans', 'SELECT 3', 'enforce');
    const [a = '', b = ''] = names(2);
    await tenants([a, b]);
    const one = await started(good, [{ keys: [a] }]);
    await stage.runQueued(one.id);
    expect((await targetOf(one.id)).failure).toMatchObject({ code: 'check_failed', facts: { measured: '3', limit: '<= 0' } });
    expect(await targetOf(one.id)).toMatchObject({ changed: true, countedFailure: true });
    await stage.engine.db.check.update({ where: { id: failing.id }, data: { sql: 'SELECT * FROM nowhere' } });
    const two = await started(good, [{ keys: [b] }]);
    await stage.runQueued(two.id);
    const rollout = await stage.engine.db.rollout.findUniqueOrThrow({ where: { id: two.id } });
    expect(rollout).toMatchObject({ state: 'paused', pauseReason: 'check_error' });
    expect(await stage.targets(two.id)).toEqual({ [b]: 'succeeded' });
    const verdict = await stage.engine.db.verdict.findFirstOrThrow({ where: { target: { rolloutId: two.id }, check: 'sql:no orphans' } });
    expect(verdict).toMatchObject({ verdict: 'error', facts: { sqlstate: '42P01' } });
    await stage.engine.db.check.updateMany({ where: { id: { in: [observed.id, failing.id] } }, data: { disabledAt: new Date() } });
  });
});

describe('a rollback', () => {
  test('takes the changed tenants back and marks its origin', async () => {
    const [a = '', b = ''] = names(2);
    await tenants([a, b]);
    const one = await started(good, [{ keys: [a, b], tolerance: 5 }]);
    await stage.runQueued(one.id);
    await stage.tick(one.id);
    expect(await stage.state(one.id)).toBe('completed');
    const back = await started(good, [{ keys: [b, a], tolerance: 5 }], { kind: 'rollback', originId: one.id, toVersion: '1' });
    await stage.runQueued(back.id);
    await stage.tick(back.id);
    expect(await stage.state(back.id)).toBe('completed');
    expect(await stage.targets(one.id)).toEqual({ [a]: 'rolled_back', [b]: 'rolled_back' });
    expect(await stage.state(one.id)).toBe('rolled_back');
    expect(await stage.versions(a)).toEqual(['1', '2', 'DELETE 2']);
  });
});
