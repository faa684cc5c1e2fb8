import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { databaseRefusal } from '@/lib/db/sqlstates';
import { acceptVerdict } from '@/lib/engine/accept-verdict';
import { approveWave } from '@/lib/engine/approve-wave';
import { askApproval } from '@/lib/engine/ask-approval';
import type { Actor } from '@/lib/engine/context';
import { rejectWave } from '@/lib/engine/reject-wave';
import { tickRollout } from '@/lib/engine/tick-rollout';
import { openPlanningStage, type PlanningStage } from '@/lib/testing/planning';

let stage: PlanningStage;
let ada: Actor;
let ben: Actor;
let rolloutId: string;
let canaryId: string;
let waveId: string;
let canaryTargets: string[];
let serial = 0;

beforeAll(async () => {
  stage = await openPlanningStage();
  ada = await stage.person('operator');
  ben = await stage.person('approver');
});
afterAll(() => stage.close());

/** A running rollout whose canary has settled, and whose second wave waits for an approval. */
beforeEach(async () => {
  stage.setTime(new Date('2026-03-01T12:00:00Z'));
  serial += 1;
  rolloutId = randomUUID();
  canaryId = randomUUID();
  waveId = randomUUID();
  await stage.db.rollout.create({
    data: {
      id: rolloutId,
      name: `R${serial}`,
      releaseId: stage.releaseId,
      state: 'running',
      planHash: 'p'.repeat(64),
      createdById: ada.id,
      waves: {
        create: [
          { id: canaryId, position: 0, name: 'Canary', state: 'settled', rule: {}, tolerance: 1 },
          { id: waveId, position: 1, name: 'Rest', state: 'pending', rule: {} },
        ],
      },
      hands: { create: [{ personId: ada.id, verb: 'start-rollout' }] },
    },
  });
  const target = async (wave: string, key: string, state: string, position: number) => {
    const tenantId = await stage.tenant(`${key}-${serial}`);
    const { id } = await stage.db.target.create({
      data: { rolloutId, waveId: wave, tenantId, serverId: stage.serverId, position, state },
    });
    return id;
  };
  canaryTargets = [
    await target(canaryId, 'c1', 'succeeded', 0),
    await target(canaryId, 'c2', 'succeeded', 1),
  ];
  await target(waveId, 'w1', 'pending', 0);
});

async function attempt(targetId: string, verdict: string, failure?: object): Promise<string> {
  const made = await stage.db.attempt.create({
    data: {
      targetId,
      number: 1,
      state: failure ? 'failed' : 'succeeded',
      step: 'verify',
      ...(failure ? { failure } : {}),
    },
  });
  const row = await stage.db.verdict.create({
    data: { targetId, attemptId: made.id, check: 'sql:orders', mode: 'enforce', verdict },
  });
  return row.id;
}

async function ask(): Promise<{ approvalId: string; hash: string }> {
  const asked = await askApproval(stage.engine, ada, { waveId, note: 'looks good' });
  if (!asked.ok) throw new Error(`${asked.refusal.code} ${JSON.stringify(asked.refusal.facts)}`);
  return asked.value;
}

const approve = (who: Actor, approvalId: string, seenHash: string) =>
  approveWave(stage.engine, who, { approvalId, seenHash, reason: '' });
const stateOf = async (id: string) => (await stage.db.approval.findUniqueOrThrow({ where: { id } })).state;
const waveState = async () => (await stage.db.wave.findUniqueOrThrow({ where: { id: waveId } })).state;

test('asked, approved by somebody else, opened by the tick', async () => {
  const { approvalId, hash } = await ask();
  await tickRollout(stage.engine, rolloutId);
  expect(await waveState()).toBe('pending');
  expect(await approve(ben, approvalId, hash)).toEqual({
    ok: true,
    value: { approvalId, state: 'approved' },
  });
  await tickRollout(stage.engine, rolloutId);
  expect(await waveState()).toBe('applying');
});

describe('asking', () => {
  test('only once at a time', async () => {
    await ask();
    const again = await askApproval(stage.engine, ada, { waveId, note: '' });
    expect(again).toMatchObject({ ok: false, refusal: { code: 'approval_open' } });
  });

  test('not before the evidence is there, and what is missing is said', async () => {
    await stage.db.target.update({ where: { id: canaryTargets[0] ?? '' }, data: { state: 'running' } });
    await stage.db.wave.update({ where: { id: canaryId }, data: { state: 'applying', failures: 2 } });
    const asked = await askApproval(stage.engine, ada, { waveId, note: '' });
    expect(asked).toMatchObject({
      ok: false,
      refusal: {
        code: 'gate_not_ready',
        facts: { missing: expect.arrayContaining(['targets_settled', 'failures_within_budget']) },
      },
    });
  });

  test('gives a hand, and a person who has it may not decide', async () => {
    const admin = await stage.person('admin');
    const asked = await askApproval(stage.engine, admin, { waveId, note: '' });
    if (!asked.ok) throw new Error(asked.refusal.code);
    const own = await approve(admin, asked.value.approvalId, asked.value.hash);
    expect(own).toMatchObject({
      ok: false,
      refusal: { code: 'own_approval', facts: { verb: 'ask-approval' } },
    });
    expect(await stage.db.approvalDecision.count({ where: { approvalId: asked.value.approvalId } })).toBe(0);
    expect(await stateOf(asked.value.approvalId)).toBe('requested');
  });
});

