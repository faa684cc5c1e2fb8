import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '@/lib/engine/context';
import type { RollbackPlan } from '@/lib/engine/draft-rollback';
import { planRollback } from '@/lib/engine/plan-rollback';
import { previewRollback } from '@/lib/engine/preview-rollback';
import { openPlanningStage, type PlanningStage } from '@/lib/testing/planning';
import type { PlanView } from '@/lib/wire/plan-view';

let stage: PlanningStage;
let ada: Actor;
let rolloutId: string;

beforeAll(async () => {
  stage = await openPlanningStage();
  ada = await stage.person('operator');
});
afterAll(() => stage.close());

type Changed = {
  readonly key: string;
  readonly wave: number;
  readonly state?: string;
  readonly changed?: boolean;
  readonly now?: number;
};

/** A paused rollout from version 1 to 2 that has changed these tenants. */
async function rolledOut(tenants: readonly Changed[], state = 'paused'): Promise<void> {
  const rollout = await stage.db.rollout.create({
    data: {
      name: 'Spring',
      releaseId: stage.releaseId,
      state,
      pauseReason: state === 'paused' ? 'manual' : null,
      targetVersion: '2',
      planHash: 'p'.repeat(64),
      createdById: ada.id,
      waves: {
        create: [0, 1].map((position) => ({ position, name: `W${position}`, state: 'settled', rule: {} })),
      },
    },
    include: { waves: { orderBy: { position: 'asc' } } },
  });
  rolloutId = rollout.id;
  for (const [position, one] of tenants.entries()) {
    const tenantId = await stage.tenant(one.key, { version: one.now ?? 2 });
    await stage.db.target.create({
      data: {
        rolloutId,
        waveId: rollout.waves[one.wave]?.id ?? '',
        tenantId,
        serverId: stage.serverId,
        position,
        state: one.state ?? 'succeeded',
        fromVersion: '1',
        toVersion: '2',
        changed: one.changed ?? true,
        live: state === 'paused',
      },
    });
  }
}

beforeEach(() =>
  rolledOut([
    { key: 'a', wave: 0 },
    { key: 'b', wave: 1 },
    { key: 'c', wave: 1 },
    { key: 'untouched', wave: 1, changed: false },
  ]),
);
afterEach(async () => {
  await stage.db.rollout.deleteMany({ where: { kind: 'rollback' } });
  await stage.db.rollout.deleteMany();
  await stage.db.hold.deleteMany();
  await stage.db.tenant.deleteMany();
});

const input = (scope: RollbackPlan['scope'] = { kind: 'rollout' }): RollbackPlan => ({
  rolloutId,
  scope,
  maxConcurrency: 8,
  reason: 'it is slow',
});

async function preview(scope?: RollbackPlan['scope']): Promise<PlanView> {
  const result = await previewRollback(stage.engine, ada, input(scope));
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
}

const plan = async (scope?: RollbackPlan['scope'], who = ada) =>
  planRollback(stage.engine, who, { ...input(scope), previewHash: (await preview(scope)).previewHash });

test('exactly the changed tenants, last wave first, last position first, by their undo scripts', async () => {
  const view = await preview();
  expect(
    view.waves.map(({ name, members }) => [
      name,
      members.map(({ key, from, to, scripts }) => [key, from, to, scripts]),
    ]),
  ).toEqual([
    [
      'W1',
      [
        ['c', '2', '1', ['U2__Name.sql']],
        ['b', '2', '1', ['U2__Name.sql']],
      ],
    ],
    ['W0', [['a', '2', '1', ['U2__Name.sql']]]],
  ]);
  expect(view.scripts.map(({ script, tenants }) => [script, tenants])).toEqual([['U2__Name.sql', 3]]);
  expect(view.warnings).toEqual([{ code: 'undo_loses_data', facts: { count: 1, names: ['U2__Name.sql'] } }]);
  expect(view.waves.map(({ atOnce }) => atOnce)).toEqual([2, 1]);
});

