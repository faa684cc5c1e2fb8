import type { Page } from '@playwright/test';
import { press, signedIn } from './operator';
import { expect, test, setStage } from './stage';

const stage = setStage();

async function addTenants(page: Page, way: RegExp) {
  await page.goto('/');
  await press(page, 'Add tenants');
  await page.getByRole('menuitem', { name: way }).click();
  return page.getByRole('dialog');
}

test('a schema that is found on a server is registered and read', async ({ browser }) => {
  await stage.cluster.sql(
    'ledgerline_eu',
    `CREATE SCHEMA "tenant_new one"; SET ROLE ledgerline_migrator; RESET ROLE;
     GRANT ALL ON SCHEMA "tenant_new one" TO ledgerline_migrator;
     CREATE TABLE "tenant_new one".flyway_schema_history (LIKE tenant_bramble_copy.flyway_schema_history)`.replace(
      'tenant_bramble_copy',
      'tenant_cobalt_bakery',
    ),
  );
  await stage.cluster.sql(
    'ledgerline_eu',
    `GRANT SELECT ON "tenant_new one".flyway_schema_history TO PUBLIC; GRANT USAGE ON SCHEMA "tenant_new one" TO PUBLIC`,
  );
  const page = await signedIn(browser, stage.url, 'operator');
  const dialog = await addTenants(page, /Discover/);
  await dialog.getByLabel('Databases').fill('ledgerline_eu');
  await dialog.getByLabel('Schemas').fill('tenant_new*');
  await press(dialog, 'Look');
  await expect(dialog.getByText('tenant_new one')).toBeVisible();
  await press(dialog, /^Register 1 tenant/);
  await expect(dialog).toBeHidden();
  await expect
    .poll(
      () =>
        stage.control(
          `SELECT 1 FROM tenant t JOIN observation o ON o.tenant_id = t.id WHERE t.schema = 'tenant_new one'`,
        ),
      { timeout: 30_000 },
    )
    .toHaveLength(1);
});

test('one tenant is registered by form, whatever its name, and a taken key is refused', async ({
  browser,
}) => {
  const page = await signedIn(browser, stage.url, 'operator');
  const dialog = await addTenants(page, /Register one/);
  const name = `“Røde” 東京 '; DROP TABLE tenant; -- ${'n'.repeat(100)}`;
  await dialog.getByLabel('Key').fill('bramble');
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('Database').fill('ledgerline_eu');
  await dialog.getByLabel('Schema').fill('tenant "quoted" \'one\'');
  await press(dialog, 'Register');
  await expect(dialog.getByText(/key_taken|is taken/).first()).toBeVisible();
  await dialog.getByLabel('Key').fill('quoted-one');
  await press(dialog, 'Register');
  await expect(dialog).toBeHidden();
  await page.goto('/tenants/quoted-one');
  await expect(page.getByText(name).first()).toBeVisible();
  // There is no such schema: that is an answer, not an accident.
  await expect
    .poll(
      () =>
        stage.control(
          `SELECT o.state FROM observation o JOIN tenant t ON t.id = o.tenant_id WHERE t.key = 'quoted-one'`,
        ),
      { timeout: 30_000 },
    )
    .toHaveLength(1);
});

test('a file with unknown and repeated keys is refused line by line, and nothing is written', async ({
  browser,
}) => {
  const page = await signedIn(browser, stage.url, 'operator');
  const before = await stage.control('SELECT count(*) FROM tenant');
  const dialog = await addTenants(page, /Import CSV/);
  await dialog
    .getByLabel('Or paste rows')
    .fill(
      [
        'key,name,server,database,schema,changelog',
        'fresh,Fresh,pg-eu-1,ledgerline_eu,tenant_fresh,ledgerline',
        'fresh,Fresh again,pg-eu-1,ledgerline_eu,tenant_fresh2,ledgerline',
        'other,Other,pg-nowhere,ledgerline_eu,tenant_other,ledgerline',
        'bramble,Bramble,pg-eu-1,ledgerline_eu,tenant_bramble2,ledgerline',
      ].join('\n'),
    );
  await press(dialog, 'Check the file');
  const rows = dialog.getByRole('table', { name: 'Problems of the file' }).getByRole('row');
  await expect(rows.filter({ hasText: 'pg-nowhere' })).toContainText('4');
  await expect(rows.filter({ hasText: 'fresh' }).first()).toBeVisible();
  await expect(rows.filter({ hasText: 'bramble' })).toContainText('5');
  await expect(dialog.getByRole('button', { name: /^Import / })).toHaveCount(0);
  expect(await stage.control('SELECT count(*) FROM tenant')).toEqual(before);
});

test('a tenant without a history is baselined at the version its schema has', async ({ browser }) => {
  const page = await signedIn(browser, stage.url, 'operator');
  await page.goto('/tenants/oldmill');
  await press(page, /^Baseline/);
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Version that its schema has now').selectOption('9');
  await dialog.getByRole('textbox').last().fill('oldmill');
  await press(dialog, /^Baseline at v9/);
  await expect(dialog).toBeHidden();
  const rows = await stage.tenant<{ version: string; type: string }>(
    'oldmill',
    'SELECT version, type FROM flyway_schema_history',
  );
  expect(rows).toEqual([{ version: '9', type: 'BASELINE' }]);
  await expect(page.getByText('v9').first()).toBeVisible();
});

test('a hold pins a tenant with a reason, and is released', async ({ browser }) => {
  const page = await signedIn(browser, stage.url, 'operator');
  await page.goto('/tenants/harborlight');
  await press(page, /^Hold…/);
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('Their audit runs until Friday.');
  await press(dialog, /^Hold harborlight/);
  await expect(dialog).toBeHidden();
  await expect(page.getByText('Their audit runs until Friday.').first()).toBeVisible();
  await press(page, /^Release hold/);
  await expect(page.getByRole('button', { name: /^Hold…/ })).toBeVisible();
});
