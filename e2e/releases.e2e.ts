import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { Page } from '@playwright/test';
import { ZipFile } from 'yazl';
import { signedIn } from './operator';
import { expect, test, setStage } from './stage';

const stage = setStage({ workers: 0 });
const migrations = resolve(import.meta.dirname, '../migrations');

type Files = Readonly<Record<string, string>>;

async function zipOf(files: Files): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), name);
  zip.end();
  return buffer(zip.outputStream);
}

async function demoScripts(): Promise<Record<string, string>> {
  const names = (await readdir(migrations)).filter((name) => /\.(sql|conf)$/.test(name));
  const entries = names.map(async (name) => [name, await readFile(join(migrations, name), 'utf8')] as const);
  return Object.fromEntries(await Promise.all(entries));
}

async function choose(page: Page, files: Files): Promise<void> {
  await page.goto('/releases/new');
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'release.zip', mimeType: 'application/zip', buffer: await zipOf(files) });
}

test('a zip is read, compared and published, and its SQL is there to be read', async ({ browser }) => {
  const page = await signedIn(browser, stage.url, 'operator');
  await choose(page, {
    ...(await demoScripts()),
    'V15__Customer_nickname.sql': 'ALTER TABLE customers ADD COLUMN nickname text;\n',
    'U15__Customer_nickname.sql': 'ALTER TABLE customers DROP COLUMN nickname;\n',
  });
  await page.getByLabel('Release', { exact: true }).fill('2026.5');
  const publish = page.getByRole('button', { name: /^Publish 2026\.5 · / });
  await expect(publish).not.toHaveAttribute('aria-disabled', 'true');
  await publish.click();
  await expect(page).toHaveURL(/\/releases\/[0-9a-f-]{36}$/);
  await expect(page.getByText('V15__Customer_nickname.sql').first()).toBeVisible();
  expect(await stage.control(`SELECT target_version FROM release WHERE name = '2026.5'`)).toEqual([{ target_version: '15' }]);
});

test('everything that is wrong is listed, and nothing is stored', async ({ browser }) => {
  const page = await signedIn(browser, stage.url, 'operator');
  const before = await stage.control('SELECT count(*) FROM release');
  await choose(page, {
    'V1__First.sql': 'CREATE TABLE a (id int);\n',
    'V1.0__Again.sql': 'CREATE TABLE b (id int);\n',
    'Vbad__Name.sql': 'SELECT 1;\n',
    'V2__Commits.sql': 'BEGIN;\nCREATE TABLE c (id int);\nCOMMIT;\n',
    'V3__Open.sql': `SELECT 'never closed;\n`,
    'V4__Nul.sql': 'SELECT 1;\u0000\n',
  });
  const main = page.getByRole('main');
  for (const name of ['V1.0__Again.sql', 'Vbad__Name.sql', 'V2__Commits.sql', 'V3__Open.sql', 'V4__Nul.sql']) {
    await expect(main.getByText(name).first(), name).toBeVisible();
  }
  await expect(page.getByRole('button', { name: 'Publish', exact: true })).toHaveAttribute('aria-disabled', 'true');
  expect(await stage.control('SELECT count(*) FROM release')).toEqual(before);
});

test('a script that tenants have run cannot come back changed', async ({ browser }) => {
  const page = await signedIn(browser, stage.url, 'operator');
  const scripts = await demoScripts();
  const [changed = ''] = Object.keys(scripts).filter((name) => name.startsWith('V5__'));
  await choose(page, { ...scripts, [changed]: `${scripts[changed]}\n-- changed later\n` });
  await expect(page.getByText(new RegExp(`${changed}`)).first()).toBeVisible();
  await expect(page.getByRole('button', { name: /^Publish/ })).toHaveAttribute('aria-disabled', 'true');
});
