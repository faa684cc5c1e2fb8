import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readFolder } from '@/lib/changelog/read-folder';
import { releaseLimits } from '@/lib/changelog/release-file';

let base: string;
let folder: string;

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'release-'));
  folder = join(base, 'migrations');
  await mkdir(folder);
});
afterEach(() => rm(base, { recursive: true }));

const put = async (path: string, content = 'select 1;') => {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), content);
};
const pathsIn = async (limits = releaseLimits) => {
  const list = await readFolder(folder, limits);
  return list.ok ? list.files.map(({ path }) => path) : list.problems.map(({ code, path }) => [code, path]);
};

test('reads files with their paths and bytes, hidden ones left out', async () => {
  await put('V1__x.sql', 'select 1;');
  await put('sub/deep/V2__x.sql', '');
  await put('.git/config');
  await put('sub/.hidden.sql');
  const list = await readFolder(folder);
  expect(list.ok && list.files.map(({ path, bytes }) => [path, Buffer.from(bytes).toString()])).toEqual([
    ['V1__x.sql', 'select 1;'],
    ['sub/deep/V2__x.sql', ''],
  ]);
});

test('an empty folder has no files', async () => {
  expect(await pathsIn()).toEqual([]);
});

test('a folder that is not there, or is a file', async () => {
  expect(await readFolder(join(folder, 'no'))).toMatchObject({
    ok: false,
    problems: [{ code: 'folder_unreadable', facts: { errno: 'ENOENT' } }],
  });
  await put('file');
  expect(await readFolder(join(folder, 'file'))).toMatchObject({
    problems: [{ code: 'folder_unreadable', facts: { errno: 'ENOTDIR' } }],
  });
});

test('a link to a file inside is read', async () => {
  await put('..data/V1__x.sql');
  await symlink('..data/V1__x.sql', join(folder, 'V1__x.sql'));
  expect(await pathsIn()).toEqual(['V1__x.sql']);
});

test('a link out of the folder is refused, to a file or a folder, one by one', async () => {
  await writeFile(join(base, 'secret.sql'), 'secret');
  await mkdir(join(base, 'migrations-other'));
  await put('V1__x.sql');
  await symlink('../secret.sql', join(folder, 'V2__x.sql'));
  await symlink(join(base, 'migrations-other'), join(folder, 'sub'));
  expect(await pathsIn()).toEqual([
    ['link_leaves_folder', 'V2__x.sql'],
    ['link_leaves_folder', 'sub'],
  ]);
});

test('linked folders inside, circles included, are not walked', async () => {
  await put('sub/V1__x.sql');
  await symlink('sub', join(folder, 'again'));
  await symlink('.', join(folder, 'sub', 'circle'));
  expect(await pathsIn()).toEqual(['sub/V1__x.sql']);
});

test('a link to nothing is said', async () => {
  await symlink('gone.sql', join(folder, 'V1__x.sql'));
  expect(await readFolder(folder)).toMatchObject({
    problems: [{ code: 'file_unreadable', path: 'V1__x.sql', facts: { errno: 'ENOENT' } }],
  });
});

test('the folder itself may be a link', async () => {
  await put('V1__x.sql');
  await symlink(folder, join(base, 'link'));
  expect((await readFolder(join(base, 'link'))).ok).toBe(true);
});

test.each([
  [{ files: 1 }, [['too_many_files', '']]],
  [
    { fileBytes: 8 },
    [
      ['file_too_large', 'V1__x.sql'],
      ['file_too_large', 'V2__x.sql'],
    ],
  ],
  [{ totalBytes: 17 }, [['total_too_large', '']]],
  [{ fileBytes: 9, totalBytes: 18, files: 2 }, ['V1__x.sql', 'V2__x.sql']],
])('limits %j', async (limits, expected) => {
  await put('V1__x.sql');
  await put('V2__x.sql');
  expect(await pathsIn({ ...releaseLimits, ...limits })).toEqual(expected);
});