test('frozen as a rollout of its own that needs no approval; the origin lets go of those tenants', async () => {
  const result = await plan();
  if (!result.ok) throw new Error(result.refusal.code);
  const rollback = await stage.db.rollout.findUniqueOrThrow({
    where: { id: result.value.rolloutId },
    include: { targets: true, hands: true },
  });
  expect(rollback).toMatchObject({
    kind: 'rollback',
    originId: rolloutId,
    state: 'ready',
    approvalsRequired: 0,
    name: 'Undo Spring',
    createdById: ada.id,
  });
  expect(rollback.targets).toHaveLength(3);
  expect(rollback.targets.every(({ live, state }) => live && state === 'pending')).toBe(true);
  const origin = await stage.db.target.findMany({
    where: { rolloutId },
    include: { tenant: true },
    orderBy: { position: 'asc' },
  });
  expect(origin.map(({ tenant, live, state }) => [tenant.key, live, state])).toEqual([
    ['a', false, 'succeeded'],
    ['b', false, 'succeeded'],
    ['c', false, 'succeeded'],
    ['untouched', true, 'succeeded'],
  ]);
  const event = await stage.db.event.findFirstOrThrow({ where: { rolloutId } });
  expect(event).toMatchObject({ verb: 'plan-rollback', reason: 'it is slow', actorId: ada.id });
});

test('a wave, or one tenant', async () => {
  const canary = await stage.db.wave.findFirstOrThrow({ where: { rolloutId, position: 0 } });
  expect(
    (await preview({ kind: 'wave', waveId: canary.id })).waves.flatMap(({ members }) =>
      members.map(({ key }) => key),
    ),
  ).toEqual(['a']);
  const target = await stage.db.target.findFirstOrThrow({ where: { rolloutId, tenant: { key: 'b' } } });
  const result = await plan({ kind: 'target', targetId: target.id });
  if (!result.ok) throw new Error(result.refusal.code);
  const rollback = await stage.db.rollout.findUniqueOrThrow({ where: { id: result.value.rolloutId } });
  expect(rollback.name).toBe('Undo Spring: b');
});

test('planned twice: the second finds nobody left', async () => {
  await plan();
  expect(await plan()).toMatchObject({
    ok: false,
    refusal: {
      code: 'nothing_to_roll_back',
      facts: { excluded: 3, reasons: ['c: in_other_rollout', 'b: in_other_rollout', 'a: in_other_rollout'] },
    },
  });
});

