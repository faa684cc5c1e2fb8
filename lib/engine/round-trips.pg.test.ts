import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openEngineStage, stageScripts, type EngineStage } from '@/lib/testing/engine';
import { runTarget } from './run-target';
import { startRollout } from './start-rollout';

let stage: EngineStage;

beforeAll(async () => {
  stage = await openEngineStage();
});
afterAll(async () => stage.close());

const textOf = (message: unknown): string =>
  typeof message === 'object' && message !== null && 'text' in message ? String(message.text) : '';
/** Written by a timer, for whoever watches a run that takes longer. */
const isPicture = (message: unknown): boolean => textOf(message).startsWith('UPDATE "public"."attempt" SET "step"');

/** Messages sent while `work` runs: to the control plane, and by the session that works on the tenant. */
async function counted(work: () => Promise<unknown>) {
  let control = 0;
  const sessions = new Map<pg.Client, number>();
  const send = pg.Client.prototype.query;
  const spy = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...given: unknown[]) {
    if (this.database === stage.control.database && !isPicture(given[0])) control += 1;
    if (this.database === stage.fleet.database) sessions.set(this, (sessions.get(this) ?? 0) + 1);
    return (send as (...all: unknown[]) => never).apply(this, given);
  });
  try {
    await work();
  } finally {
    spy.mockRestore();
  }
  // A second session looks who is in the way once a script takes a while; it is not what is counted here.
  return { control, tenant: Math.max(...sessions.values()) };
}

// What a run costs beside its scripts is paid once a tenant, thousands of times a rollout. These are ceilings.
test('a run asks its control plane and its tenant no more than it needs to', async () => {
  const ops = await stage.person('operator');
  const releaseId = await stage.release('counted', stageScripts);
  const keys = ['counted-1', 'counted-2'];
  await stage.tenants(keys);
  const one = await stage.rollout({ releaseId, waves: [{ keys, tolerance: 2 }] });
  await startRollout(stage.engine, ops, { rolloutId: one.id, expectedVersion: 1, confirmCount: 2 });
  await stage.tick(one.id);
  const bench = stage.bench();
  const [first, second] = [...(await stage.jobs(one.id)).values()];
  if (first === undefined || second === undefined) throw new Error('two should be queued');
  const run = (job: typeof first) => runTarget(stage.engine, bench, job, new AbortController().signal);
  // The first reads the release and builds what it has to be compared with.
  await run(first);
  const { control, tenant } = await counted(() => run(second));
  expect(await stage.targets(one.id)).toEqual({ 'counted-1': 'succeeded', 'counted-2': 'succeeded' });
  // Begin, read, backend; then in one transaction: fence, evidence, job, target, event, tick.
  expect(control).toBeLessThanOrEqual(11);
  // Two scripts; lock, catalog, history and shape before; history and shape after; reset.
  expect(tenant).toBeLessThanOrEqual(9);
});
