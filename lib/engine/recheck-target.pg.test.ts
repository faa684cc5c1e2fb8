import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openEngineStage, stageScripts, type EngineStage, type StageRollout } from '@/lib/testing/engine';
import { acceptVerdict } from './accept-verdict';
import type { Actor } from './context';
import { recheckTarget } from './recheck-target';
import { resumeRollout } from './resume-rollout';
import { startRollout } from './start-rollout';

let stage: EngineStage;
let ops: Actor;
let approver: Actor;
let good: string;

beforeAll(async () => {
  stage = await openEngineStage();
  ops = await stage.person('operator');
  approver = await stage.person('approver');
  good = await stage.release('good', stageScripts);
});
afterEach(async () => {
  await stage.engine.db.check.updateMany({ data: { disabledAt: new Date() } });
});
afterAll(async () => stage.close());

const name = () => `c${randomUUID().slice(0, 8)}`;

async function check(sql: string) {
  const expectation = { op: 'at_most', value: 0 };
  const data = { changelogId: stage.changelogId, name: name(), sql, mode: 'enforce', expectation };
  const { id } = await stage.engine.db.check.create({ data });
  return { id, asks: (text: string) => stage.engine.db.check.update({ where: { id }, data: { sql: text } }) };
}

async function ran(releaseId: string, keys: readonly string[], wave: Partial<StageRollout['waves'][number]> = {}) {
  await stage.tenants(keys, { serverId: await stage.server(`server of ${keys[0]}`, 8) });
  const one = await stage.rollout({ releaseId, waves: [{ keys, tolerance: 0, ...wave }] });
  await startRollout(stage.engine, ops, { rolloutId: one.id, expectedVersion: 1, confirmCount: keys.length });
  await step(one.id);
  return one;
}

async function step(rolloutId: string) {
  await stage.tick(rolloutId);
  await stage.runQueued(rolloutId);
  await stage.tick(rolloutId);
}

const rolloutOf = (id: string) => stage.engine.db.rollout.findUniqueOrThrow({ where: { id } });
const waveOf = (id = '') => stage.engine.db.wave.findUniqueOrThrow({ where: { id } });
const targetOf = (rolloutId: string) =>
  stage.engine.db.target.findFirstOrThrow({
    where: { rolloutId },
    include: { tries: { orderBy: { number: 'asc' } } },
  });
const verdictsOf = async (attemptId = '') => {
  const rows = await stage.engine.db.verdict.findMany({ where: { attemptId } });
  return Object.fromEntries(rows.map((row) => [row.check.replace(/^sql:.*/, 'sql'), row.verdict]));
};

describe('recheck', () => {
  test('asks again what gave no answer: nothing is applied, all is validated, and the gate lets go', async () => {
    const asked = await check('SELECT 1 WHERE false');
    const key = name();
    const one = await ran(good, [key]);
    const before = await targetOf(one.id);
    expect(before).toMatchObject({ state: 'succeeded', changed: true });
    expect(await verdictsOf(before.tries[0]?.id)).toMatchObject({ history: 'passed', sql: 'no_data' });
    expect((await waveOf(one.waveIds[0])).state).toBe('settled');
    const approval = await stage.engine.db.approval.create({
      data: {
        rolloutId: one.id,
        waveId: (await stage.engine.db.wave.create({ data: { rolloutId: one.id, position: 1, name: 'next', state: 'pending', rule: {} } })).id,
        state: 'requested',
        hash: 'h'.repeat(64),
        requestedById: ops.id,
        expiresAt: new Date(Date.now() + 60_000),
      },
    });
    await asked.asks('SELECT 0');
    const input = { rolloutId: one.id, targetIds: [before.id] };
    expect(await recheckTarget(stage.engine, approver, input)).toMatchObject({ refusal: { code: 'not_allowed' } });
    expect(await recheckTarget(stage.engine, ops, input)).toMatchObject({ ok: true, value: { done: [key], notDone: [] } });
    expect((await waveOf(one.waveIds[0])).state).toBe('applying');
    expect(await stage.engine.db.approval.findUniqueOrThrow({ where: { id: approval.id } })).toMatchObject({ state: 'superseded' });
    await step(one.id);

    const after = await targetOf(one.id);
    expect(after).toMatchObject({ state: 'succeeded', changed: true, countedFailure: false, fromVersion: before.fromVersion });
    expect(after.tries).toMatchObject([{ state: 'succeeded' }, { state: 'succeeded', results: [] }]);
    expect(await verdictsOf(after.tries[1]?.id)).toMatchObject({ history: 'passed', version: 'passed', sql: 'passed' });
    expect(await stage.versions(key)).toEqual(['1', '2']);
    expect(await stage.state(one.id)).toBe('completed');
    const events = await stage.engine.db.event.findMany({ where: { rolloutId: one.id, verb: 'recheck-target' } });
    expect(events).toMatchObject([{ fromState: 'succeeded', toState: 'pending', actorId: ops.id }]);
    const audit = await stage.engine.db.auditLine.findMany({ where: { subject: `rollout:${one.id}`, verb: 'recheck-target' } });
    expect(audit).toMatchObject([{ outcome: 'done', data: { tenants: [key] } }]);
    const hand = await stage.engine.db.rolloutHand.findFirst({ where: { rolloutId: one.id, verb: 'recheck-target' } });
    expect(hand?.personId).toBe(ops.id);
  });

  test('a check that fails now is counted now', async () => {
    const asked = await check('SELECT 1 WHERE false');
    const one = await ran(good, [name()]);
    await asked.asks('SELECT 3');
    const { id } = await targetOf(one.id);
    await recheckTarget(stage.engine, ops, { rolloutId: one.id, targetIds: [id] });
    expect((await waveOf(one.waveIds[0])).failures).toBe(0);
    await step(one.id);
    expect(await targetOf(one.id)).toMatchObject({ state: 'failed', countedFailure: true, changed: true });
    expect((await waveOf(one.waveIds[0])).failures).toBe(1);
    expect(await rolloutOf(one.id)).toMatchObject({ state: 'paused', pauseReason: 'failure_budget_exhausted' });
  });

  test('of many, only those without an answer; of none, it is refused; what has not succeeded cannot', async () => {
    await check(`SELECT 0 FROM items HAVING count(*) = 0 AND current_schema() LIKE 'yes%'`);
    const keys = [`yes${name()}`, `no${name()}`];
    const one = await ran(good, keys, { tolerance: 1 });
    const targets = await stage.engine.db.target.findMany({ where: { rolloutId: one.id }, orderBy: { position: 'asc' } });
    const [answered = '', open = ''] = targets.map((target) => target.id);
    const ask = (targetIds: string[]) => recheckTarget(stage.engine, ops, { rolloutId: one.id, targetIds });
    expect(await ask([answered])).toMatchObject({ refusal: { code: 'nothing_to_recheck', facts: { tenant: keys[0] } } });
    expect(await ask([answered, open])).toMatchObject({
      ok: true,
      value: { done: [keys[1]], notDone: [{ tenant: keys[0], state: 'succeeded' }] },
    });
    expect(await ask([open])).toMatchObject({ refusal: { code: 'wrong_state', facts: { state: 'pending' } } });
  });
});

