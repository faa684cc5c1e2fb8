import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openEngineStage, stageScripts, type EngineStage } from '@/lib/testing/engine';
import type { Actor } from './context';
import { startRollout } from './start-rollout';

let stage: EngineStage;
let operator: Actor;

beforeAll(async () => {
  stage = await openEngineStage();
  operator = await stage.person('operator');
});
afterAll(async () => stage.close());

describe('a rollout of three waves', () => {
  test('goes through them with two workers, and each history says the same', async () => {
    const keys = ['a1', 'a2', 'a3', 'a4', 'a5', 'a6'];
    await stage.tenants(keys);
    const releaseId = await stage.release('first', stageScripts);
    const { id, version } = await stage.rollout({
      releaseId,
      waves: [{ keys: ['a1'] }, { keys: ['a2', 'a3'] }, { keys: ['a4', 'a5', 'a6'] }],
    });
    const wrong = await startRollout(stage.engine, operator, { rolloutId: id, expectedVersion: version, confirmCount: 5 });
    expect(wrong).toEqual({ ok: false, refusal: { code: 'count_not_confirmed', facts: { expected: 6, given: 5 } } });
    const started = await startRollout(stage.engine, operator, { rolloutId: id, expectedVersion: version, confirmCount: 6 });
    expect(started.ok).toBe(true);
    await stage.worker();
    await stage.worker();
    await stage.untilState(id, 'completed');
    for (const key of keys) expect(await stage.versions(key)).toEqual(['1', '2']);
    expect(new Set(Object.values(await stage.targets(id)))).toEqual(new Set(['succeeded']));
    const verdicts = await stage.engine.db.verdict.findMany({ where: { target: { rolloutId: id } } });
    expect(verdicts.filter((one) => one.verdict !== 'passed')).toEqual([]);
    expect(verdicts.some((one) => one.check === 'fingerprint')).toBe(true);
    const observation = await stage.engine.db.observation.findFirstOrThrow({ where: { tenant: { key: 'a6' } } });
    expect(observation).toMatchObject({ currentVersion: '2', drift: 'clean' });
  });
});
