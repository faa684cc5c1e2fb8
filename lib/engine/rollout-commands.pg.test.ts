import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openEngineStage, stageScripts, type EngineStage, type StageRollout } from '@/lib/testing/engine';
import { abortRollout } from './abort-rollout';
import { approveWave } from './approve-wave';
import { askApproval } from './ask-approval';
import { cancelTarget } from './cancel-target';
import type { Actor } from './context';
import { pauseRollout } from './pause-rollout';
import { raiseBudget } from './raise-budget';
import { resumeRollout } from './resume-rollout';
import { runTarget } from './run-target';
import { skipTarget } from './skip-target';
import { startRollout } from './start-rollout';

let stage: EngineStage;
let ops: Actor;
let approver: Actor;
let releaseId: string;

beforeAll(async () => {
  stage = await openEngineStage();
  ops = await stage.person('operator');
  approver = await stage.person('approver');
  releaseId = await stage.release('commands', stageScripts);
});
afterAll(async () => stage.close());

/** Tenants of its own, registered, planned and started. No worker runs: jobs wait until a test runs them. */
async function started(waves: readonly number[], plan: Partial<StageRollout> = {}) {
  const name = `t${randomUUID().slice(0, 8)}`;
  const groups = waves.map((size, wave) => Array.from({ length: size }, (_, at) => `${name}-${wave}-${at}`));
  await stage.tenants(groups.flat());
  const planned = await stage.rollout({ releaseId, waves: groups.map((keys) => ({ keys })), ...plan });
  const confirmCount = groups.flat().length;
  const result = await startRollout(stage.engine, ops, { rolloutId: planned.id, expectedVersion: 1, confirmCount });
  if (!result.ok) throw new Error(result.refusal.code);
  await stage.tick(planned.id);
  return { ...planned, version: result.value.version, groups };
}

const queued = async (rolloutId: string) => (await stage.jobs(rolloutId)).size;

describe('admission', () => {
  test('never has more in flight than budget, rollout and server allow; a second tick changes nothing', async () => {
    const one = await started([5], { maxConcurrency: 3 });
    // Tolerance 0, strict: one at a time, so that one failure is the most there can be.
    expect(await queued(one.id)).toBe(1);
    await stage.tick(one.id);
    expect(await queued(one.id)).toBe(1);
    await abortRollout(stage.engine, ops, { rolloutId: one.id, expectedVersion: 2, reason: 'the test is over' });
  });

  test('counts the tenants of all rollouts on one server', async () => {
    const serverId = await stage.server(`k2-${randomUUID().slice(0, 4)}`, 2);
    const keys = ['s1', 's2', 's3', 's4'];
    await stage.tenants(keys, { serverId });
    const plan = (members: readonly string[]) =>
      stage.rollout({ releaseId, waves: [{ keys: members, tolerance: 9 }] });
    const [first, second] = [await plan(['s1', 's2', 's3']), await plan(['s4'])];
    for (const [one, confirmCount] of [[first, 3], [second, 1]] as const) {
      await startRollout(stage.engine, ops, { rolloutId: one.id, expectedVersion: 1, confirmCount });
      await stage.tick(one.id);
    }
    expect([await queued(first.id), await queued(second.id)]).toEqual([2, 0]);
    await stage.runQueued(first.id);
    await stage.tick(second.id);
    await stage.tick(first.id);
    expect([await queued(first.id), await queued(second.id)]).toEqual([1, 1]);
    await stage.runQueued(first.id);
    await stage.runQueued(second.id);
  });

  test('leaves out whom somebody has held since, and skips who was archived', async () => {
    const one = await started([1, 1, 1, 1], {});
    const [, [held = ''] = [], [archived = ''] = []] = one.groups;
    const person = { ownerId: ops.id, reason: 'audit week' };
    await stage.engine.db.hold.create({ data: { tenantId: await stage.tenantId(held), ...person } });
    await stage.engine.db.tenant.update({ where: { key: archived }, data: { archivedAt: new Date() } });
    for (let round = 0; round < 6; round += 1) {
      await stage.runQueued(one.id);
      await stage.tick(one.id);
    }
    expect(Object.values(await stage.targets(one.id))).toEqual(['succeeded', 'excluded', 'skipped', 'succeeded']);
    expect(await stage.state(one.id)).toBe('completed_with_exceptions');
    const live = await stage.engine.db.target.count({ where: { rolloutId: one.id, live: true } });
    expect(live).toBe(0);
  });

  test('keeps the pace of a rolling update', async () => {
    await stage.tenants(['p1', 'p2']);
    const paced = await stage.rollout({ releaseId, waves: [{ keys: ['p1', 'p2'], tolerance: 5 }], paceMs: 60_000 });
    await startRollout(stage.engine, ops, { rolloutId: paced.id, expectedVersion: 1, confirmCount: 2 });
    await stage.tick(paced.id);
    await stage.runQueued(paced.id);
    await stage.tick(paced.id);
    expect(await stage.targets(paced.id)).toEqual({ p1: 'succeeded', p2: 'pending' });
    stage.advance(60_000);
    await stage.tick(paced.id);
    expect(await stage.targets(paced.id)).toEqual({ p1: 'succeeded', p2: 'queued' });
    await stage.runQueued(paced.id);
  });
});