describe('four eyes in SQL, past the application', () => {
  test('a decision of a person with a hand', async () => {
    const admin = await stage.person('admin');
    const { approvalId } = await ask();
    await stage.db.rolloutHand.create({ data: { rolloutId, personId: admin.id, verb: 'skip-target' } });
    const insert = stage.db.approvalDecision.create({
      data: { approvalId, personId: admin.id, decision: 'approved' },
    });
    expect(databaseRefusal(await insert.catch((error: unknown) => error))).toBe('own_approval');
    const raw = stage.db.$executeRaw`INSERT INTO approval_decision (approval_id, person_id, decision)
      VALUES (${approvalId}::uuid, ${admin.id}::uuid, 'approved')`;
    expect(databaseRefusal(await raw.catch((error: unknown) => error))).toBe('own_approval');
  });

  test('a decision of an operator, or of somebody disabled', async () => {
    const { approvalId } = await ask();
    const gone = await stage.person('approver');
    await stage.db.person.update({ where: { id: gone.id }, data: { disabledAt: new Date() } });
    for (const person of [await stage.person('operator'), gone]) {
      const insert = stage.db.approvalDecision.create({
        data: { approvalId, personId: person.id, decision: 'approved' },
      });
      expect(databaseRefusal(await insert.catch((error: unknown) => error))).toBe('not_approver');
    }
  });

  test('what the trigger refuses is a refusal, not a crash: a role taken away since the person was read', async () => {
    const { approvalId, hash } = await ask();
    const late = await stage.person('approver');
    await stage.db.person.update({ where: { id: late.id }, data: { role: 'viewer' } });
    expect(await approve(late, approvalId, hash)).toMatchObject({
      ok: false,
      refusal: { code: 'not_allowed' },
    });
  });
});

describe('deciding', () => {
  test.each(['viewer', 'operator'] as const)('a %s may not', async (role) => {
    const { approvalId, hash } = await ask();
    const result = await approve(await stage.person(role), approvalId, hash);
    expect(result).toMatchObject({
      ok: false,
      refusal: { code: 'not_allowed', facts: { verb: 'approve-wave', role } },
    });
  });

  test('a verdict that has changed since supersedes the request, for good', async () => {
    const verdictId = await attempt(canaryTargets[0] ?? '', 'passed');
    const { approvalId, hash } = await ask();
    await stage.db.verdict.update({ where: { id: verdictId }, data: { verdict: 'no_data' } });
    expect(await approve(ben, approvalId, hash)).toMatchObject({
      ok: false,
      refusal: { code: 'approval_superseded' },
    });
    expect(await stateOf(approvalId)).toBe('superseded');
    await stage.db.verdict.update({ where: { id: verdictId }, data: { verdict: 'passed' } });
    expect(await approve(ben, approvalId, hash)).toMatchObject({
      ok: false,
      refusal: { code: 'approval_closed', facts: { state: 'superseded' } },
    });
    expect((await ask()).approvalId).not.toBe(approvalId);
  });

  test('a form that shows something else is refused, and the request stays', async () => {
    const { approvalId } = await ask();
    expect(await approve(ben, approvalId, 'f'.repeat(64))).toMatchObject({
      ok: false,
      refusal: { code: 'approval_superseded' },
    });
    expect(await stateOf(approvalId)).toBe('requested');
  });

  test('a request runs out', async () => {
    const { approvalId, hash } = await ask();
    stage.setTime(new Date('2026-03-04T12:00:00Z'));
    expect(await approve(ben, approvalId, hash)).toMatchObject({
      ok: false,
      refusal: { code: 'approval_expired', facts: { expiredAt: '2026-03-04T12:00:00.000Z' } },
    });
    expect(await stateOf(approvalId)).toBe('expired');
    expect((await ask()).approvalId).not.toBe(approvalId);
  });

  test('two approvals where two are required, by two people', async () => {
    await stage.db.rollout.update({ where: { id: rolloutId }, data: { approvalsRequired: 2 } });
    const { approvalId, hash } = await ask();
    expect(await approve(ben, approvalId, hash)).toMatchObject({ ok: true, value: { state: 'requested' } });
    expect(await approve(ben, approvalId, hash)).toMatchObject({
      ok: false,
      refusal: { code: 'already_decided' },
    });
    await tickRollout(stage.engine, rolloutId);
    expect(await waveState()).toBe('pending');
    expect(await approve(await stage.person('approver'), approvalId, hash)).toMatchObject({
      ok: true,
      value: { state: 'approved' },
    });
    await tickRollout(stage.engine, rolloutId);
    expect(await waveState()).toBe('applying');
  });

  test('one rejection closes it; it may be asked for again', async () => {
    const { approvalId, hash } = await ask();
    const rejected = await rejectWave(stage.engine, ben, {
      approvalId,
      seenHash: hash,
      reason: 'not on a Friday',
    });
    expect(rejected).toMatchObject({ ok: true, value: { state: 'rejected' } });
    await tickRollout(stage.engine, rolloutId);
    expect(await waveState()).toBe('pending');
    const again = await ask();
    expect(await approve(ben, again.approvalId, again.hash)).toMatchObject({
      ok: true,
      value: { state: 'approved' },
    });
  });
});

