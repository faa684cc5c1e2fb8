import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flywayChecksum } from '@/lib/changelog/checksum';
import type { Actor } from '@/lib/engine/context';
import { disableCheck } from '@/lib/engine/disable-check';
import { publishFolder } from '@/lib/engine/publish-folder';
import { publishUpload } from '@/lib/engine/publish-upload';
import { registerServer } from '@/lib/engine/register-server';
import { registerTenant } from '@/lib/engine/register-tenant';
import { writeCheck } from '@/lib/engine/write-check';
import { serverInput, tenantInput } from '@/lib/testing/registrations';
import { testEngine, type TestEngine } from '@/lib/testing/test-engine';
import { releaseProblemsOf } from '@/lib/wire/release-problem';

let test: TestEngine;
let operator: Actor;
let serverId: string;

beforeAll(async () => {
  test = await testEngine();
  operator = await test.person('operator');
  const server = await registerServer(
    test.engine,
    await test.person('admin'),
    serverInput(test.database, 'pg-1'),
  );
  if (!server.ok) throw new Error(server.refusal.code);
  ({ serverId } = server.value);
});
afterAll(() => test.close());

const v1 = 'CREATE TABLE a (id int);\n';
const v2 = 'INSERT INTO a VALUES (${answer});\n';

function publish(
  changelogKey: string,
  name: string,
  scripts: Readonly<Record<string, string>>,
  actor = operator,
) {
  const files = Object.entries(scripts).map(([path, text]) => ({ path, bytes: Buffer.from(text) }));
  return publishUpload(
    test.engine,
    actor,
    { changelogKey, name, placeholders: {} },
    { kind: 'folder', files },
  );
}

async function problemsOf(result: ReturnType<typeof publish>) {
  const answer = await result;
  if (answer.ok || answer.refusal.code !== 'release_problems') throw new Error(JSON.stringify(answer));
  return releaseProblemsOf(answer.refusal.facts);
}

/** A tenant whose last observation says that it has run `sql` as version `version`. */
async function tenantThatRan(key: string, changelogKey: string, rows: readonly object[]): Promise<void> {
  const place = { key, serverId, database: 'd', schema: key };
  const made = await registerTenant(test.engine, operator, tenantInput(place, { changelogKey }));
  if (!made.ok) throw new Error(made.refusal.code);
  const history = rows.map((row, at) => ({
    installedRank: at + 1,
    description: 'A',
    type: 'SQL',
    script: 'V1__A.sql',
    installedBy: 'u',
    installedOn: '2026-01-01T00:00:00.000Z',
    executionTime: 1,
    success: true,
    ...row,
  }));
  await test.engine.db.observation.create({ data: { tenantId: made.value.tenantId, state: 'ok', history } });
}

