import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { applyTenant } from '@/lib/engine/apply-tenant';
import type { Actor } from '@/lib/engine/context';
import type { RolloutPlan } from '@/lib/engine/draft-plan';
import { planRollout } from '@/lib/engine/plan-rollout';
import { previewRollout } from '@/lib/engine/preview-rollout';
import { saveTemplate } from '@/lib/engine/save-template';
import { openPlanningStage, type PlanningStage } from '@/lib/testing/planning';

let stage: PlanningStage;
let ada: Actor;

beforeAll(async () => {
  stage = await openPlanningStage();
  ada = await stage.person('operator');
});
afterAll(() => stage.close());

const wave = (name: string, rule: RolloutPlan['waves'][number]['rule']): RolloutPlan['waves'][number] => ({
  name,
  rule,
  tolerance: 1,
  budgetMode: 'strict',
  onExhausted: 'halt',
  soakMs: 0,
});

const waves = [wave('Canary', { kind: 'keys', keys: ['a', 'held'] }), wave('Rest', { kind: 'rest' })];

async function seen(plan: RolloutPlan): Promise<string> {
  const view = await previewRollout(stage.engine, ada, plan);
  if (!view.ok) throw new Error(view.refusal.code);
  return view.value.previewHash;
}

beforeEach(async () => {
  for (const key of ['a', 'b', 'c']) await stage.tenant(key, { version: 1 });
  const held = await stage.tenant('held', { version: 1 });
  await stage.db.hold.create({ data: { tenantId: held, ownerId: ada.id, reason: 'year end' } });
  await stage.tenant('unread', { version: null });
  await stage.tenant('drifted', { version: 1, drift: 'drifted' });
});

afterEach(async () => {
  await stage.db.rollout.deleteMany();
  await stage.db.hold.deleteMany();
  await stage.db.tenant.deleteMany();
});

test('what was previewed is frozen: waves, members in order, exceptions in the wave that meant them', async () => {
  const plan = stage.plan({ waves });
  const result = await planRollout(stage.engine, ada, { ...plan, previewHash: await seen(plan) });
  if (!result.ok) throw new Error(result.refusal.code);
  const rollout = await stage.db.rollout.findUniqueOrThrow({
    where: { id: result.value.rolloutId },
    include: {
      waves: {
        orderBy: { position: 'asc' },
        include: { targets: { orderBy: { position: 'asc' }, include: { tenant: true } } },
      },
      hands: true,
    },
  });
  expect(rollout).toMatchObject({
    state: 'ready',
    kind: 'rollout',
    targetVersion: '3',
    createdById: ada.id,
    version: 1,
  });
  expect(rollout.planHash).toMatch(/^[0-9a-f]{64}$/);
  expect(rollout.hands.map(({ personId, verb }) => [personId, verb])).toEqual([[ada.id, 'plan-rollout']]);
  expect(
    rollout.waves.map(({ name, targets }) => [
      name,
      targets.map(({ tenant, state, reason, live, fromVersion, toVersion }) => [
        tenant.key,
        state,
        reason,
        live,
        fromVersion,
        toVersion,
      ]),
    ]),
  ).toEqual([
    [
      'Canary',
      [
        ['a', 'pending', null, true, '1', '3'],
        ['held', 'excluded', 'held', false, '1', null],
      ],
    ],
    [
      'Rest',
      [
        ['b', 'pending', null, true, '1', '3'],
        ['c', 'pending', null, true, '1', '3'],
        ['drifted', 'excluded', 'drifted', false, '1', null],
        ['unread', 'excluded', 'unknown:never_read', false, null, null],
      ],
    ],
  ]);
  const events = await stage.db.event.findMany({ where: { rolloutId: rollout.id }, orderBy: { id: 'asc' } });
  expect(events.map(({ fromState, toState }) => [fromState, toState])).toEqual([
    [null, 'draft'],
    ['draft', 'validating'],
    ['validating', 'ready'],
  ]);
});

test('the plan hash is keyed and moves with a secret value', async () => {
  const hashOf = async () => {
    const plan = stage.plan();
    const result = await planRollout(stage.engine, ada, { ...plan, previewHash: await seen(plan) });
    if (!result.ok) throw new Error(result.refusal.code);
    const { planHash } = await stage.db.rollout.findUniqueOrThrow({ where: { id: result.value.rolloutId } });
    await stage.db.rollout.deleteMany();
    return planHash;
  };
  const before = await hashOf();
  expect(await hashOf()).toBe(before);
  await stage.db.tenant.update({
    where: { key: 'b' },
    data: { placeholders: { label: { value: 'another' } } },
  });
  expect(await hashOf()).not.toBe(before);
});

