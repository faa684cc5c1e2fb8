import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { flywayChecksum } from '@/lib/changelog/checksum';
import { readRelease } from '@/lib/changelog/directory';
import { releaseLimits, type ReleaseFile } from '@/lib/changelog/release-file';

const filesOf = (texts: Record<string, string | Uint8Array>): ReleaseFile[] =>
  Object.entries(texts).map(([path, content]) => ({
    path,
    bytes: typeof content === 'string' ? Buffer.from(content) : content,
  }));
const read = (texts: Record<string, string | Uint8Array>) => readRelease(filesOf(texts));
const scriptsOf = (texts: Record<string, string | Uint8Array>) => {
  const release = read(texts);
  return release.ok ? release.migrations.map(({ script }) => script) : release.problems;
};
const problemsOf = (texts: Record<string, string | Uint8Array>) => {
  const release = read(texts);
  return release.ok ? [] : release.problems.map(({ code, path, line }) => [code, path, line]);
};

describe('a directory that is right', () => {
  test('is ordered: baselines, versions each with its undo, repeatables by description', () => {
    expect(
      scriptsOf({
        'R__b.sql': 'select 1',
        'V10__x.sql': 'select 1',
        'U2__x.sql': 'select 1',
        'V9__x.sql': 'select 1',
        'R__A.sql': 'select 1',
        'V2__x.sql': 'select 1',
        'U10.0__x.sql': 'select 1',
        'B9__x.sql': 'select 1',
      }),
    ).toEqual([
      'B9__x.sql',
      'V2__x.sql',
      'U2__x.sql',
      'V9__x.sql',
      'V10__x.sql',
      'U10.0__x.sql',
      'R__A.sql',
      'R__b.sql',
    ]);
  });

  test('gives name, text without its byte order mark, and checksum', () => {
    expect(read({ 'sub/V1_2__a_b.sql': '\ufeffselect 1;\r\n', 'V2__x.SQL': '' })).toMatchObject({
      ok: true,
      migrations: [
        {
          kind: 'versioned',
          version: '1.2',
          description: 'a b',
          script: 'sub/V1_2__a_b.sql',
          sql: 'select 1;\r\n',
          checksum: flywayChecksum('select 1;'),
          executeInTransaction: null,
          placeholderReplacement: true,
        },
        { version: '2', script: 'V2__x.SQL', checksum: 0 },
      ],
      placeholders: [],
      warnings: [{ code: 'script_empty', path: 'V2__x.SQL' }],
    });
  });

  test('a top folder that all share is taken off, and only then', () => {
    expect(scriptsOf({ 'migrations/V1__x.sql': 'select 1', 'migrations/sub/V2__x.sql': 'select 1' })).toEqual(
      ['V1__x.sql', 'sub/V2__x.sql'],
    );
    expect(scriptsOf({ 'a/V1__x.sql': 'select 1', 'b/V2__x.sql': 'select 1' })).toEqual([
      'a/V1__x.sql',
      'b/V2__x.sql',
    ]);
    expect(scriptsOf({ 'a/V1__x.sql': 'select 1', 'ab/V2__x.sql': 'select 1' })).toEqual([
      'a/V1__x.sql',
      'ab/V2__x.sql',
    ]);
    expect(scriptsOf({ 'a/V1__x.sql': 'select 1', '__MACOSX/a/._V1__x.sql': '?', '.DS_Store': '?' })).toEqual(
      ['V1__x.sql'],
    );
  });

  test('placeholders are listed once, without case, without the built-in and the unreplaced', () => {
    const release = read({
      'V1__x.sql': "select '${Tier}', '${flyway:defaultSchema}', '$${no}';",
      'V2__x.sql': "select '${tier}', '${app_role}';",
      'V3__x.sql': "select '${raw}';",
      'V3__x.sql.conf': 'placeholderReplacement=false',
    });
    expect(release).toMatchObject({ ok: true, placeholders: ['Tier', 'app_role'] });
  });

  test('a placeholder may stand where its value decides', () => {
    expect(
      read({ 'V1__x.sql': 'create index ${concurrently} on ${schema}.t (a); ${more}; do $$${quote}$$;' }).ok,
    ).toBe(true);
  });

  test('configuration is read', () => {
    expect(
      read({ 'V1__x.sql': 'vacuum; select 1;', 'V1__x.sql.conf': 'executeInTransaction=false' }),
    ).toMatchObject({ ok: true, migrations: [{ executeInTransaction: false }] });
  });

  test('other files are named, hidden ones are not', () => {
    expect(
      read({ 'V1__x.sql': 'select 1', 'README.md': '', '.gitkeep': '', 'sub/.x/V2__x.sql': '' }),
    ).toMatchObject({
      ok: true,
      warnings: [{ code: 'file_ignored', path: 'README.md' }],
    });
  });

  test('a repeatable with the time in it is warned of, a description too long for the table too', () => {
    const long = `V2__${'é'.repeat(201)}.sql`;
    expect(
      read({
        'R__x.sql': "select '${flyway:timestamp}'",
        'V1__x.sql': "select '${flyway:timestamp}'",
        [long]: 'select 1',
      }),
    ).toMatchObject({
      ok: true,
      warnings: [
        { code: 'repeatable_always_runs', path: 'R__x.sql' },
        { code: 'description_abbreviated', path: long, facts: { chars: 201, limit: 200 } },
      ],
    });
  });

  test('a V and a B of one version live together', () => {
    expect(scriptsOf({ 'B1__x.sql': 'select 1', 'V1__x.sql': 'select 1' })).toEqual([
      'B1__x.sql',
      'V1__x.sql',
    ]);
  });
});