describe('who cannot come back, and why', () => {
  const reasonOf = async (key: string) => {
    const one = (await preview()).excluded.find((excluded) => excluded.key === key);
    return [one?.reason, one?.facts['code'] ?? one?.facts['cause'] ?? null];
  };
  const observe = async (key: string, data: object) => {
    const tenant = await stage.db.tenant.findUniqueOrThrow({ where: { key } });
    await stage.db.observation.update({ where: { tenantId: tenant.id }, data });
  };
  const rows = (version: number, changes = {}) => stage.history(version, changes).map((row) => ({ ...row }));

  test('it has gone on since, by another rollout', async () => {
    await stage.db.target.updateMany({
      where: { rolloutId, tenant: { key: 'a' } },
      data: { fromVersion: null, toVersion: '1' },
    });
    const one = (await preview()).excluded.find(({ key }) => key === 'a');
    expect(one).toMatchObject({ reason: 'moved_on', facts: { version: '2', rolledTo: '1' } });
  });

  test('what was applied since has no undo script', async () => {
    await observe('a', { history: rows(3), currentVersion: '3' });
    expect(await reasonOf('a')).toEqual(['refused', 'undo_missing']);
  });

  test('it is back already by its own history', async () => {
    await observe('a', { history: rows(1), currentVersion: '1' });
    expect(await reasonOf('a')).toEqual(['nothing_to_undo', null]);
  });

  test('it was baselined above the version it would go to', async () => {
    const [first, second] = rows(2);
    await observe('a', { history: [{ ...second, type: 'BASELINE', installedRank: 1 }], currentVersion: '2' });
    expect(first?.version).toBe('1');
    expect(await reasonOf('a')).toEqual(['refused', 'below_baseline']);
  });

  test('it cannot be read, or is held', async () => {
    await observe('a', { state: 'unreachable' });
    expect(await reasonOf('a')).toEqual(['unknown', 'unreachable']);
    const b = await stage.db.tenant.findUniqueOrThrow({ where: { key: 'b' } });
    await stage.db.hold.create({ data: { tenantId: b.id, ownerId: ada.id, reason: 'year end' } });
    expect(await reasonOf('b')).toEqual(['held', null]);
    const result = await plan();
    if (!result.ok) throw new Error(result.refusal.code);
    const states = await stage.db.target.findMany({
      where: { rolloutId: result.value.rolloutId },
      select: { state: true, reason: true },
    });
    expect(states).toEqual(
      expect.arrayContaining([
        { state: 'pending', reason: null },
        { state: 'excluded', reason: 'held' },
      ]),
    );
  });

  test('it still waits for another attempt in the origin', async () => {
    await stage.db.target.updateMany({
      where: { rolloutId, tenant: { key: 'a' } },
      data: { state: 'pending' },
    });
    expect(await reasonOf('a')).toEqual(['in_other_rollout', null]);
  });

  test('a drifted one comes back all the same, with a note', async () => {
    await observe('a', { drift: 'drifted' });
    const member = (await preview()).waves[1]?.members[0];
    expect(member).toMatchObject({
      key: 'a',
      includedReason: 'it is slow',
      notes: [{ code: 'drift_included' }],
    });
  });

  test('nobody has an undo script: that is the refusal', async () => {
    for (const key of ['a', 'b', 'c']) await observe(key, { history: rows(3), currentVersion: '3' });
    expect(await plan()).toMatchObject({
      ok: false,
      refusal: { code: 'undo_missing', facts: { scripts: ['V3__Index.sql'] } },
    });
  });
});

test('while it runs it cannot be rolled back: pause it first', async () => {
  await stage.db.rollout.update({ where: { id: rolloutId }, data: { state: 'running', pauseReason: null } });
  const result = await previewRollback(stage.engine, ada, input());
  expect(result).toMatchObject({
    ok: false,
    refusal: { code: 'wrong_state', facts: { state: 'running', verb: 'plan-rollback' } },
  });
});

test('what has moved since it was seen is refused, and the origin keeps its tenants', async () => {
  const { previewHash } = await preview();
  await stage.db.target.updateMany({
    where: { rolloutId, tenant: { key: 'a' } },
    data: { state: 'rolled_back' },
  });
  const result = await planRollback(stage.engine, ada, { ...input(), previewHash });
  expect(result).toMatchObject({ ok: false, refusal: { code: 'plan_moved', facts: { planned: 2 } } });
  expect(await stage.db.target.count({ where: { rolloutId, live: true } })).toBe(4);
});

test.each(['viewer', 'approver'] as const)('a %s may not', async (role) => {
  expect(await plan(undefined, await stage.person(role))).toMatchObject({
    ok: false,
    refusal: { code: 'not_allowed' },
  });
});

test('nothing was changed, nothing to take back; nor is a rollback rolled back', async () => {
  await stage.db.target.updateMany({ where: { rolloutId }, data: { changed: false } });
  expect(await previewRollback(stage.engine, ada, input())).toMatchObject({
    ok: false,
    refusal: { code: 'nothing_to_roll_back' },
  });
  await stage.db.rollout.update({ where: { id: rolloutId }, data: { kind: 'rollback' } });
  expect(await previewRollback(stage.engine, ada, input())).toMatchObject({
    ok: false,
    refusal: { facts: { kind: 'rollback' } },
  });
});