describe('resume after a check broke', () => {
  test('checks again where it broke, by itself, and the rollout goes on', async () => {
    const asked = await check('SELECT * FROM nowhere');
    const key = name();
    const one = await ran(good, [key]);
    expect(await rolloutOf(one.id)).toMatchObject({ state: 'paused', pauseReason: 'check_error' });
    await asked.asks('SELECT 0');
    const resume = async () =>
      resumeRollout(stage.engine, ops, { rolloutId: one.id, expectedVersion: (await rolloutOf(one.id)).version });
    expect((await resume()).ok).toBe(true);
    expect(await targetOf(one.id)).toMatchObject({ state: 'pending', changed: true });
    await step(one.id);
    expect(await stage.state(one.id)).toBe('completed');
    expect(await stage.versions(key)).toEqual(['1', '2']);
    const audit = await stage.engine.db.auditLine.findFirst({ where: { subject: `rollout:${one.id}`, verb: 'resume-rollout' } });
    expect(audit?.data).toMatchObject({ pausedFor: 'check_error', rechecked: [key] });
  });

  test('a check that is still broken pauses it again', async () => {
    await check('SELECT * FROM nowhere');
    const one = await ran(good, [name()]);
    const { version } = await rolloutOf(one.id);
    await resumeRollout(stage.engine, ops, { rolloutId: one.id, expectedVersion: version });
    await step(one.id);
    expect(await rolloutOf(one.id)).toMatchObject({ state: 'paused', pauseReason: 'check_error' });
    expect((await targetOf(one.id)).tries).toHaveLength(2);
  });
});

test('checks are asked also after a failed validation: accepting that alone does not pass by them', async () => {
  await check('SELECT 3');
  const hidden = `DO $$ BEGIN EXECUTE 'ALTER TABLE items ADD CONSTRAINT positive CHECK (id > 0) NOT VALID'; END $$;`;
  const releaseId = await stage.release(name(), [...stageScripts, { script: 'V3__Hidden.sql', sql: hidden }]);
  const one = await ran(releaseId, [name()]);
  const target = await targetOf(one.id);
  const attemptId = target.tries[0]?.id ?? '';
  expect(await verdictsOf(attemptId)).toMatchObject({ not_valid_constraint: 'failed', sql: 'failed' });
  expect(target).toMatchObject({ state: 'failed', failure: { code: 'validation_failed' } });
  const accept = async (failing: string) => {
    const { id } = await stage.engine.db.verdict.findFirstOrThrow({
      where: { attemptId, verdict: 'failed', check: { startsWith: failing } },
    });
    return acceptVerdict(stage.engine, approver, { verdictId: id, reason: 'known and harmless' });
  };
  expect(await accept('not_valid')).toMatchObject({ ok: true, value: { targetState: 'failed' } });
  expect(await accept('sql:')).toMatchObject({ ok: true, value: { targetState: 'succeeded' } });
  expect((await waveOf(one.waveIds[0])).failures).toBe(0);
});