describe('refusals leave nothing but an audit line', () => {
  afterEach(async () => {
    expect(await stage.db.target.count({ where: { rollout: { name: 'Refused' } } })).toBe(0);
    expect(await stage.db.rollout.count({ where: { name: 'Refused' } })).toBe(0);
  });

  test('a plan that has moved since it was seen', async () => {
    const plan = stage.plan({ name: 'Refused' });
    const previewHash = await seen(plan);
    await stage.tenant('newcomer', { version: 1 });
    const result = await planRollout(stage.engine, ada, { ...plan, previewHash });
    expect(result).toMatchObject({
      ok: false,
      refusal: { code: 'plan_moved', facts: { planned: 4, excluded: 3, waves: 1 } },
    });
    const line = await stage.db.auditLine.findFirst({ where: { code: 'plan_moved' } });
    expect(line).toMatchObject({ outcome: 'refused', actorId: ada.id, verb: 'plan-rollout' });
  });

  test('nobody to work on', async () => {
    const plan = stage.plan({ name: 'Refused', waves: [wave('Held', { kind: 'keys', keys: ['held'] })] });
    const result = await planRollout(stage.engine, ada, { ...plan, previewHash: await seen(plan) });
    expect(result).toMatchObject({
      ok: false,
      refusal: { code: 'no_targets', facts: { excluded: 3, left: 3 } },
    });
  });

  test('a viewer or approver', async () => {
    for (const role of ['viewer', 'approver'] as const) {
      const plan = stage.plan({ name: 'Refused' });
      const result = await planRollout(stage.engine, await stage.person(role), {
        ...plan,
        previewHash: '0'.repeat(64),
      });
      expect(result).toMatchObject({ ok: false, refusal: { code: 'not_allowed', facts: { role } } });
    }
  });

  test('a tenant that another plan takes between the drafting and the saving of this one', async () => {
    const plan = stage.plan({ name: 'Refused' });
    const previewHash = await seen(plan);
    const { id: tenantId } = await stage.db.tenant.findUniqueOrThrow({ where: { key: 'b' } });
    const other = await stage.db.rollout.create({
      data: {
        name: 'Faster',
        releaseId: stage.releaseId,
        state: 'ready',
        planHash: '',
        createdById: ada.id,
        waves: { create: [{ position: 0, name: 'W', state: 'pending', rule: {} }] },
      },
      include: { waves: true },
    });
    // Not committed while this plan is drafted: only the index can tell.
    const taken = Promise.withResolvers<null>();
    const commit = Promise.withResolvers<null>();
    const faster = stage.db.$transaction(async (tx) => {
      await tx.target.create({
        data: {
          rolloutId: other.id,
          waveId: other.waves[0]?.id ?? '',
          tenantId,
          serverId: stage.serverId,
          position: 0,
          state: 'pending',
        },
      });
      taken.resolve(null);
      await commit.promise;
    });
    await taken.promise;
    const planned = planRollout(stage.engine, ada, { ...plan, previewHash });
    await vi.waitFor(async () => {
      const waiting = await stage.db.$queryRaw<unknown[]>`
        SELECT 1 FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%INSERT INTO%target%'`;
      expect(waiting).toHaveLength(1);
    });
    commit.resolve(null);
    await faster;
    expect(await planned).toMatchObject({
      ok: false,
      refusal: { code: 'tenant_in_rollout', facts: { tenant: 'b', rollout: 'Faster', rolloutId: other.id } },
    });
  });

  test('a tenant of another rollout, planned at the same moment', async () => {
    const one = stage.plan({ name: 'Winner' });
    const two = stage.plan({ name: 'Winner' });
    const hashes = [await seen(one), await seen(two)];
    const results = await Promise.all([
      planRollout(stage.engine, ada, { ...one, previewHash: hashes[0] ?? '' }),
      planRollout(stage.engine, ada, { ...two, previewHash: hashes[1] ?? '' }),
    ]);
    const refused = results.filter((result) => !result.ok);
    expect(refused).toHaveLength(1);
    // Whoever comes second sees the other's tenants, at the index or already when drafting anew.
    expect(['tenant_in_rollout', 'plan_moved']).toContain(
      refused[0]?.ok === false ? refused[0].refusal.code : '',
    );
    expect(await stage.db.rollout.count({ where: { name: 'Winner' } })).toBe(1);
    expect(await stage.db.target.count({ where: { live: true } })).toBe(3);
  });
});

describe('one tenant', () => {
  const apply = async (key: string, confirmKey = key) => {
    const { id } = await stage.db.tenant.findUniqueOrThrow({ where: { key } });
    return applyTenant(stage.engine, ada, { tenantId: id, releaseId: stage.releaseId, confirmKey });
  };

  test('is planned and started at once, with a tick', async () => {
    const result = await apply('a');
    if (!result.ok) throw new Error(result.refusal.code);
    const rollout = await stage.db.rollout.findUniqueOrThrow({
      where: { id: result.value.rolloutId },
      include: { targets: true },
    });
    expect(rollout).toMatchObject({
      name: 'a → 3',
      state: 'running',
      approvalsRequired: 0,
      version: result.value.version,
    });
    expect(rollout.targets).toHaveLength(1);
    const ticks = await stage.db.$queryRaw<{ id: string }[]>`
      SELECT data->>'rolloutId' AS id FROM pgboss.job WHERE name = 'rollout.tick'`;
    expect(ticks.map(({ id }) => id)).toContain(rollout.id);
  });

  test.each([
    ['a', 'b', 'bad_input', {}],
    ['held', 'held', 'no_targets', { tenant: 'held', reason: 'held' }],
    ['unread', 'unread', 'no_targets', { reason: 'unknown', cause: 'never_read' }],
    ['drifted', 'drifted', 'no_targets', { reason: 'drifted' }],
  ])('%s, confirmed with %s: %s', async (key, confirm, code, facts) => {
    expect(await apply(key, confirm)).toMatchObject({ ok: false, refusal: { code, facts } });
    expect(await stage.db.rollout.count()).toBe(0);
  });

  test('is in one rollout at a time', async () => {
    await apply('a');
    expect(await apply('a')).toMatchObject({
      ok: false,
      refusal: { code: 'tenant_in_rollout', facts: { rollout: 'a → 3' } },
    });
  });
});

test('a template is saved once under a name', async () => {
  const template = { name: 'Careful', waves };
  expect((await saveTemplate(stage.engine, ada, template)).ok).toBe(true);
  expect(await saveTemplate(stage.engine, ada, template)).toMatchObject({
    ok: false,
    refusal: { code: 'template_name_taken' },
  });
});
