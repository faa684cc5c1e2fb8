import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { Page } from '@playwright/test';
import { ZipFile } from 'yazl';
import { signedIn } from './operator';
import { expect, test, setStage } from './stage';

const stage = setStage({ workers: 0 });
const migrations = resolve(import.meta.dirname, '../migrations');

type Files = Readonly<Record<string, string | Buffer>>;

async function zipOf(files: Files): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, text] of Object.entries(files))
    zip.addBuffer(typeof text === 'string' ? Buffer.from(text) : text, name);
  zip.end();
  return buffer(zip.outputStream);
}

/** No honest program writes such a name: it is put in afterwards, in both places that say it. */
const withName = (zip: Buffer, from: string, to: string): Buffer =>
  Buffer.from(zip.toString('latin1').replaceAll(from, to), 'latin1');

async function demoScripts(): Promise<Record<string, string>> {
  const names = (await readdir(migrations)).filter((name) => /\.(sql|conf)$/.test(name));
  const entries = names.map(async (name) => [name, await readFile(join(migrations, name), 'utf8')] as const);
  return Object.fromEntries(await Promise.all(entries));
}

async function choose(page: Page, zip: Buffer): Promise<void> {
  await page.goto('/releases/new');
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'release.zip', mimeType: 'application/zip', buffer: zip });
}

/** The list names each of these places; nothing can be published; nothing has been stored. */
async function expectRefused(page: Page, zip: Buffer, places: readonly string[]): Promise<void> {
  const stored = () => stage.control('SELECT count(*) FROM release');
  const before = await stored();
  await choose(page, zip);
  const problems = page.getByRole('list', { name: 'Problems by file' });
  for (const place of places) await expect(problems.getByText(place).first(), place).toBeVisible();
  await expect(page.getByRole('button', { name: 'Publish', exact: true })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  expect(await stored()).toEqual(before);
}

test('a zip is read, compared and published, and its SQL is there to be read', async ({ browser }) => {
  const page = await signedIn(browser, stage.url, 'operator');
  await choose(
    page,
    await zipOf({
      ...(await demoScripts()),
      'V15__Customer_nickname.sql': 'ALTER TABLE customers ADD COLUMN nickname text;\n',
      'U15__Customer_nickname.sql': 'ALTER TABLE customers DROP COLUMN nickname;\n',
    }),
  );
  await page.getByLabel('Release', { exact: true }).fill('2026.5');
  const publish = page.getByRole('button', { name: /^Publish 2026\.5 · / });
  await expect(publish).not.toHaveAttribute('aria-disabled', 'true');
  await publish.click();
  await expect(page).toHaveURL(/\/releases\/[0-9a-f-]{36}$/);
  await expect(page.getByText('V15__Customer_nickname.sql').first()).toBeVisible();
  expect(await stage.control(`SELECT target_version FROM release WHERE name = '2026.5'`)).toEqual([
    { target_version: '15' },
  ]);
});

test('everything that is wrong is listed, and nothing is stored', async ({ browser }) => {
  const page = await signedIn(browser, stage.url, 'operator');
  const files = {
    'V1__First.sql': 'CREATE TABLE a (id int);\n',
    'V1.0__Again.sql': 'CREATE TABLE b (id int);\n',
    'Vbad__Name.sql': 'SELECT 1;\n',
    'V2__Commits.sql': 'BEGIN;\nCREATE TABLE c (id int);\nCOMMIT;\n',
    'V3__Open.sql': `SELECT 'never closed;\n`,
    'V4__Nul.sql': 'SELECT 1;\u0000\n',
  };
  await expectRefused(page, await zipOf(files), Object.keys(files).slice(1));
});

test('a script that tenants have run cannot come back changed', async ({ browser }) => {
  const page = await signedIn(browser, stage.url, 'operator');
  const scripts = await demoScripts();
  const [changed = ''] = Object.keys(scripts).filter((name) => name.startsWith('V5__'));
  const zip = await zipOf({ ...scripts, [changed]: `${scripts[changed]}\n-- changed later\n` });
  await expectRefused(page, zip, [changed]);
});

test('a path that climbs out and a file that swells are refused', async ({ browser }) => {
  const page = await signedIn(browser, stage.url, 'operator');
  const climbing = await zipOf({ 'V1__First.sql': 'SELECT 1;\n', 'aa/aa/V2__Climbs.sql': 'SELECT 2;\n' });
  const renamed = withName(climbing, 'aa/aa/V2__Climbs.sql', '../../V2__Climbs.sql');
  await expectRefused(page, renamed, ['../../V2__Climbs.sql']);

  // A hundred million spaces are a hundred kilobytes on the way here.
  const bomb = await zipOf({ 'V1__Bomb.sql': Buffer.alloc(100_000_000, ' ') });
  expect(bomb.length).toBeLessThan(200_000);
  await expectRefused(page, bomb, ['V1__Bomb.sql']);
  await expectRefused(page, Buffer.from('this is no zip at all'), ['The release as a whole']);
});
