import { describe, expect, it } from 'vitest';
import { controlsTransaction, resumptionOf, withoutLeadingComments } from '@/lib/tenant/statement-text';

describe('withoutLeadingComments', () => {
  it.each([
    ['-- a\n  /* b /* c */ */ select 1', 'select 1'],
    ['-- only', ''],
    ['/* open', ''],
    ["select '-- x'", "select '-- x'"],
  ])('%j', (text, rest) => expect(withoutLeadingComments(text)).toBe(rest));
});

describe('controlsTransaction', () => {
  it.each(['BEGIN', 'begin work', 'COMMIT AND CHAIN', 'rollback', 'ROLLBACK PREPARED', 'end', '--x\nABORT'])(
    '%s',
    (text) => expect(controlsTransaction(text)).toBe(true),
  );
  it.each([
    'ROLLBACK TO s',
    'ROLLBACK WORK TO SAVEPOINT s',
    'SAVEPOINT s',
    'SELECT $$ COMMIT $$',
    'ENDPOINT',
    'PREPARE x AS SELECT 1',
  ])('not %s', (text) => expect(controlsTransaction(text)).toBe(false));
});

describe('resumptionOf', () => {
  it.each([
    ['CREATE INDEX CONCURRENTLY a ON t (x)', { kind: 'create_index', index: 'a' }],
    [
      'create unique index concurrently if not exists "A ""b" on t(x)',
      { kind: 'create_index', index: 'A "b' },
    ],
    ['CREATE INDEX CONCURRENTLY Mixed ON ONLY t (x)', { kind: 'create_index', index: 'mixed' }],
    ['CREATE INDEX CONCURRENTLY ON t (x)', { kind: 'unknown' }],
    ['DROP INDEX CONCURRENTLY IF EXISTS s.a', { kind: 'drop_index', index: 'a' }],
    ['VACUUM ANALYZE t', { kind: 'run_again' }],
    ['REINDEX INDEX CONCURRENTLY a', { kind: 'run_again' }],
    ["ALTER TYPE m ADD VALUE IF NOT EXISTS 'x'", { kind: 'run_again' }],
    ["ALTER TYPE m ADD VALUE 'x if not exists y'", { kind: 'unknown' }],
    ['INSERT INTO t VALUES (1)', { kind: 'unknown' }],
    ['SETUP', { kind: 'unknown' }],
  ])('%s', (text, resumption) => expect(resumptionOf(text)).toEqual(resumption));
});
