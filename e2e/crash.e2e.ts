import { appliedVersions, started } from './plan';
import { signedIn, expectState } from './operator';
import { expect, test, useStage } from './stage';

const stage = useStage({ workers: 0 });

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
  expect(await appliedVersions(stage, 'atlas-freight')).toEqual(Array.from({ length: 14 }, (_, at) => String(at + 1)));
  const attempts = await stage.control<{ state: string }>(
    `SELECT a.state FROM attempt a JOIN target g ON g.id = a.target_id JOIN tenant t ON t.id = g.tenant_id
      WHERE g.rollout_id = $1 AND t.key = 'atlas-freight' ORDER BY a.number`,
    [rolloutId],
  );
  expect(attempts.map(({ state }) => state)).toEqual(['lost', 'succeeded']);
  await expect(page.getByRole('button', { name: /^Live/ })).toBeVisible();
  await second.kill('SIGTERM');
});
