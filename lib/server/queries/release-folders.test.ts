import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readReleaseFolders } from './release-folders';

vi.mock('server-only', () => ({}));

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'folders-'));
  for (const folder of ['2026.5', 'orders/2026.1/sql', 'node_modules/pkg', '.git', 'empty', 'a/b/c/d']) {
    await mkdir(join(root, folder), { recursive: true });
  }
  for (const file of [
    '2026.5/V1__A.sql',
    '2026.5/V2__B.SQL',
    '2026.5/README.md',
    'orders/2026.1/sql/V1__A.sql',
    'node_modules/pkg/V1__A.sql',
    '.git/V1__A.sql',
    'a/b/c/d/V1__A.sql',
  ]) {
    await writeFile(join(root, file), '');
  }
  await symlink(tmpdir(), join(root, 'elsewhere'));
});
afterAll(() => rm(root, { recursive: true }));

test('lists folders with scripts of their own: nothing hidden, linked or too deep', async () => {
  expect(await readReleaseFolders(root)).toEqual({
    list: [
      { folder: '2026.5', scripts: 2 },
      { folder: 'orders/2026.1/sql', scripts: 1 },
    ],
    cut: false,
  });
});

test('a folder that is not there holds nothing', async () => {
  expect(await readReleaseFolders(join(root, 'none'))).toEqual({ list: [], cut: false });
});
