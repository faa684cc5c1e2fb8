import { describe, expect, test } from 'vitest';
import { splitScript, type Split } from '@/lib/changelog/split';

const codesOf = (split: Split) => (split.ok ? [] : split.problems.map(({ code, line }) => [code, line]));

describe('transaction control', () => {
  test.each([
    ['begin', 'BEGIN'],
    ['BEGIN WORK', 'BEGIN'],
    ['begin isolation level serializable', 'BEGIN'],
    ['start transaction', 'START TRANSACTION'],
    ['Commit', 'COMMIT'],
    ['commit and chain', 'COMMIT'],
    ["commit prepared 'x'", 'COMMIT'],
    ['end', 'END'],
    ['rollback', 'ROLLBACK'],
    ['rollback to a', 'ROLLBACK'],
    ['abort', 'ABORT'],
    ['savepoint a', 'SAVEPOINT'],
    ['release savepoint a', 'RELEASE'],
    ["prepare transaction 'x'", 'PREPARE TRANSACTION'],
    ['/* c */ -- d\ncommit', 'COMMIT'],
  ])('%j is refused with its line', (statement, command) => {
    const line = statement.includes('\n') ? 4 : 3;
    expect(splitScript(`select 1;\n\n${statement};\nselect 2;`)).toEqual({
      ok: false,
      problems: [{ code: 'transaction_control', line, facts: { command } }],
    });
  });

  test.each([
    'do $$ begin commit; end $$',
    "create function f() returns void language plpgsql as 'begin; commit;'",
    'create function f() returns int begin atomic select 1; end',
    'create table t (begin int, "commit" int)',
    'select 1 as commit',
    'prepare p as select 1',
    "comment on table t is 'commit'",
    '/* commit; */ select 1',
    'start_work()',
    'set transaction isolation level serializable',
  ])('%j is none', (text) => {
    expect(splitScript(text).ok).toBe(true);
  });

  test('all of them are listed, with what else is wrong', () => {
    expect(codesOf(splitScript("begin;\n\\i x.sql\ncommit;\nselect 1);\nselect 'x"))).toEqual([
      ['transaction_control', 1],
      ['psql_command', 2],
      ['transaction_control', 3],
      ['unbalanced_parenthesis', 4],
      ['unterminated_string', 5],
    ]);
  });
});

describe('what cannot run in a transaction block', () => {
  test.each([
    'create index concurrently on t (a)',
    'create unique index concurrently i on t (a)',
    'drop index concurrently a, b',
    'reindex (concurrently) table t',
    'reindex (verbose, concurrently true) index i',
    'reindex table concurrently "T"',
    'reindex (tablespace x) database d',
    'reindex (verbose) system',
    'alter table if exists only s."T" detach partition s.p concurrently',
    'alter database d set tablespace x',
    'alter system set work_mem = 1',
    'create database d',
    'drop database d',
    "create tablespace x location '/x'",
    "create subscription s connection '' publication p",
    'drop subscription s',
    'alter subscription s set publication p',
    'alter subscription s add publication p with (copy_data = false)',
    'alter subscription s refresh publication with (copy_data = false)',
    'alter subscription s set (failover = true)',
    'vacuum (analyze) t',
    'cluster',
    'cluster verbose',
    'cluster (verbose)',
    'discard all',
  ])('%s', (text) => {
    expect(splitScript(text)).toMatchObject({ ok: true, statements: [{ transactional: false }] });
  });
});

describe('what can', () => {
  test.each([
    'create index i on t (a)',
    'create index "concurrently" on t (a)',
    'create unique index i on t (a)',
    'reindex (concurrently false) table t',
    'reindex (concurrently off, verbose) index i',
    'reindex index i',
    'alter table t detach partition p',
    'alter table t detach partition p finalize',
    'alter table t add column concurrently_done int',
    "alter table t alter column a set default 'detach partition p concurrently'",
    'alter database d set work_mem = 1',
    'alter subscription s set publication p with (refresh = false)',
    'alter subscription s disable',
    "alter type t add value 'x'",
    'refresh materialized view concurrently m',
    'cluster t using i',
    'cluster verbose t',
    'discard plans',
    'analyze t',
    'explain create index concurrently i on t(a)',
    'create table vacuum (i int)',
    "comment on index i is 'create index concurrently'",
  ])('%s', (text) => {
    expect(splitScript(text)).toMatchObject({ ok: true, statements: [{ transactional: true }] });
  });
});