describe('accepting a verdict', () => {
  const accept = (who: Actor, verdictId: string) =>
    acceptVerdict(stage.engine, who, { verdictId, reason: 'known and harmless' });

  test('opens the gate for it, supersedes the request, and bars the acceptor from approving', async () => {
    const verdictId = await attempt(canaryTargets[0] ?? '', 'passed');
    const { approvalId } = await ask();
    await stage.db.verdict.update({ where: { id: verdictId }, data: { verdict: 'inconclusive' } });
    expect(await accept(ben, verdictId)).toMatchObject({ ok: true, value: { targetState: 'succeeded' } });
    expect(await stateOf(approvalId)).toBe('superseded');
    const again = await ask();
    expect(await approve(ben, again.approvalId, again.hash)).toMatchObject({
      ok: false,
      refusal: { code: 'own_approval', facts: { verb: 'accept-verdict' } },
    });
    const cat = await stage.person('approver');
    expect(await approve(cat, again.approvalId, again.hash)).toMatchObject({ ok: true });
  });

  test('of a target that failed by it alone, the target has succeeded and the budget has its place back', async () => {
    const targetId = canaryTargets[0] ?? '';
    const verdictId = await attempt(targetId, 'failed', { code: 'check_failed' });
    await stage.db.target.update({
      where: { id: targetId },
      data: { state: 'failed', countedFailure: true, failure: { code: 'check_failed' } },
    });
    await stage.db.wave.update({ where: { id: canaryId }, data: { state: 'applying', failures: 1 } });
    expect(await accept(ben, verdictId)).toMatchObject({ ok: true, value: { targetState: 'succeeded' } });
    expect(await stage.db.target.findUniqueOrThrow({ where: { id: targetId } })).toMatchObject({
      state: 'succeeded',
      failure: null,
    });
    expect(await stage.db.wave.findUniqueOrThrow({ where: { id: canaryId } })).toMatchObject({ failures: 0 });
  });

  test('a script that failed stays failed, whatever is accepted', async () => {
    const targetId = canaryTargets[0] ?? '';
    const verdictId = await attempt(targetId, 'error', { code: 'statement_failed' });
    await stage.db.target.update({
      where: { id: targetId },
      data: { state: 'failed', failure: { code: 'statement_failed' } },
    });
    expect(await accept(ben, verdictId)).toMatchObject({ ok: true, value: { targetState: 'failed' } });
  });

  test.each([
    ['that passed', { verdict: 'passed' }, 'passed'],
    ['that is only observed', { mode: 'observe' }, 'observed_only'],
  ])('not one %s', async (_name, data, why) => {
    const verdictId = await attempt(canaryTargets[0] ?? '', 'failed');
    await stage.db.verdict.update({ where: { id: verdictId }, data });
    expect(await accept(ben, verdictId)).toMatchObject({
      ok: false,
      refusal: { code: 'verdict_not_acceptable', facts: { why } },
    });
  });

  test('not twice, and not of an older attempt', async () => {
    const verdictId = await attempt(canaryTargets[0] ?? '', 'failed');
    await accept(ben, verdictId);
    expect(await accept(ben, verdictId)).toMatchObject({
      ok: false,
      refusal: { facts: { why: 'accepted_already' } },
    });
    const older = await attempt(canaryTargets[1] ?? '', 'failed');
    await stage.db.attempt.create({
      data: { targetId: canaryTargets[1] ?? '', number: 2, state: 'running', step: 'migrate' },
    });
    expect(await accept(ben, older)).toMatchObject({
      ok: false,
      refusal: { facts: { why: 'older_attempt' } },
    });
  });

  test('not by who started the rollout, nor by an operator', async () => {
    const verdictId = await attempt(canaryTargets[0] ?? '', 'failed');
    const admin = await stage.person('admin');
    await stage.db.rolloutHand.create({ data: { rolloutId, personId: admin.id, verb: 'start-rollout' } });
    expect(await accept(admin, verdictId)).toMatchObject({ ok: false, refusal: { code: 'own_approval' } });
    expect(await accept(ada, verdictId)).toMatchObject({ ok: false, refusal: { code: 'not_allowed' } });
    expect(await stage.db.verdict.findUniqueOrThrow({ where: { id: verdictId } })).toMatchObject({
      acceptedById: null,
    });
  });
});
