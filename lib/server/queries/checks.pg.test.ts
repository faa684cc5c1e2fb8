import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { VerdictWord } from '@/lib/domain/verdict';
import { openPlanningStage, type PlanningStage } from '@/lib/testing/planning';
import { readChecks } from './checks';

let stage: PlanningStage;
const now = new Date('2026-03-01T12:00:00Z');
const daysAgo = (days: number): Date => new Date(now.getTime() - days * 24 * 3_600_000);

beforeAll(async () => {
  stage = await openPlanningStage();
  stage.setTime(now);
});
afterAll(() => stage.close());

/** A rollout over `tenants`, with a function that records what a check said of one of them. */
async function rollout(tenants: readonly string[]) {
  const owner = await stage.person('operator');
  const [rolloutId, waveId] = [randomUUID(), randomUUID()];
  await stage.db.rollout.create({
    data: {
      id: rolloutId,
      name: rolloutId,
      releaseId: stage.releaseId,
      state: 'completed',
      planHash: 'p',
      createdById: owner.id,
      waves: { create: [{ id: waveId, position: 0, name: 'All', state: 'passed', rule: {} }] },
    },
  });
  const targets = new Map(tenants.map((tenantId) => [tenantId, randomUUID()]));
  await stage.db.target.createMany({
    data: [...targets].map(([tenantId, id], position) => ({
      id,
      rolloutId,
      waveId,
      tenantId,
      serverId: stage.serverId,
      position,
      state: 'succeeded',
      live: false,
    })),
  });
  return async (
    tenantId: string,
    check: string,
    verdict: VerdictWord,
    at: Date,
    measured: string | null = null,
  ) => {
    const targetId = targets.get(tenantId) ?? '';
    await stage.db.verdict.create({
      data: { targetId, attemptId: randomUUID(), check, mode: 'enforce', verdict, at, measured, limit: '0' },
    });
    return { rolloutId, targetId };
  };
}

test('each tenant counts once, with its newest verdict, and the newest failure can be found', async () => {
  const check = await stage.db.check.create({
    data: {
      changelogId: stage.changelogId,
      name: 'orders',
      sql: 'SELECT 0',
      mode: 'enforce',
      expectation: { op: 'at_most', value: 0 },
    },
  });
  const [a, b, c] = [await stage.tenant('a'), await stage.tenant('b'), await stage.tenant('c')];
  const archived = await stage.tenant('gone', { archived: true });
  const first = await rollout([a, b, c, archived]);
  await first(a, 'sql:orders', 'failed', daysAgo(3), '7');
  await first(b, 'sql:orders', 'passed', daysAgo(3));
  await first(c, 'sql:orders', 'failed', daysAgo(31), '1');
  await first(archived, 'sql:orders', 'failed', daysAgo(1), '1');
  await first(a, 'history', 'passed', daysAgo(3));
  const second = await rollout([a, b]);
  await second(a, 'sql:orders', 'passed', daysAgo(2));
  const place = await second(b, 'sql:orders', 'no_data', daysAgo(1));

  const view = await readChecks(stage.engine);
  expect(view.changelogs).toEqual([{ key: 'app', name: 'App', tenants: 3 }]);
  expect(view.checks).toMatchObject([
    {
      id: check.id,
      changelogKey: 'app',
      expectation: { op: 'at_most', value: 0 },
      tally: {
        // a has passed since, c's verdict is too old, and the archived one is no tenant any more.
        counts: { passed: 1, no_data: 1 },
        lastAt: daysAgo(1).toISOString(),
        newest: { tenant: 'b', verdict: 'no_data', measured: null, limit: '0', ...place },
      },
    },
  ]);
  expect(view.builtIn.map((one) => one.check)).toEqual([
    'history',
    'version',
    'fingerprint',
    'invalid_index',
    'not_valid_constraint',
  ]);
  expect(view.builtIn[0]?.tally).toMatchObject({ counts: { passed: 1 }, newest: null });
  expect(view.builtIn[1]?.tally).toEqual({ counts: {}, lastAt: null, newest: null });
});

test('a check of the same name in another changelog is another check; the disabled ones come last', async () => {
  const other = await stage.db.changelog.create({ data: { key: 'zoo', name: 'Zoo' } });
  const base = { sql: 'SELECT 0', mode: 'observe', expectation: { op: 'no_rows' } };
  await stage.db.check.createMany({
    data: [
      { ...base, changelogId: other.id, name: 'orders' },
      { ...base, changelogId: other.id, name: 'a first', disabledAt: now },
    ],
  });
  const { checks } = await readChecks(stage.engine);
  expect(checks.map(({ changelogKey, name }) => `${changelogKey} ${name}`)).toEqual([
    'app orders',
    'zoo orders',
    'zoo a first',
  ]);
  expect(checks[1]?.tally).toEqual({ counts: {}, lastAt: null, newest: null });
});