describe('pause and resume', () => {
  test('a pause starts nothing new, gives queued jobs back, and says how many still run', async () => {
    const one = await started([3]);
    const [[key = ''] = []] = one.groups;
    const job = (await stage.jobs(one.id)).get(key);
    const paused = await pauseRollout(stage.engine, approver, { rolloutId: one.id, expectedVersion: one.version, reason: '' });
    expect(paused).toMatchObject({ ok: true, value: { inFlight: 0 } });
    await stage.tick(one.id);
    expect(await queued(one.id)).toBe(0);
    // The job that was on its way finds its fence broken.
    if (job === undefined) throw new Error('nothing was queued');
    expect(await runTarget(stage.engine, stage.bench(), job, new AbortController().signal)).toBe('stale');
    expect(await stage.versions(key)).toEqual([]);
    const hands = await stage.engine.db.rolloutHand.findMany({ where: { rolloutId: one.id, personId: approver.id } });
    expect(hands).toEqual([]);

    const stale = await resumeRollout(stage.engine, ops, { rolloutId: one.id, expectedVersion: one.version });
    expect(stale).toMatchObject({ ok: false, refusal: { code: 'stale_version', facts: { by: 'approver', verb: 'pause-rollout' } } });
    const again = await pauseRollout(stage.engine, ops, { rolloutId: one.id, expectedVersion: one.version + 1, reason: '' });
    expect(again).toMatchObject({ ok: false, refusal: { code: 'wrong_state', facts: { state: 'paused' } } });
    const resumed = await resumeRollout(stage.engine, ops, { rolloutId: one.id, expectedVersion: one.version + 1 });
    expect(resumed.ok).toBe(true);
    await stage.tick(one.id);
    expect(await queued(one.id)).toBe(1);
  });

  test('a viewer may not, and the refusal is an audit line', async () => {
    const viewer = await stage.person('viewer');
    const one = await started([1]);
    const input = { rolloutId: one.id, expectedVersion: one.version, reason: '' };
    expect(await pauseRollout(stage.engine, viewer, input)).toMatchObject({ refusal: { code: 'not_allowed' } });
    const lines = await stage.engine.db.auditLine.findMany({ where: { actorId: viewer.id } });
    expect(lines).toMatchObject([{ verb: 'pause-rollout', outcome: 'refused', code: 'not_allowed' }]);
  });
});

describe('abort', () => {
  test('cancels what has not begun, keeps what was migrated, and lets go of the tenants', async () => {
    const one = await started([1, 2]);
    await stage.runQueued(one.id);
    await stage.tick(one.id);
    const input = { rolloutId: one.id, expectedVersion: one.version, reason: 'wrong release' };
    expect(await abortRollout(stage.engine, ops, input)).toMatchObject({ ok: true, value: { inFlight: 0 } });
    expect(await stage.state(one.id)).toBe('aborted');
    expect(Object.values(await stage.targets(one.id))).toEqual(['succeeded', 'cancelled', 'cancelled']);
    const waves = await stage.engine.db.wave.findMany({ where: { rolloutId: one.id }, orderBy: { position: 'asc' } });
    expect(waves.map((wave) => wave.state)).toEqual(['passed', 'aborted']);
    expect(await stage.engine.db.target.count({ where: { rolloutId: one.id, live: true } })).toBe(0);
    expect(await stage.versions(one.groups[0]?.[0] ?? '')).toEqual(['1', '2']);
    expect(await stage.versions(one.groups[1]?.[0] ?? '')).toEqual([]);
  });
});