describe('publishing', () => {
  it('keeps scripts, checksums, the last version and what has to be given', async () => {
    const result = await publish('app', '1', {
      'V1__A.sql': v1,
      'U1__A.sql': 'DROP TABLE a;',
      'V2__B.sql': v2,
    });
    expect(result).toMatchObject({
      ok: true,
      value: { targetVersion: '2', scripts: 3, placeholders: ['answer'] },
    });
    const release = await test.engine.db.release.findFirstOrThrow({
      include: { migrations: { orderBy: { position: 'asc' } } },
    });
    expect(
      release.migrations.map(({ script, kind, checksum, statements, transactional }) => [
        script,
        kind,
        checksum,
        statements,
        transactional,
      ]),
    ).toEqual([
      ['V1__A.sql', 'versioned', flywayChecksum(v1), 1, true],
      ['U1__A.sql', 'undo', flywayChecksum('DROP TABLE a;'), 1, true],
      ['V2__B.sql', 'versioned', flywayChecksum(v2), 1, true],
    ]);
    await expect(test.engine.db.releaseMigration.deleteMany()).rejects.toThrow();
  });

  it('refuses a name that is taken, the same scripts again, and whoever may not', async () => {
    expect(await publish('app', '1', { 'V1__A.sql': v1 })).toMatchObject({
      refusal: { code: 'release_name_taken' },
    });
    const same = { 'V2__B.sql': v2, 'V1__A.sql': v1, 'U1__A.sql': 'DROP TABLE a;' };
    expect(await publish('app', '1b', same)).toMatchObject({
      refusal: { code: 'release_unchanged', facts: { name: '1' } },
    });
    expect(await publish('app', '2', { 'V1__A.sql': v1 }, await test.person('approver'))).toMatchObject({
      refusal: { code: 'not_allowed' },
    });
  });

  it('lists every problem of every script and publishes nothing', async () => {
    const problems = await problemsOf(
      publish('app', 'bad', {
        'V__A.sql': v1,
        'V2__B.sql': 'BEGIN;\nSELECT 1;\nCOMMIT;',
        'V2.0__C.sql': 'SELECT 1;',
        'V3__D.sql': 'SELECT \u0000;',
        '../V4__E.sql': 'SELECT 1;',
      }),
    );
    expect(problems.map(({ code }) => code).sort()).toEqual(
      [
        'nul_byte',
        'path_unsafe',
        'script_name_version_missing',
        'transaction_control',
        'transaction_control',
        'version_duplicate',
      ].sort(),
    );
    expect(problems.find(({ code }) => code === 'transaction_control')).toMatchObject({
      path: 'V2__B.sql',
      line: 1,
    });
    expect(await test.engine.db.release.count({ where: { name: 'bad' } })).toBe(0);
  });

  it('refuses a zip that is none', async () => {
    const input = { changelogKey: 'app', name: 'zip', placeholders: {} };
    const result = await publishUpload(test.engine, operator, input, {
      kind: 'zip',
      bytes: Buffer.from('PK no zip'),
    });
    expect(result).toMatchObject({ refusal: { code: 'release_problems', facts: { count: 1 } } });
  });

  it('names the tenant whose applied script has changed, and the release for one that nobody has run', async () => {
    await publish('changed', '1', { 'V1__A.sql': v1, 'V2__B.sql': 'SELECT 2;' });
    await tenantThatRan('ran-it', 'changed', [{ version: '1', checksum: flywayChecksum(v1) }]);
    const edited = {
      'V1__A.sql': 'CREATE TABLE a (id bigint);',
      'V2__B.sql': 'SELECT 22;',
      'V3__C.sql': 'SELECT 3;',
    };
    const [applied, published, ...rest] = await problemsOf(publish('changed', '2', edited));
    expect(rest).toEqual([]);
    expect(applied).toEqual({
      code: 'changed_applied',
      path: 'V1__A.sql',
      facts: {
        version: '1',
        tenant: 'ran-it',
        tenants: 1,
        recorded: flywayChecksum(v1),
        published: flywayChecksum('CREATE TABLE a (id bigint);'),
      },
    });
    expect(published).toMatchObject({
      code: 'changed_since_release',
      path: 'V2__B.sql',
      facts: { release: '1' },
    });
    expect(
      await publish('changed', '2', { 'V1__A.sql': v1, 'V2__B.sql': 'SELECT 2;', 'V3__C.sql': 'SELECT 3;' }),
    ).toMatchObject({ ok: true });
  });

  it('asks tenants also before the first release, and forgives what was undone', async () => {
    await test.engine.db.changelog.create({ data: { key: 'legacy', name: 'Legacy' } });
    await tenantThatRan('undone', 'legacy', [
      { version: '1', checksum: 7 },
      { version: '1', checksum: 7, type: 'DELETE' },
    ]);
    await tenantThatRan('still', 'legacy', [{ version: '1.0', checksum: 8 }]);
    expect(await problemsOf(publish('legacy', '1', { 'V1__A.sql': v1 }))).toMatchObject([
      { code: 'changed_applied', facts: { tenant: 'still', tenants: 1, recorded: 8 } },
    ]);
    await test.engine.db.tenant.updateMany({ where: { key: 'still' }, data: { archivedAt: new Date() } });
    expect(await publish('legacy', '1', { 'V1__A.sql': v1 })).toMatchObject({ ok: true });
  });

  it('of repeatables alone changes no version', async () => {
    expect(
      await publish('views', '1', { 'R__V.sql': 'CREATE OR REPLACE VIEW v AS SELECT 1 AS one;' }),
    ).toMatchObject({
      ok: true,
      value: { targetVersion: null, scripts: 1 },
    });
  });
});

