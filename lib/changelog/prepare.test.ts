import { describe, expect, test } from 'vitest';
import type { Migration } from '@/lib/domain/migration';
import { flywayChecksum } from '@/lib/changelog/checksum';
import { prepare } from '@/lib/changelog/prepare';

const migration = (sql: string, more: Partial<Migration> = {}): Migration => ({
  kind: 'versioned',
  version: '1',
  description: 'x',
  script: 'sub/V1__x.sql',
  sql,
  checksum: flywayChecksum(sql),
  executeInTransaction: null,
  placeholderReplacement: true,
  ...more,
});

test('values go in, the script is split', () => {
  expect(
    prepare(
      migration("create table ${a} ();\nselect '${flyway:defaultSchema}';"),
      { A: 't' },
      { 'flyway:defaultSchema': 's' },
    ),
  ).toEqual({
    ok: true,
    prepared: {
      kind: 'versioned',
      version: '1',
      description: 'x',
      script: 'sub/V1__x.sql',
      checksum: flywayChecksum("create table ${a} ();\nselect '${flyway:defaultSchema}';"),
      equivalentChecksums: [],
      transactional: true,
      statements: [
        { line: 1, text: 'create table t ()', transactional: true },
        { line: 2, text: "select 's'", transactional: true },
      ],
      sql: "create table t ();\nselect 's';",
    },
  });
});

test('a repeatable is hashed after replacement, the other hash counts as unchanged', () => {
  const sql = "select '${a}'";
  const prepared = prepare(migration(sql, { kind: 'repeatable', version: null }), { a: 'b' }, {});
  expect(prepared).toMatchObject({
    prepared: { checksum: flywayChecksum("select 'b'"), equivalentChecksums: [flywayChecksum(sql)] },
  });
  expect(prepare(migration('select 1', { kind: 'repeatable' }), {}, {})).toMatchObject({
    prepared: { checksum: flywayChecksum('select 1'), equivalentChecksums: [] },
  });
});

test('replacement can be switched off', () => {
  const off = { kind: 'repeatable', placeholderReplacement: false } as const;
  expect(prepare(migration("select '${a}'", off), {}, {})).toMatchObject({
    prepared: { sql: "select '${a}'", checksum: flywayChecksum("select '${a}'"), equivalentChecksums: [] },
  });
});

test('the file name is known without being given', () => {
  expect(prepare(migration("select '${flyway:filename}'"), {}, {})).toMatchObject({
    prepared: { sql: "select 'V1__x.sql'" },
  });
});

describe('inside a transaction or not', () => {
  test.each([
    ['select 1', null, true],
    ['', null, true],
    ['vacuum; vacuum t', null, false],
    ['select 1', false, false],
    ['select 1', true, true],
    ['select 1; vacuum', false, false],
    ['create index ${c} i on t (a)', null, false],
  ])('%j with executeInTransaction %s: %s', (sql, executeInTransaction, transactional) => {
    expect(prepare(migration(sql, { executeInTransaction }), { c: 'concurrently' }, {})).toMatchObject({
      prepared: { transactional },
    });
  });
});

test.each([
  [
    'a missing value',
    'select 1;\nselect ${nope}',
    {},
    { code: 'placeholder_missing', line: 2, facts: { placeholder: 'nope' } },
  ],
  ['an open placeholder', 'select ${nope', {}, { code: 'placeholder_unterminated', line: 1, facts: {} }],
  [
    'a value that ends the transaction',
    'select 1; ${a}',
    { a: 'commit' },
    { code: 'transaction_control', line: 1 },
  ],
  [
    'a value that opens a quote',
    'select 1;\n${a}',
    { a: "select 'x" },
    { code: 'unterminated_string', line: 2 },
  ],
  [
    'a value that cannot be in a transaction',
    'select 1;\n${a}',
    { a: 'vacuum' },
    { code: 'statements_mixed', line: 2 },
  ],
  ['a value with a NUL', "select 1;\nselect '${a}'", { a: '\0' }, { code: 'nul_byte', line: 2 }],
])('%s is refused', (_, sql, values, problem) => {
  expect(prepare(migration(sql), values as Record<string, string>, {})).toMatchObject({
    ok: false,
    problem: { path: 'sub/V1__x.sql', ...problem },
  });
});

test('a value never appears in what is said of a missing one', () => {
  const refused = prepare(migration('${secret} ${nope}'), { secret: 'hunter2' }, {});
  expect(JSON.stringify(refused)).not.toContain('hunter2');
});