describe('the gate', () => {
  test('a wave does not open without approval, nor with one whose subject has moved', async () => {
    const one = await started([1, 1], { approvalsRequired: 1 });
    const [, waveId = ''] = one.waveIds;
    expect(await askApproval(stage.engine, ops, { waveId, note: '' })).toMatchObject({ refusal: { code: 'gate_not_ready' } });
    await stage.runQueued(one.id);
    await stage.tick(one.id);
    await stage.tick(one.id);
    expect(Object.values(await stage.targets(one.id))).toEqual(['succeeded', 'pending']);

    const asked = await askApproval(stage.engine, ops, { waveId, note: '' });
    if (!asked.ok) throw new Error(asked.refusal.code);
    const { approvalId, hash: seenHash } = asked.value;
    const admin = await stage.person('admin');
    await stage.engine.db.rolloutHand.create({ data: { rolloutId: one.id, personId: admin.id, verb: 'start-rollout' } });
    const own = await approveWave(stage.engine, admin, { approvalId, seenHash, reason: '' });
    expect(own).toMatchObject({ refusal: { code: 'own_approval' } });
    const approved = await approveWave(stage.engine, approver, { approvalId, seenHash, reason: '' });
    expect(approved).toMatchObject({ ok: true, value: { state: 'approved' } });

    // Between the decision and the tick, the conditions change: what was approved is no longer what would start.
    await stage.engine.db.wave.update({ where: { id: waveId }, data: { tolerance: 1 } });
    await stage.tick(one.id);
    const moved = await stage.engine.db.approval.findUniqueOrThrow({ where: { id: approvalId } });
    expect([moved.state, Object.values(await stage.targets(one.id))]).toEqual(['superseded', ['succeeded', 'pending']]);

    const second = await askApproval(stage.engine, ops, { waveId, note: 'again' });
    if (!second.ok) throw new Error(second.refusal.code);
    const { approvalId: newId, hash } = second.value;
    await approveWave(stage.engine, approver, { approvalId: newId, seenHash: hash, reason: '' });
    await stage.tick(one.id);
    expect(Object.values(await stage.targets(one.id))).toEqual(['succeeded', 'queued']);
    await stage.runQueued(one.id);
    await stage.tick(one.id);
    expect(await stage.state(one.id)).toBe('completed');
  });

  test('an approval runs out, and one of somebody who has lost the role does not count', async () => {
    const one = await started([1, 1], { approvalsRequired: 1 });
    const [, waveId = ''] = one.waveIds;
    await stage.runQueued(one.id);
    await stage.tick(one.id);
    const asked = await askApproval(stage.engine, ops, { waveId, note: '' });
    if (!asked.ok) throw new Error(asked.refusal.code);
    const leaving = await stage.person('approver');
    await approveWave(stage.engine, leaving, { approvalId: asked.value.approvalId, seenHash: asked.value.hash, reason: '' });
    await stage.engine.db.person.update({ where: { id: leaving.id }, data: { disabledAt: new Date() } });
    await stage.tick(one.id);
    expect(Object.values(await stage.targets(one.id))).toEqual(['succeeded', 'pending']);
    stage.advance(73 * 3_600_000);
    await stage.tick(one.id);
    const expired = await stage.engine.db.approval.findUniqueOrThrow({ where: { id: asked.value.approvalId } });
    expect(expired.state).toBe('expired');
  });

  test('a soak holds the next wave until its time is over', async () => {
    await stage.tenants(['soak1', 'soak2']);
    const waves = [{ keys: ['soak1'], soakMs: 600_000 }, { keys: ['soak2'] }];
    const one = await stage.rollout({ releaseId, waves });
    await startRollout(stage.engine, ops, { rolloutId: one.id, expectedVersion: 1, confirmCount: 2 });
    await stage.tick(one.id);
    await stage.runQueued(one.id);
    await stage.tick(one.id);
    const soaking = await stage.engine.db.wave.findUniqueOrThrow({ where: { id: one.waveIds[0] ?? '' } });
    expect(soaking.state).toBe('soaking');
    stage.advance(599_000);
    await stage.tick(one.id);
    expect(await stage.targets(one.id)).toMatchObject({ soak2: 'pending' });
    stage.advance(1_000);
    await stage.tick(one.id);
    expect(await stage.targets(one.id)).toMatchObject({ soak2: 'queued' });
    await stage.runQueued(one.id);
  });
});

describe('commands on targets and budgets', () => {
  test('do what they can, say what they could not, and refuse when nothing can be done', async () => {
    const one = await started([1, 1]);
    await stage.runQueued(one.id);
    await stage.tick(one.id);
    const rows = await stage.engine.db.target.findMany({ where: { rolloutId: one.id }, orderBy: { tenant: { key: 'asc' } } });
    const [done = '', waiting = ''] = rows.map((row) => row.id);
    const skipped = await skipTarget(stage.engine, ops, { rolloutId: one.id, targetIds: [done, waiting], reason: 'customer asked' });
    expect(skipped).toMatchObject({ ok: true, value: { done: [one.groups[1]?.[0]], notDone: [{ state: 'succeeded' }] } });
    expect(await cancelTarget(stage.engine, ops, { rolloutId: one.id, targetIds: [done] })).toMatchObject({
      refusal: { code: 'wrong_state', facts: { state: 'succeeded' } },
    });
    await stage.tick(one.id);
    expect(await stage.state(one.id)).toBe('completed_with_exceptions');
    const [waveId = ''] = one.waveIds;
    const late = await raiseBudget(stage.engine, ops, { waveId, expectedVersion: 1, tolerance: 3, reason: 'why not' });
    expect(late).toMatchObject({ refusal: { code: 'wrong_state' } });
  });

  test('a budget is only raised, from the version that was seen', async () => {
    const one = await started([1]);
    const [waveId = ''] = one.waveIds;
    const { version, tolerance } = await stage.engine.db.wave.findUniqueOrThrow({ where: { id: waveId } });
    const input = { waveId, expectedVersion: version, reason: 'two known cases' };
    expect(await raiseBudget(stage.engine, ops, { ...input, tolerance })).toMatchObject({ refusal: { code: 'budget_not_raised' } });
    expect(await raiseBudget(stage.engine, ops, { ...input, tolerance: 2 })).toMatchObject({ ok: true });
    expect(await raiseBudget(stage.engine, ops, { ...input, tolerance: 3 })).toMatchObject({ refusal: { code: 'stale_version' } });
  });
});