describe('publishing a folder', () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'groundswell-releases-'));
    await mkdir(join(root, 'outside'));
    await mkdir(join(root, 'releases/app'), { recursive: true });
    await writeFile(join(root, 'releases/app/V1__A.sql'), v1);
    await writeFile(join(root, 'outside/V1__A.sql'), v1);
    await symlink(join(root, 'outside'), join(root, 'releases/link'));
  });
  afterAll(() => rm(root, { recursive: true }));

  const from = (folder: string, base: string | undefined = join(root, 'releases')) =>
    publishFolder(
      test.engine,
      operator,
      { changelogKey: 'folder', name: `from ${folder}`, placeholders: {}, folder },
      base,
    );

  it('reads below the configured one', async () => {
    expect(await from('app')).toMatchObject({ ok: true, value: { scripts: 1 } });
  });

  it.each([
    ['../outside', 'path_unsafe'],
    ['/etc', 'path_unsafe'],
    ['link', 'leaves_folder'],
    ['nowhere', 'not_found'],
  ])('refuses %s (%s)', async (folder, why) => {
    expect(await from(folder)).toMatchObject({
      refusal: { code: 'release_folder_unreadable', facts: { folder, why } },
    });
  });
});

describe('a check', () => {
  const check = (sql: string, changes = {}) =>
    writeCheck(test.engine, operator, {
      checkId: null,
      expectedVersion: null,
      changelogKey: 'app',
      name: 'Rows',
      sql,
      mode: 'enforce',
      expectation: { op: 'at_least', value: 1 },
      timeoutMs: 5000,
      rowCap: 20,
      ...changes,
    });

  it.each([
    ['SELECT 1; SELECT 2', { why: 'count', statements: 2 }],
    ['-- nothing', { why: 'count', statements: 0 }],
    ['DELETE FROM a', { why: 'not_a_query', word: 'DELETE' }],
    ['/* SELECT */ DROP TABLE a', { why: 'not_a_query', word: 'DROP' }],
    ["SELECT 'open", { why: 'unterminated_string' }],
    ['COMMIT', { why: 'transaction_control' }],
  ])('that is not one query is refused: %s', async (sql, facts) => {
    expect(await check(sql)).toMatchObject({ refusal: { code: 'check_not_single_statement', facts } });
  });

  it('is kept without its delimiter, has one name, and is changed only by who has seen it', async () => {
    const written = await check("SELECT count(*) FROM a WHERE b <> ';';");
    if (!written.ok) throw new Error(JSON.stringify(written.refusal));
    const { checkId } = written.value;
    const stored = () => test.engine.db.check.findUniqueOrThrow({ where: { id: checkId } });
    expect((await stored()).sql).toBe("SELECT count(*) FROM a WHERE b <> ';'");
    expect(await check('SELECT 1')).toMatchObject({ refusal: { code: 'check_name_taken' } });
    expect(await check('SELECT 2', { checkId, expectedVersion: 9 })).toMatchObject({
      refusal: { code: 'stale_version' },
    });
    expect(
      await check('WITH w AS (SELECT 2) SELECT * FROM w', { checkId, expectedVersion: 1 }),
    ).toMatchObject({ ok: true });
    const off = { checkId, expectedVersion: 2, disabled: true };
    expect(await disableCheck(test.engine, operator, off)).toEqual({ ok: true, value: { version: 3 } });
    expect((await stored()).disabledAt).not.toBeNull();
    expect(await disableCheck(test.engine, operator, off)).toMatchObject({
      refusal: { code: 'stale_version' },
    });
  });
});
