import pg from 'pg';
import { appliedVersions, started } from './plan';
import { signedIn, expectState } from './operator';
import { expect, test, setStage } from './stage';

const stage = setStage({ workers: 0 });

const running = () =>
  stage.cluster.sql<{ pid: number }>(
    'postgres',
    `SELECT pid FROM pg_stat_activity
      WHERE datname = 'll_atlas_freight' AND state = 'active' AND application_name = 'groundswell-migrator' AND query LIKE 'BEGIN%'`,
  );

test('without a worker the page says so, and nothing is lost', async ({ browser }) => {
  const { rolloutId } = await started(stage, [
    { name: 'Slow', rule: { kind: 'keys', keys: ['atlas-freight', 'bramble', 'harborlight'] }, tolerance: 2 },
  ]);
  const page = await signedIn(browser, stage.url, 'operator');
  await page.goto(`/rollouts/${rolloutId}`);
  await expect(page.getByText(/No worker is running/i).first()).toBeVisible();
  const health = await page.request.get(`${stage.url}/api/health`);
  expect(await health.json()).toMatchObject({ status: 'degraded', workers: { live: 0 } });

  // Two workers; the one whose script PostgreSQL shows running is killed, the other takes over.
  const first = await stage.startWorker();
  await expect.poll(async () => (await running()).length, { timeout: 30_000 }).toBe(1);
  const second = await stage.startWorker();
  await first.kill('SIGKILL');
  await expectState(page, 'Completed');
  expect(await appliedVersions(stage, 'atlas-freight')).toEqual(
    Array.from({ length: 14 }, (_, at) => String(at + 1)),
  );
  const attempts = await stage.control<{ state: string }>(
    `SELECT a.state FROM attempt a JOIN target g ON g.id = a.target_id JOIN tenant t ON t.id = g.tenant_id
      WHERE g.rollout_id = $1 AND t.key = 'atlas-freight' ORDER BY a.number`,
    [rolloutId],
  );
  expect(attempts.map(({ state }) => state)).toEqual(['lost', 'succeeded']);
  await expect(page.getByRole('button', { name: /^Live/ })).toBeVisible();
  await second.kill('SIGTERM');
});

test('a worker that is killed between commit and settling has its work settled by another, once', async () => {
  test.setTimeout(120_000);
  // A tenant of its own database that is still behind, so that its sessions and its history can be watched alone.
  const key = 'hafenlicht';
  const { database, schema } = await stage.engine.db.tenant.findUniqueOrThrow({ where: { key } });
  const waitingFor = (datname: string, words: string) =>
    stage.cluster.sql(
      'postgres',
      `SELECT 1 FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock' AND query LIKE $2`,
      [datname, `%${words}%`],
    );
  // A reader in V12's way, until the row that every settlement locks is held: only then may the script commit.
  const reader = await holding(database, `LOCK TABLE "${schema}".usage_events IN ACCESS SHARE MODE`);
  const { rolloutId } = await started(stage, [{ name: 'One', rule: { kind: 'keys', keys: [key] } }], {
    lockTimeoutMs: 30_000,
  });
  const worker = await stage.startWorker();
  await expect.poll(() => waitingFor(database, 'billing_period'), { timeout: 30_000 }).not.toHaveLength(0);
  const settled = await holding(
    'groundswell',
    `SELECT 1 FROM target WHERE rollout_id = '${rolloutId}' FOR UPDATE`,
  );
  await reader.end();
  await expect.poll(async () => (await appliedVersions(stage, key)).at(-1), { timeout: 30_000 }).toBe('14');
  await expect
    .poll(() => waitingFor('groundswell', 'FOR UPDATE OF t'), { timeout: 30_000 })
    .not.toHaveLength(0);
  await worker.kill('SIGKILL');
  await settled.end();

  const second = await stage.startWorker();
  await expect
    .poll(() => stage.control('SELECT state FROM rollout WHERE id = $1', [rolloutId]), { timeout: 60_000 })
    .toEqual([{ state: 'completed' }]);
  const attempts = await stage.control<{ state: string }>(
    `SELECT a.state FROM attempt a JOIN target g ON g.id = a.target_id WHERE g.rollout_id = $1 ORDER BY a.number`,
    [rolloutId],
  );
  expect(attempts.map(({ state }) => state)).toEqual(['lost', 'succeeded']);
  expect(await stage.control('SELECT state, changed FROM target WHERE rollout_id = $1', [rolloutId])).toEqual(
    [{ state: 'succeeded', changed: true }],
  );
  expect((await appliedVersions(stage, key)).length).toBe(14);
  await second.kill('SIGTERM');
});

test('a worker that is killed in the middle of a decision holds up nobody for long', async () => {
  test.setTimeout(120_000);
  const { rolloutId } = await started(stage, [
    { name: 'One', rule: { kind: 'keys', keys: ['oude-gracht'] } },
  ]);
  const held = await holding('groundswell', `SELECT 1 FROM rollout WHERE id = '${rolloutId}' FOR UPDATE`);
  const worker = await stage.startWorker();
  await expect
    .poll(() => stage.control(`SELECT 1 FROM pgboss.job WHERE name = 'rollout.tick' AND state = 'active'`), {
      timeout: 30_000,
    })
    .toHaveLength(1);
  await worker.kill('SIGKILL');
  await held.end();
  const second = await stage.startWorker();
  await expect
    .poll(() => stage.control('SELECT state FROM rollout WHERE id = $1', [rolloutId]), { timeout: 40_000 })
    .toEqual([{ state: 'completed' }]);
  await second.kill('SIGTERM');
});

/** A session of somebody else's that keeps a lock until it ends. */
async function holding(database: string, sql: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: stage.cluster.url(database),
    application_name: 'nightly-report',
  });
  await client.connect();
  await client.query('BEGIN');
  await client.query(sql);
  return client;
}
