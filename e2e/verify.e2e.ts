import { press, signedIn } from './operator';
import { expect, test, setStage } from './stage';

const stage = setStage();

test('what is changed behind the application’s back is shown by Verify', async ({ browser }) => {
  const page = await signedIn(browser, stage.url, 'operator');
  await page.goto('/tenants/bramble');
  await expect(page.getByText('v11').first()).toBeVisible();

  await stage.tenant('bramble', 'ALTER TABLE customers DROP COLUMN IF EXISTS phone CASCADE');
  await stage.tenant('bramble', 'ALTER TABLE invoices ADD COLUMN by_hand text');
  await stage.tenant('cobalt-bakery', `DELETE FROM flyway_schema_history WHERE version = '11'`);

  await press(page, /^Verify now/);
  await expect(page.getByText(/drifted/i).first()).toBeVisible({ timeout: 30_000 });

  await page.goto('/tenants/cobalt-bakery');
  await press(page, /^Verify now/);
  await expect
    .poll(
      async () =>
        (
          await stage.control<{ version: string; drift: string }>(
            `SELECT o.current_version AS version, o.drift FROM observation o JOIN tenant t ON t.id = o.tenant_id WHERE t.key = 'cobalt-bakery'`,
          )
        )[0],
      { timeout: 30_000 },
    )
    .toEqual({ version: '10', drift: 'drifted' });
  await expect(page.getByText('v10').first()).toBeVisible();
});
