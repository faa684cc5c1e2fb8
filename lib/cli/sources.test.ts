import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { digestSources, isFresh } from '@/lib/cli/sources';

let root: string;
const selection = {
  include: ['app', 'lib', 'next.config.js'],
  skip: (path: string) => path.endsWith('.test.ts'),
};
const digest = () => digestSources(root, selection);

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sources-'));
  await mkdir(join(root, 'app/deep'), { recursive: true });
  await writeFile(join(root, 'app/deep/page.tsx'), 'page');
  await writeFile(join(root, 'next.config.js'), 'config');
});
afterEach(() => rm(root, { recursive: true }));

test('contents count, times do not', async () => {
  const before = await digest();
  await utimes(join(root, 'app/deep/page.tsx'), new Date(), new Date());
  expect(await digest()).toBe(before);
  await writeFile(join(root, 'app/deep/page.tsx'), 'page 2');
  expect(await digest()).not.toBe(before);
});

test('a new, a renamed and a deleted file each change it', async () => {
  const before = await digest();
  await writeFile(join(root, 'app/b.ts'), '');
  const added = await digest();
  await rm(join(root, 'app/b.ts'));
  await writeFile(join(root, 'app/c.ts'), '');
  const renamed = await digest();
  expect(new Set([before, added, renamed]).size).toBe(3);
  await rm(join(root, 'app/c.ts'));
  expect(await digest()).toBe(before);
});

test('content cannot move between neighbouring files unnoticed', async () => {
  await writeFile(join(root, 'app/a'), 'xy');
  await writeFile(join(root, 'app/b'), 'z');
  const before = await digest();
  await writeFile(join(root, 'app/a'), 'x');
  await writeFile(join(root, 'app/b'), 'yz');
  expect(await digest()).not.toBe(before);
});

test('skipped and unselected files do not count', async () => {
  const before = await digest();
  await writeFile(join(root, 'app/page.test.ts'), 'test');
  await writeFile(join(root, 'README.md'), 'text');
  expect(await digest()).toBe(before);
});

test('fresh means: made from exactly this, and still there', async () => {
  const [stamp, product] = [join(root, 'stamp'), join(root, 'product')];
  expect(await isFresh('d1', stamp, product)).toBe(false);
  await writeFile(stamp, 'd1');
  expect(await isFresh('d1', stamp, product)).toBe(false);
  await writeFile(product, '');
  expect(await isFresh('d1', stamp, product)).toBe(true);
  expect(await isFresh('d2', stamp, product)).toBe(false);
});