describe('a directory that is wrong', () => {
  test.each<[string, Record<string, string | Uint8Array>, unknown[]]>([
    ['nothing in it', {}, [['release_empty', '', undefined]]],
    ['no script in it', { 'README.md': '' }, [['release_empty', '', undefined]]],
    ['a malformed name', { 'V1_x.sql': '' }, [['script_name_no_separator', 'V1_x.sql', undefined]]],
    [
      'a callback',
      { 'V1__x.sql': '', 'afterMigrate.sql': '' },
      [['callback_unsupported', 'afterMigrate.sql', undefined]],
    ],
    [
      'one version twice',
      { 'V1__a.sql': '', 'V1.0__b.sql': '' },
      [['version_duplicate', 'V1.0__b.sql', undefined]],
    ],
    [
      'one version in two folders',
      { 'a/V1__a.sql': '', 'b/V1__a.sql': '' },
      [['version_duplicate', 'b/V1__a.sql', undefined]],
    ],
    [
      'one undo twice',
      { 'V1__a.sql': '', 'U1__a.sql': '', 'U01__a.sql': '' },
      [['undo_duplicate', 'U01__a.sql', undefined]],
    ],
    [
      'one baseline twice',
      { 'B1__a.sql': '', 'B1__b.sql': '' },
      [['baseline_duplicate', 'B1__b.sql', undefined]],
    ],
    [
      'one repeatable twice',
      { 'R__a_b.sql': '', 'R__a b.sql': '' },
      [['repeatable_duplicate', 'R__a b.sql', undefined]],
    ],
    [
      'an undo of nothing',
      { 'V1__a.sql': '', 'U2__a.sql': '' },
      [['undo_without_versioned', 'U2__a.sql', undefined]],
    ],
    [
      'an undo of a baseline',
      { 'B2__a.sql': '', 'U2__a.sql': '' },
      [['undo_without_versioned', 'U2__a.sql', undefined]],
    ],
    ['mixed statements', { 'V1__a.sql': 'select 1;\nvacuum t;' }, [['statements_mixed', 'V1__a.sql', 2]]],
    [
      'a forced transaction',
      { 'V1__a.sql': '\nvacuum t;', 'V1__a.sql.conf': 'executeInTransaction=true' },
      [['nontransactional_forced', 'V1__a.sql', 2]],
    ],
    [
      'transaction control',
      { 'V1__a.sql': 'begin;\nselect 1;\ncommit;' },
      [
        ['transaction_control', 'V1__a.sql', 1],
        ['transaction_control', 'V1__a.sql', 3],
      ],
    ],
    ['a NUL', { 'V1__a.sql': 'select 1;\n\0' }, [['nul_byte', 'V1__a.sql', 2]]],
    ['another encoding', { 'V1__a.sql': Uint8Array.from([0x0a, 0xe9]) }, [['not_utf8', 'V1__a.sql', 2]]],
    ['an open quote', { 'V1__a.sql': "select 1;\nselect 'x" }, [['unterminated_string', 'V1__a.sql', 2]]],
    [
      'an open placeholder',
      { 'V1__a.sql': 'select 1;\nselect ${x' },
      [['placeholder_unterminated', 'V1__a.sql', 2]],
    ],
    [
      'an unknown built-in',
      { 'V1__a.sql': '\nselect ${flyway:nope}' },
      [['placeholder_unknown_builtin', 'V1__a.sql', 2]],
    ],
    ['a command of psql', { 'V1__a.sql': 'select 1;\n\\i b.sql' }, [['psql_command', 'V1__a.sql', 2]]],
    [
      'an unknown key',
      { 'V1__a.sql': '', 'V1__a.sql.conf': '\nmixed=true' },
      [['conf_key_unknown', 'V1__a.sql.conf', 2]],
    ],
    [
      'a configuration of nothing',
      { 'V1__a.sql': '', 'V2__a.sql.conf': '' },
      [['conf_without_script', 'V2__a.sql.conf', undefined]],
    ],
    [
      'a configuration in another encoding',
      { 'V1__a.sql': '', 'V1__a.sql.conf': Uint8Array.from([0xff]) },
      [['not_utf8', 'V1__a.sql.conf', 1]],
    ],
  ])('%s', (_, texts, expected) => {
    expect(problemsOf(texts)).toEqual(expected);
  });

  test.each([
    ['../V1__x.sql', 'parent'],
    ['a/../../V1__x.sql', 'parent'],
    ['..', 'parent'],
    ['/etc/V1__x.sql', 'absolute'],
    ['\\\\host\\V1__x.sql', 'backslash'],
    ['a\\..\\V1__x.sql', 'backslash'],
    ['C:/V1__x.sql', 'drive'],
    ['c:V1__x.sql', 'drive'],
    ['a//V1__x.sql', 'empty_segment'],
    ['./V1__x.sql', 'empty_segment'],
    ['a/', 'empty_segment'],
    ['', 'empty_segment'],
    ['V1__\n.sql', 'control_character'],
    ['V1__\0.sql', 'control_character'],
    ['V1__\u0085.sql', 'control_character'],
  ])('the path %j is unsafe', (path, reason) => {
    const release = read({ [path]: 'select 1', 'V2__x.sql': 'select 1' });
    expect(release).toMatchObject({
      ok: false,
      problems: [{ code: 'path_unsafe', path, facts: { reason } }],
    });
  });

  test.each(['V1__..sql', 'V1__a..b.sql', '...x/V2__x.sql', 'V1__\'"; drop table t.sql', 'V1__漢字🚀.sql'])(
    'the path %j is not',
    (path) => {
      expect(
        problemsOf({ [path]: 'select 1', 'V9__x.sql': 'select 1' }).filter(
          ([code]) => code === 'path_unsafe',
        ),
      ).toEqual([]);
    },
  );

  test('the same path twice', () => {
    const twice = [...filesOf({ 'V1__x.sql': 'select 1' }), ...filesOf({ 'V1__x.sql': 'select 2' })];
    expect(readRelease(twice)).toMatchObject({
      ok: false,
      problems: [{ code: 'path_duplicate', path: 'V1__x.sql' }],
    });
  });

  test('everything is listed at once', () => {
    const codes = problemsOf({
      'V1__a.sql': 'begin;',
      'V1.0__b.sql': "select '",
      'v2__c.sql': 'select \0',
      '../V3__x.sql': '',
      'U4__x.sql': '',
      'V5__x.sql.conf': '',
    }).map(([code]) => code);
    expect(codes.toSorted()).toEqual([
      'conf_without_script',
      'nul_byte',
      'path_unsafe',
      'script_name_prefix',
      'transaction_control',
      'undo_without_versioned',
      'unterminated_string',
      'version_duplicate',
    ]);
  });

  test('a duplicate names both files and both versions', () => {
    expect(read({ 'V1__a.sql': '', 'V1.0__b.sql': '' })).toMatchObject({
      problems: [{ facts: { version: '1.0', otherVersion: '1', otherPath: 'V1__a.sql' } }],
    });
  });

  test('paths in problems are as given, with the top folder', () => {
    expect(problemsOf({ 'm/V1__a.sql': 'commit', 'm/V1__b.sql': '' })).toEqual([
      ['transaction_control', 'm/V1__a.sql', 1],
      ['version_duplicate', 'm/V1__b.sql', undefined],
    ]);
  });
});

