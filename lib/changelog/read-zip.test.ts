import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { readRelease } from '@/lib/changelog/directory';
import { readZip } from '@/lib/changelog/read-zip';
import { releaseLimits, type FileList } from '@/lib/changelog/release-file';

type Part = { path: string; content?: Buffer; mode?: number; compress?: boolean };

async function zipOf(parts: Part[]): Promise<Buffer> {
  const zip = new ZipFile();
  for (const { path, content = Buffer.from('select 1;'), ...options } of parts) {
    if (path.endsWith('/')) zip.addEmptyDirectory(path);
    else zip.addBuffer(content, path, options);
  }
  zip.end();
  return buffer(zip.outputStream);
}

/** The library that writes zips refuses bad names: they are put in afterwards, in both headers. */
function patch(zip: Buffer, from: string, to: string): Buffer {
  expect(Buffer.byteLength(from)).toBe(Buffer.byteLength(to));
  return Buffer.from(zip.toString('latin1').replaceAll(from, Buffer.from(to).toString('latin1')), 'latin1');
}

/** Offsets of the headers of all entries. */
function* headersOf(zip: Buffer, signature: string): Generator<number> {
  for (let at = zip.indexOf(signature, 0, 'latin1'); at >= 0; at = zip.indexOf(signature, at + 4, 'latin1'))
    yield at;
}
const centralHeader = 'PK\u0001\u0002';
const localHeader = 'PK\u0003\u0004';

const problemsOf = (list: FileList) => (list.ok ? [] : list.problems.map(({ code, path }) => [code, path]));

test('reads what was packed, compressed or not, folders passed over', async () => {
  const content = Buffer.from("select '漢字';\n".repeat(1000));
  const list = await readZip(
    await zipOf([
      { path: 'm/' },
      { path: 'm/V1__x.sql', content },
      { path: 'm/V2__漢字.sql', compress: false },
    ]),
  );
  expect(list.ok && list.files.map(({ path, bytes }) => [path, bytes.length])).toEqual([
    ['m/V1__x.sql', content.length],
    ['m/V2__漢字.sql', 9],
  ]);
  expect(list.ok && Buffer.from(list.files[0]?.bytes ?? []).equals(content)).toBe(true);
  expect(list.ok && readRelease(list.files)).toMatchObject({
    ok: true,
    migrations: [{ script: 'V1__x.sql' }, { script: 'V2__漢字.sql' }],
  });
});

test('hidden files are left out', async () => {
  const list = await readZip(
    await zipOf([{ path: '__MACOSX/._V1__x.sql' }, { path: '.DS_Store' }, { path: 'V1__x.sql' }]),
  );
  expect(list.ok && list.files.map(({ path }) => path)).toEqual(['V1__x.sql']);
});

test('an archive of nothing is a release of nothing', async () => {
  expect(await readZip(await zipOf([]))).toEqual({ ok: true, files: [] });
});

describe('paths that climb out', () => {
  test.each(['../V1__x.sql', '/aa/V1_.sql', '..\\V1__x.sql', 'C:/V1__.sql ', 'a//V1__x.sq', './/V1__x.s'])(
    '%j',
    async (bad) => {
      const path = 'X'.repeat(bad.length);
      const list = await readZip(patch(await zipOf([{ path }, { path: 'V2__x.sql' }]), path, bad));
      expect(problemsOf(list)).toEqual([['path_unsafe', bad]]);
    },
  );

  test('a folder too', async () => {
    expect(problemsOf(await readZip(patch(await zipOf([{ path: 'xx/' }]), 'xx/', '../')))).toEqual([
      ['path_unsafe', '..'],
    ]);
  });

  test('a link', async () => {
    const list = await readZip(
      await zipOf([{ path: 'V1__x.sql', content: Buffer.from('/etc/passwd'), mode: 0o120_777 }]),
    );
    expect(problemsOf(list)).toEqual([['link_leaves_folder', 'V1__x.sql']]);
  });

  test('all are listed', async () => {
    const zip = await zipOf([{ path: 'aa/V1__x.sql' }, { path: 'bb/V2__x.sql' }]);
    expect(problemsOf(await readZip(patch(patch(zip, 'aa/', '../'), 'bb/', '../')))).toHaveLength(2);
  });
});

