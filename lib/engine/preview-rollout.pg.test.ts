import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Actor } from '@/lib/engine/context';
import { placeholderContext } from '@/lib/engine/placeholder-values';
import { planRollout } from '@/lib/engine/plan-rollout';
import { previewRollout } from '@/lib/engine/preview-rollout';
import { seal } from '@/lib/platform/secrets';
import { openPlanningStage, stageScripts, type PlanningStage } from '@/lib/testing/planning';
import { flywayChecksum } from '@/lib/changelog/checksum';
import type { PlanView } from '@/lib/wire/plan-view';
import type { RolloutPlan } from '@/lib/engine/draft-plan';

let stage: PlanningStage;
let ada: Actor;

beforeAll(async () => {
  stage = await openPlanningStage();
  ada = await stage.person('operator');
});
afterAll(() => stage.close());

async function preview(changes: Partial<RolloutPlan> = {}): Promise<PlanView> {
  const result = await previewRollout(stage.engine, ada, stage.plan(changes));
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
}

describe('a fleet with every kind of tenant', () => {
  beforeAll(async () => {
    const { tenant, history, engine, db } = stage;
    await tenant('behind', { version: 1 });
    await tenant('pro', { version: 2, tier: 'pro', database: 'other' });
    await tenant('empty', { version: 0, state: 'empty' });
    const repeatable = {
      ...history(1)[0]!,
      installedRank: 4,
      version: null,
      description: 'View',
      script: 'R__View.sql',
    };
    const ownText = stageScripts[5].sql.replace('${label}', 'all');
    await tenant('there', { history: [...history(3), { ...repeatable, checksum: flywayChecksum(ownText) }] });
    const id = await tenant('held', { version: 1 });
    await db.hold.create({
      data: { tenantId: id, ownerId: ada.id, reason: 'year end', createdAt: engine.clock.now() },
    });
    const past = await tenant('held-until-yesterday', { version: 1 });
    await db.hold.create({
      data: { tenantId: past, ownerId: ada.id, reason: 'over', expiresAt: new Date('2026-02-28T00:00:00Z') },
    });
    await tenant('drifted', { version: 1, drift: 'drifted' });
    await tenant('never-read', { version: null });
    await tenant('no-history', { version: 0, state: 'no_history' });
    await tenant('unreachable', { version: 1, state: 'unreachable' });
    await tenant('edited', { history: history(2, { checksum: 42 }) });
    await tenant('failed-row', { history: history(2, { success: false }) });
    await tenant('ahead', {
      history: [...history(3), { ...history(1)[0]!, installedRank: 4, version: '9', script: 'V9__x.sql' }],
    });
    await tenant('archived', { version: 1, archived: true });
  });

  test('each is planned or left out with its reason; archived ones are not there', async () => {
    const view = await preview();
    expect(
      Object.fromEntries(
        view.excluded.map((one) => [one.key, [one.reason, one.facts['cause'] ?? one.facts['code'] ?? null]]),
      ),
    ).toEqual({
      there: ['already_there', null],
      held: ['held', null],
      drifted: ['drifted', null],
      'never-read': ['unknown', 'never_read'],
      'no-history': ['unknown', 'no_history'],
      unreachable: ['unknown', 'unreachable'],
      edited: ['refused', 'checksum_mismatch'],
      'failed-row': ['refused', 'failed_row'],
      ahead: ['refused', 'ahead_of_target'],
    });
    expect(view.waves[0]?.members.map(({ key, from, to, scripts }) => [key, from, to, scripts])).toEqual([
      ['behind', '1', '3', ['V2__Name.sql', 'V3__Index.sql', 'R__View.sql']],
      ['empty', null, '3', ['V1__Start.sql', 'V2__Name.sql', 'V3__Index.sql', 'R__View.sql']],
      ['held-until-yesterday', '1', '3', ['V2__Name.sql', 'V3__Index.sql', 'R__View.sql']],
      ['pro', '2', '3', ['V3__Index.sql', 'R__View.sql']],
    ]);
    expect(view.counts).toEqual({ tenants: 13, planned: 4, excluded: 9, left: 0 });
    expect(view.blastRadius).toMatchObject({
      tenants: 4,
      databases: 2,
      servers: [{ key: 'pg-1', tenants: 4 }],
    });
  });

  test('who holds it, why and until when', async () => {
    const held = (await preview()).excluded.find(({ key }) => key === 'held');
    expect(held?.facts).toEqual({ owner: 'operator', why: 'year end', expiresAt: null });
  });

  test('scripts say who runs them, whether in a transaction, and what takes them back', async () => {
    const { scripts, warnings } = await preview();
    expect(
      scripts.map(({ script, tenants, transactional, undo }) => [script, tenants, transactional, undo]),
    ).toEqual([
      ['V1__Start.sql', 1, true, 'U1__Start.sql'],
      ['V2__Name.sql', 3, true, 'U2__Name.sql'],
      ['V3__Index.sql', 4, false, null],
      ['R__View.sql', 4, true, null],
    ]);
    expect(warnings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['outside_transaction', 'not_reversible']),
    );
  });

  test('a drifted tenant is included with a reason, and only a drifted one', async () => {
    const include = [
      { key: 'drifted', reason: 'their own index' },
      { key: 'held', reason: 'nice try' },
      { key: 'nobody', reason: 'typo' },
    ];
    const view = await preview({ include });
    const member = view.waves[0]?.members.find(({ key }) => key === 'drifted');
    expect(member).toMatchObject({ includedReason: 'their own index', notes: [{ code: 'drift_included' }] });
    expect(view.excluded.map(({ key }) => key)).toContain('held');
    expect(view.warnings).toContainEqual({
      code: 'include_unmatched',
      facts: { count: 1, names: ['nobody'] },
    });
  });

  test('waves: by hand with what does not match, by label, and who is left over', async () => {
    const { waves, left } = await preview({
      waves: [
        {
          ...stage.plan().waves[0]!,
          name: 'Canary',
          rule: { kind: 'keys', keys: ['behind', 'behind', 'typo', 'held'] },
        },
        {
          ...stage.plan().waves[0]!,
          name: 'Pro',
          rule: { kind: 'labels', where: [{ field: 'version', values: ['2'] }] },
          tolerance: 5,
        },
      ],
    });
    expect(
      waves.map(({ members, unmatched, repeated, atOnce }) => [
        members.map(({ key }) => key),
        unmatched,
        repeated,
        atOnce,
      ]),
    ).toEqual([
      [['behind'], ['typo'], ['behind'], 1],
      [['pro'], [], [], 1],
    ]);
    expect(left.map(({ key }) => key)).toEqual(['empty', 'held-until-yesterday']);
  });

  test('the last version but one is a target too, and a tenant beyond it is there already', async () => {
    const view = await preview({ targetVersion: '2.0' });
    expect(view.targetVersion).toBe('2');
    expect(view.excluded.find(({ key }) => key === 'there')?.reason).toBe('already_there');
    expect(view.waves[0]?.members.find(({ key }) => key === 'pro')).toMatchObject({
      to: '2',
      notes: [{ code: 'repeatables_only' }],
    });
  });

  test('the hash holds still, and moves with membership and with settings, not with the name', async () => {
    const { previewHash } = await preview();
    expect((await preview({ name: 'Other' })).previewHash).toBe(previewHash);
    expect((await preview({ maxConcurrency: 2 })).previewHash).not.toBe(previewHash);
    const late = await stage.tenant('late', { version: 1 });
    expect((await preview()).previewHash).not.toBe(previewHash);
    await stage.db.tenant.update({ where: { id: late }, data: { archivedAt: new Date() } });
    expect((await preview()).previewHash).toBe(previewHash);
  });

  test('a secret value that does not open, and a missing one, refuse the tenant and show nothing of it', async () => {
    const { credentials } = stage.engine.keys;
    const id = await stage.tenant('sealed', { version: 1 });
    const sealed = seal('own label', placeholderContext({ kind: 'tenant', id }, 'label'), credentials);
    const elsewhere = seal(
      'own label',
      placeholderContext({ kind: 'tenant', id: stage.serverId }, 'label'),
      credentials,
    );
    const set = (placeholders: object) => stage.db.tenant.update({ where: { id }, data: { placeholders } });
    await set({ label: { sealed } });
    expect((await preview()).waves[0]?.members.map(({ key }) => key)).toContain('sealed');
    await set({ label: { sealed: elsewhere } });
    const view = await preview();
    expect(view.excluded.find(({ key }) => key === 'sealed')).toMatchObject({
      reason: 'refused',
      facts: { code: 'credential_missing', placeholder: 'label' },
    });
    expect(JSON.stringify(view)).not.toContain('own label');
    await stage.db.tenant.delete({ where: { id } });
  });
});