describe('limits', () => {
  const small = { ...releaseLimits, files: 2, fileBytes: 10, totalBytes: 15, pathChars: 20 };
  const code = (texts: Record<string, string>) => {
    const release = readRelease(filesOf(texts), small);
    return release.ok ? 'ok' : release.problems[0]?.code;
  };

  test.each<[string, Record<string, string>, string]>([
    ['within', { 'V1__x.sql': 'select 1', 'V2__x.sql': 'select' }, 'ok'],
    ['files', { 'V1__x.sql': '', 'V2__x.sql': '', 'V3__x.sql': '' }, 'too_many_files'],
    ['one file', { 'V1__x.sql': 'select 1234' }, 'file_too_large'],
    ['all files', { 'V1__x.sql': 'select 1', 'V2__x.sql': 'select 1' }, 'total_too_large'],
    ['a path', { 'V1__long_long_long_long.sql': '' }, 'path_too_long'],
  ])('%s', (_, texts, expected) => {
    expect(code(texts)).toBe(expected);
  });
});

test('the order of the files does not matter', () => {
  const files = filesOf({
    'V1__a.sql': 'select 1',
    'V1.1__b.sql': 'select 1',
    'U1__a.sql': 'select 1',
    'R__r.sql': 'select 1',
    'V10__c.sql': '${X}',
  });
  const expected = readRelease(files);
  fc.assert(
    fc.property(fc.shuffledSubarray(files, { minLength: files.length }), (shuffled) => {
      const release = readRelease(shuffled);
      expect(release.ok && release.migrations).toEqual(expected.ok && expected.migrations);
    }),
  );
});