describe('bombs', () => {
  const zeros = Buffer.alloc(16 * 1024 * 1024);

  test('one entry that swells is stopped at the limit of a file', async () => {
    const bomb = await zipOf([{ path: 'V1__x.sql', content: zeros }]);
    expect(bomb.length).toBeLessThan(100_000);
    expect(problemsOf(await readZip(bomb))).toEqual([['file_too_large', 'V1__x.sql']]);
  });

  test('headers that lie about the size change nothing', async () => {
    const bomb = await zipOf([{ path: 'V1__x.sql', content: zeros }]);
    for (const at of headersOf(bomb, centralHeader)) bomb.writeUInt32LE(9, at + 24);
    for (const at of headersOf(bomb, localHeader)) bomb.writeUInt32LE(9, at + 22);
    expect(problemsOf(await readZip(bomb))).toEqual([['file_too_large', 'V1__x.sql']]);
  });

  test('many entries are stopped at the limit of all', async () => {
    const content = zeros.subarray(0, 1024 * 1024);
    const parts = Array.from({ length: 20 }, (_, index) => ({ path: `V${index}__x.sql`, content }));
    const limits = { ...releaseLimits, totalBytes: 5 * 1024 * 1024 };
    expect(problemsOf(await readZip(await zipOf(parts), limits))).toEqual([['total_too_large', '']]);
  });

  test('too many entries are not read', async () => {
    const parts = Array.from({ length: 30 }, (_, index) => ({ path: `V${index}__x.sql` }));
    const zip = await zipOf(parts);
    expect(problemsOf(await readZip(zip, { ...releaseLimits, files: 10 }))).toEqual([['too_many_files', '']]);
    expect(problemsOf(await readZip(zip, { ...releaseLimits, files: 20 }))).toEqual([['too_many_files', '']]);
    expect((await readZip(zip, { ...releaseLimits, files: 30 })).ok).toBe(true);
  });

  test('an archive too large is not opened', async () => {
    const list = await readZip(Buffer.alloc(101), { ...releaseLimits, archiveBytes: 100 });
    expect(list).toEqual({
      ok: false,
      problems: [{ code: 'archive_too_large', path: '', facts: { bytes: 101, limit: 100 } }],
    });
  });
});

describe('archives that are broken', () => {
  test.each([
    ['nothing', Buffer.alloc(0)],
    ['no zip', Buffer.from('select 1;'.repeat(100))],
    ['zeros', Buffer.alloc(1000)],
  ])('%s', async (_, bytes) => {
    expect(problemsOf(await readZip(bytes))).toEqual([['zip_corrupt', '']]);
  });

  test('cut off', async () => {
    const zip = await zipOf([{ path: 'V1__x.sql' }]);
    expect(problemsOf(await readZip(zip.subarray(0, -30)))).toEqual([['zip_corrupt', '']]);
  });

  test('changed content is found by its checksum', async () => {
    const zip = await zipOf([{ path: 'V1__x.sql', compress: false }]);
    expect(problemsOf(await readZip(patch(zip, 'select 1;', 'select 2;')))).toEqual([
      ['zip_corrupt', 'V1__x.sql'],
    ]);
  });

  test('encrypted', async () => {
    const zip = await zipOf([{ path: 'V1__x.sql' }]);
    for (const at of headersOf(zip, centralHeader)) zip.writeUInt16LE(zip.readUInt16LE(at + 8) | 1, at + 8);
    expect(problemsOf(await readZip(zip))).toEqual([['zip_encrypted', 'V1__x.sql']]);
  });

  test('packed by a method that is not read', async () => {
    const zip = await zipOf([{ path: 'V1__x.sql' }]);
    for (const at of headersOf(zip, centralHeader)) zip.writeUInt16LE(12, at + 10);
    expect(problemsOf(await readZip(zip))).toEqual([['zip_method_unsupported', 'V1__x.sql']]);
  });

  test('any single changed byte ends in files or in problems', async () => {
    const zip = await zipOf([{ path: 'V1__x.sql' }, { path: 'sub/V2__x.sql', compress: false }]);
    for (let at = 0; at < zip.length; at += 1) {
      const broken = Buffer.from(zip);
      broken[at] = (broken[at] ?? 0) ^ 0xff;
      expect(await readZip(broken)).toHaveProperty('ok');
    }
  });
});
