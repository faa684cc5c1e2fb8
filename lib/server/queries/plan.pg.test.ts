import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPlanningStage, type PlanningStage } from '@/lib/testing/planning';
import { canaryOf } from '@/lib/wire/plan-form';
import { readPlanAsked, readPlanChoices, readRollbackChoices } from './plan';

let stage: PlanningStage;
const now = new Date('2026-03-01T12:00:00Z');

beforeAll(async () => {
  stage = await openPlanningStage();
  stage.setTime(now);
  const ada = await stage.person('operator');
  await stage.tenant('plain', { version: 1 });
  await stage.tenant('pro', { version: 2, tier: 'pro' });
  await stage.tenant('drifted', { version: 1, drift: 'drifted' });
  await stage.tenant('unread', { version: null });
  const hold = (tenantId: string, expiresAt: Date | null) =>
    stage.db.hold.create({
      data: { tenantId, ownerId: ada.id, reason: 'year end', expiresAt, createdAt: now },
    });
  await hold(await stage.tenant('held', { version: 1 }), null);
  await hold(await stage.tenant('held-once', { version: 1 }), new Date(now.getTime() - 1));
  await stage.tenant('gone', { version: 1, archived: true });
});
afterAll(() => stage.close());

test('the form offers what a rule may ask for, and tells whom nothing stands in the way of', async () => {
  const choices = await readPlanChoices(stage.db, now);
  expect(choices.tenants.map(({ key, free }) => [key, free])).toEqual([
    ['drifted', false],
    ['held', false],
    ['held-once', true],
    ['plain', true],
    ['pro', true],
    ['unread', false],
  ]);
  expect(canaryOf(choices, stage.releaseId)).toEqual(['held-once', 'plain']);
  const [changelog] = Object.keys(choices.fields);
  const tiers = choices.fields[changelog ?? '']?.find(({ field }) => field === 'tier');
  expect(tiers?.values.find(({ value }) => value === 'pro')).toEqual({ value: 'pro', count: 1 });
  expect(choices.releases.find(({ id }) => id === stage.releaseId)?.versions[0]).toBe('3');
});

test('the address asks for tenants by key, by the fleet’s filter, or for none', async () => {
  const asked = (search: Parameters<typeof readPlanAsked>[1]) => readPlanAsked(stage.db, search, now);
  expect(await asked({})).toMatchObject({ releaseId: null, tenants: null });
  expect(await asked({ step: 'waves' })).toEqual(await asked({}));
  expect(await asked({ release: 'r', tenants: 'b,a,b' })).toMatchObject({
    releaseId: 'r',
    tenants: ['b', 'a'],
  });
  expect(await asked({ tier: 'pro' })).toMatchObject({ tenants: ['pro'] });
  expect(await asked({ drift: 'drifted' })).toMatchObject({ tenants: ['drifted'] });
  expect(await asked({ tier: ['pro', 'nobody'] })).toMatchObject({ tenants: ['pro'] });
  expect(await asked({ tier: 'pro,nobody' })).toMatchObject({ tenants: [] });
  // Everybody of one product is no filter, and not everybody of another.
  expect(await asked({ changelog: 'x', group: 'tier' })).toMatchObject({ changelog: 'x', tenants: null });
  expect((await asked({ changelog: 'x' })).id).not.toBe((await asked({})).id);
  // A filter that nobody matches must never turn into everybody; nor one that cannot be read.
  expect(await asked({ tier: 'nobody' })).toMatchObject({ tenants: [] });
  expect(await asked({ held: 'perhaps' })).toMatchObject({ tenants: [] });
  expect((await asked({ tier: 'pro' })).id).not.toBe((await asked({})).id);
});

test('a rollback may be narrowed to waves and tenants that changed and are not back', async () => {
  const { id: createdById } = await stage.person('operator');
  const tenants = await stage.db.tenant.findMany({ where: { key: { in: ['held-once', 'plain', 'pro'] } } });
  const [canary, rest, rolloutId] = [randomUUID(), randomUUID(), randomUUID()];
  const place = (key: string, waveId: string, state: string, changed: boolean) => {
    const { id: tenantId, serverId } = tenants.find((one) => one.key === key)!;
    return {
      tenantId,
      serverId,
      waveId,
      position: 0,
      state,
      changed,
      fromVersion: '1',
      toVersion: '3',
      live: false,
    };
  };
  await stage.db.rollout.create({
    data: {
      id: rolloutId,
      name: 'Three',
      releaseId: stage.releaseId,
      state: 'completed',
      planHash: 'p',
      createdById,
      waves: {
        create: [
          { id: canary, position: 0, name: 'Canary', state: 'passed', rule: {} },
          { id: rest, position: 1, name: 'Rest', state: 'passed', rule: {} },
        ],
      },
    },
  });
  const rows = [
    place('plain', canary, 'rolled_back', true),
    place('pro', rest, 'succeeded', true),
    place('held-once', rest, 'skipped', false),
  ];
  await stage.db.target.createMany({ data: rows.map((row) => ({ ...row, rolloutId })) });
  const choices = await readRollbackChoices(stage.db, rolloutId);
  expect(choices?.waves).toEqual([{ id: rest, name: 'Rest', tenants: 1 }]);
  expect(choices?.targets).toMatchObject([{ key: 'pro', wave: 'Rest', from: '1', to: '3' }]);
  expect(await readRollbackChoices(stage.db, randomUUID())).toBeNull();
});
