import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Actor } from '@/lib/engine/context';
import { openPlanningStage, type PlanningStage } from '@/lib/testing/planning';
import { readShell, readWorkers, WORKER_SILENT_MS } from './shell';

let stage: PlanningStage;
const now = new Date('2026-03-01T12:00:00Z');

beforeAll(async () => {
  stage = await openPlanningStage();
  stage.setTime(now);
});
afterAll(() => stage.close());

const openFor = async (person: Actor): Promise<number> =>
  (await readShell(stage.engine, { ...person, demo: false })).approvals;

/** A rollout of `owner` whose only wave waits for a decision until `expiresAt`. */
async function ask(owner: Actor, expiresAt: Date): Promise<string> {
  const rolloutId = randomUUID();
  const waveId = randomUUID();
  await stage.db.rollout.create({
    data: {
      id: rolloutId,
      name: rolloutId,
      releaseId: stage.releaseId,
      state: 'running',
      planHash: 'p',
      createdById: owner.id,
      waves: { create: [{ id: waveId, position: 0, name: 'All', state: 'pending', rule: {} }] },
      hands: { create: [{ personId: owner.id, verb: 'plan-rollout' }] },
    },
  });
  const { id } = await stage.db.approval.create({
    data: { rolloutId, waveId, state: 'requested', hash: 'h', requestedById: owner.id, requestedAt: now, expiresAt },
  });
  return id;
}

test('only requests that the person could decide are counted', async () => {
  const [grace, linus, ada] = [await stage.person('approver'), await stage.person('admin'), await stage.person('operator')];
  const later = new Date(now.getTime() + 1000);
  const approvalId = await ask(linus, later);
  await ask(ada, new Date(now.getTime() - 1));
  // Not his own, not one that has expired, and nothing for whoever may not decide at all.
  expect([await openFor(grace), await openFor(linus), await openFor(ada)]).toEqual([1, 0, 0]);
  await stage.db.approvalDecision.create({ data: { approvalId, personId: grace.id, decision: 'approved' } });
  expect(await openFor(grace)).toBe(0);
});

test('a worker that fell silent is not live, and is remembered', async () => {
  expect(await readWorkers(stage.engine)).toEqual({ live: 0, lastSeenAt: null });
  const silent = new Date(now.getTime() - WORKER_SILENT_MS);
  await stage.db.worker.create({ data: { id: 'a', host: 'h', pid: 1, concurrency: 1, seenAt: silent } });
  expect(await readWorkers(stage.engine)).toEqual({ live: 0, lastSeenAt: silent.toISOString() });
  await stage.db.worker.update({ where: { id: 'a' }, data: { seenAt: new Date(silent.getTime() + 1) } });
  expect((await readWorkers(stage.engine)).live).toBe(1);
});
