import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '@/lib/engine/context';
import { checkFolder, checkUpload } from '@/lib/engine/check-release';
import { publishUpload } from '@/lib/engine/publish-upload';
import { registerServer } from '@/lib/engine/register-server';
import { registerTenant } from '@/lib/engine/register-tenant';
import { serverInput, tenantInput } from '@/lib/testing/registrations';
import { testEngine, type TestEngine } from '@/lib/testing/test-engine';

let test: TestEngine;
let operator: Actor;

const v1 = 'CREATE TABLE a (id int);\n';
const view = (text: string) => `CREATE OR REPLACE VIEW v AS SELECT '${text}' AS l;\n`;
const upload = (scripts: Readonly<Record<string, string>>) => ({
  kind: 'folder' as const,
  files: Object.entries(scripts).map(([path, text]) => ({ path, bytes: Buffer.from(text) })),
});

beforeAll(async () => {
  test = await testEngine();
  operator = await test.person('operator');
  const first = await publishUpload(
    test.engine,
    operator,
    {
      changelogKey: 'app',
      name: '1',
      placeholders: { Label: { value: 'eu', secret: false }, token: { value: 's3cret', secret: true } },
    },
    upload({ 'V1__A.sql': v1, 'U1__A.sql': 'DROP TABLE a;', 'R__View.sql': view('${label} ${token}') }),
  );
  if (!first.ok) throw new Error(first.refusal.code);
  const server = await registerServer(
    test.engine,
    await test.person('admin'),
    serverInput(test.database, 'pg-1'),
  );
  if (!server.ok) throw new Error(server.refusal.code);
  const { serverId } = server.value;
  for (const [key, placeholders] of [
    ['one', { TOKEN: { value: 'own', secret: false } }],
    ['two', {}],
  ] as const) {
    const made = await registerTenant(
      test.engine,
      operator,
      tenantInput({ key, serverId, database: 'd', schema: key }, { changelogKey: 'app', placeholders }),
    );
    if (!made.ok) throw new Error(made.refusal.code);
  }
});
afterAll(() => test.close());

describe('a dry run', () => {
  it('says what is new, changed and gone, who gives which value, and stores nothing', async () => {
    const before = await test.engine.db.release.count();
    const draft = await checkUpload(
      test.engine,
      'app',
      upload({
        'V1.0__A.sql': v1,
        'V2__B.sql': 'CREATE INDEX CONCURRENTLY i ON a (id);',
        'R__View.sql': view('${label} ${token} ${fresh}'),
      }),
    );
    expect(draft).toMatchObject({
      targetVersion: '2',
      problemCount: 0,
      sameAs: null,
      previous: { name: '1', version: '1' },
      gone: ['U1__A.sql'],
      tenants: 2,
    });
    expect(draft.scripts.map(({ script, since, transactional }) => [script, since, transactional])).toEqual([
      ['V1.0__A.sql', 'same', true],
      ['V2__B.sql', 'new', false],
      ['R__View.sql', 'changed', true],
    ]);
    expect(draft.placeholders).toEqual([
      { name: 'fresh', tenants: 0, previous: null },
      { name: 'label', tenants: 0, previous: { value: 'eu', secret: false } },
      { name: 'token', tenants: 1, previous: { value: null, secret: true } },
    ]);
    expect(JSON.stringify(draft)).not.toContain('s3cret');
    expect(await test.engine.db.release.count()).toBe(before);
  });

  it('names the release that holds exactly these scripts', async () => {
    const draft = await checkUpload(
      test.engine,
      'app',
      upload({ 'V1__A.sql': v1, 'U1__A.sql': 'DROP TABLE a;', 'R__View.sql': view('${label} ${token}') }),
    );
    expect(draft.sameAs).toMatchObject({ name: '1' });
  });

  it('lists what an earlier release has otherwise, but not for a changelog that there is not yet', async () => {
    const files = upload({ 'V1__A.sql': 'CREATE TABLE b (id int);' });
    expect((await checkUpload(test.engine, 'app', files)).problems).toMatchObject([
      { code: 'changed_since_release', path: 'V1__A.sql', facts: { release: '1' } },
    ]);
    expect(await checkUpload(test.engine, null, files)).toMatchObject({
      problemCount: 0,
      previous: null,
      scripts: [{ since: 'new' }],
    });
  });

  it('lists problems of the files with their lines', async () => {
    const draft = await checkUpload(
      test.engine,
      'app',
      upload({ 'V1__A.sql': 'SELECT 1;\nCOMMIT;', 'V__B.sql': v1 }),
    );
    expect(draft.problemCount).toBe(2);
    expect(draft.problems.map(({ code, line }) => [code, line]).toSorted()).toEqual([
      ['script_name_version_missing', undefined],
      ['transaction_control', 2],
    ]);
    expect(draft.scripts).toEqual([]);
  });
});

describe('a folder of this machine', () => {
  it('is read below the configured one only', async () => {
    const root = await mkdtemp(join(tmpdir(), 'check-'));
    await mkdir(join(root, '2'));
    await writeFile(join(root, '2', 'V9__N.sql'), 'SELECT 9;');
    const check = (folder: string, from: string | undefined = root) =>
      checkFolder(test.engine, operator, { changelogKey: 'app', folder }, from);
    expect(await check('2')).toMatchObject({ ok: true, value: { targetVersion: '9' } });
    for (const [folder, why] of [
      ['../x', 'path_unsafe'],
      ['none', 'not_found'],
    ] as const) {
      expect(await check(folder)).toMatchObject({
        refusal: { code: 'release_folder_unreadable', facts: { folder, why } },
      });
    }
    await rm(root, { recursive: true });
  });
});