test.each([
  ['a version that the release does not have', { targetVersion: '77' }, 'bad_input'],
  ['a release that there is not', { releaseId: '00000000-0000-7000-8000-000000000000' }, 'not_found'],
  [
    'a rolling update in two waves',
    { strategy: 'rolling' as const, waves: [1, 2].map((n) => ({ ...waveOf(`w${n}`) })) },
    'bad_input',
  ],
])('%s is refused', async (_name, changes, code) => {
  const result = await previewRollout(stage.engine, ada, stage.plan(changes));
  expect(result).toMatchObject({ ok: false, refusal: { code } });
});

function waveOf(name: string): RolloutPlan['waves'][number] {
  return { name, rule: { kind: 'rest' }, tolerance: 0, budgetMode: 'strict', onExhausted: 'halt', soakMs: 0 };
}

test('a viewer may not', async () => {
  const result = await previewRollout(stage.engine, await stage.person('viewer'), stage.plan());
  expect(result).toMatchObject({ ok: false, refusal: { code: 'not_allowed' } });
});

test('a tenant of a live rollout is left out and named', async () => {
  const view = await preview({ waves: [{ ...waveOf('One'), rule: { kind: 'keys', keys: ['pro'] } }] });
  const planned = await planRollout(stage.engine, ada, {
    ...stage.plan({
      name: 'Takes pro',
      waves: [{ ...waveOf('One'), rule: { kind: 'keys', keys: ['pro'] } }],
    }),
    previewHash: view.previewHash,
  });
  expect(planned.ok).toBe(true);
  const after = await preview();
  expect(after.excluded.find(({ key }) => key === 'pro')).toMatchObject({
    reason: 'in_other_rollout',
    facts: { rollout: 'Takes pro' },
  });
});

test('as many queries for 150 tenants as for a few', async () => {
  const count = async () => {
    const spy = vi.spyOn(pg.Client.prototype, 'query');
    await preview();
    const calls = spy.mock.calls.length;
    spy.mockRestore();
    return calls;
  };
  await count();
  const few = await count();
  await Promise.all(Array.from({ length: 150 }, (_, index) => stage.tenant(`many-${index}`, { version: 1 })));
  expect(await count()).toBe(few);
  expect(few).toBeGreaterThan(1);
  expect(few).toBeLessThanOrEqual(8);
});
