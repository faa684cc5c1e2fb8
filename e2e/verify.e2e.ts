import type { Page } from '@playwright/test';
import { press, signedIn } from './operator';
import { expect, test, setStage } from './stage';

const stage = setStage();

const seen = async (key: string) =>
  (
    await stage.control<{ version: string; drift: string; digest: string }>(
      `SELECT o.current_version AS version, o.drift, o.history_digest AS digest
         FROM observation o JOIN tenant t ON t.id = o.tenant_id WHERE t.key = $1`,
      [key],
    )
  )[0];

/** The drift tab says it, and so does the badge beside the tenant's name. */
async function expectDrift(page: Page): Promise<void> {
  await expect(page.getByRole('main').getByText('drifted', { exact: true }).first()).toBeVisible();
  await page.getByRole('tab', { name: 'Drift' }).click();
  await expect(page.getByText('Drifted', { exact: true })).toBeVisible();
}

test('a column that was dropped behind the application’s back is shown by Verify', async ({ browser }) => {
  const page = await signedIn(browser, stage.url, 'operator');
  await page.goto('/tenants/bramble');
  expect(await seen('bramble')).toMatchObject({ version: '11', drift: 'clean' });

  await stage.tenant('bramble', 'ALTER TABLE customers DROP COLUMN tax_id');
  await press(page, /^Verify now/);
  await expect
    .poll(() => seen('bramble'), { timeout: 30_000 })
    .toMatchObject({ version: '11', drift: 'drifted' });
  await expectDrift(page);
});

test('a history row that was deleted behind the application’s back is shown by Verify', async ({
  browser,
}) => {
  const page = await signedIn(browser, stage.url, 'operator');
  await page.goto('/tenants/cobalt-bakery');
  const before = await seen('cobalt-bakery');
  expect(before).toMatchObject({ version: '11', drift: 'clean' });

  const [gone] = await stage.tenant<{ count: string }>(
    'cobalt-bakery',
    `WITH gone AS (DELETE FROM flyway_schema_history WHERE version = '11' RETURNING 1) SELECT count(*) FROM gone`,
  );
  expect(gone).toEqual({ count: '1' });
  await press(page, /^Verify now/);
  await expect
    .poll(() => seen('cobalt-bakery'), { timeout: 30_000 })
    .toMatchObject({ version: '10', drift: 'drifted' });
  expect((await seen('cobalt-bakery'))?.digest).not.toBe(before?.digest);
  await expect(page.getByText('v10').first()).toBeVisible();
  await expectDrift(page);
  // The scripts of V11 are there, its row is not: the fleet shows the cell as open.
  await page.goto('/?q=cobalt-bakery');
  await expect(page.getByRole('row', { name: /cobalt-bakery/ })).toContainText('v10');
});
