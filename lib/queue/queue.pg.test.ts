import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase, type Database } from '@/lib/db/client';
import { createLog } from '@/lib/platform/log';
import { createTestDatabase, type TestDatabase } from '@/lib/testing/database';
import { QUEUES } from '@/lib/wire/jobs';
import { migrateQueue } from './migrate';
import { openQueue, type Queue } from './queue';

let database: TestDatabase;
let db: Database;
let queue: Queue;

beforeAll(async () => {
  database = await createTestDatabase();
  await migrateQueue(database.url);
  db = createDatabase(database.url, 2);
  queue = await openQueue(database.url, 'send', createLog('silent'));
});
afterAll(async () => {
  await queue.boss.stop({ graceful: false });
  await db.$disconnect();
  await database.drop();
});

const jobFor = (tenantId: string) => ({ rolloutId: randomUUID(), targetId: randomUUID(), tenantId, attemptId: randomUUID() });
const send = (jobs: readonly ReturnType<typeof jobFor>[]) => db.$transaction((tx) => queue.sendRunTarget(tx, jobs));

test('migrating again changes nothing', async () => {
  await migrateQueue(database.url);
  const found = await queue.boss.getQueues(Object.values(QUEUES));
  expect(Object.fromEntries(found.map(({ name, policy, notify }) => [name, [policy, notify]]))).toEqual({
    'target.run': ['exclusive', true],
    'target.dead': ['standard', true],
    'rollout.tick': ['stately', true],
    'rollout.wake': ['short', false],
    'tenants.observe': ['stately', true],
  });
});

test('a tenant has one job: only the targets whose job came back are answered', async () => {
  const [a, b] = [randomUUID(), randomUUID()];
  const first = jobFor(a);
  expect(await send([first])).toEqual([first.targetId]);
  const [second, other] = [jobFor(a), jobFor(b)];
  expect(await send([second, other])).toEqual([other.targetId]);
  expect([...(await queue.findLiveRunTargets([first.attemptId, second.attemptId, other.attemptId]))].sort()).toEqual(
    [first.attemptId, other.attemptId].sort(),
  );
  await db.$transaction((tx) => queue.cancelRunTarget(tx, [first.attemptId]));
  expect(await send([second])).toEqual([second.targetId]);
  await db.$transaction((tx) => queue.completeRunTarget(tx, second.attemptId));
  expect((await queue.findLiveRunTargets([second.attemptId])).size).toBe(0);
});

test('a job that its transaction takes back was never there', async () => {
  const job = jobFor(randomUUID());
  const failing = db.$transaction(async (tx) => {
    await queue.sendRunTarget(tx, [job]);
    throw new Error('undone');
  });
  await expect(failing).rejects.toThrow('undone');
  expect((await queue.findLiveRunTargets([job.attemptId])).size).toBe(0);
});

test('any number of wishes for a tick, or for the same wake, are one job', async () => {
  const rolloutId = randomUUID();
  const at = new Date(Date.now() + 60_000);
  for (let round = 0; round < 3; round += 1) {
    await db.$transaction(async (tx) => {
      await queue.sendTick(tx, rolloutId);
      await queue.sendWake(tx, { rolloutId, why: 'soak' }, at);
    });
  }
  expect(await queue.boss.findJobs(QUEUES.tick, { key: rolloutId })).toHaveLength(1);
  expect(await queue.boss.findJobs(QUEUES.wake, { data: { rolloutId } })).toHaveLength(1);
});

test('an observation asked for while one is active is kept; equal wishes are one, long lists are told apart', async () => {
  const serverId = randomUUID();
  const ask = (tenantIds: string[] | null) => db.$transaction((tx) => queue.sendObserve(tx, { serverId, tenantIds }));
  const waiting = async () => {
    const jobs = await queue.boss.findJobs(QUEUES.observe, { data: { serverId } });
    return jobs.map((job) => job.state).sort();
  };
  await ask(null);
  await ask(null);
  expect(await waiting()).toEqual(['created']);
  await queue.boss.fetch(QUEUES.observe);
  await ask(null);
  await ask(null);
  expect(await waiting()).toEqual(['active', 'created']);
  const many = Array.from({ length: 10 }, () => randomUUID());
  await ask(many);
  await ask(many.toReversed());
  await ask([...many.slice(0, 9), randomUUID()]);
  expect(await waiting()).toEqual(['active', 'created', 'created', 'created']);
});
