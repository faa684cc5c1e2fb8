import fc from 'fast-check';
import { loadModule, parseSync } from 'libpg-query';
import { beforeAll, describe, expect, test } from 'vitest';
import { splitScript } from '@/lib/changelog/split';
import vectors from '@/lib/changelog/vectors/flyway-parser.json' with { type: 'json' };

// PostgreSQL's own grammar as the judge: a script that it reads as n statements has to be cut into the same n.

beforeAll(loadModule);

/** The statements as PostgreSQL's parser sees them, free of positions; null where it refuses the text. */
function statementsOf(text: string): unknown[] | null {
  try {
    const { stmts = [] } = parseSync(text);
    return stmts.map(({ stmt }) => withoutPositions(stmt));
  } catch {
    return null;
  }
}

function withoutPositions(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutPositions);
  if (typeof node !== 'object' || node === null) return node;
  const kept = Object.entries(node).filter(([key]) => !/^(?:stmt_)?(?:location|len)$|_location$/.test(key));
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutPositions(value)]));
}

/** Each of our statements, parsed alone: one that was merged with another or cut short parses differently. */
const oneByOne = (statements: readonly { readonly text: string }[]): unknown[] =>
  statements.map(({ text }) => statementsOf(text) ?? `refused alone: ${text}`);

const refusals = new Set(['transaction_control']);

describe('the scripts that the real Flyway was asked about', () => {
  const scripts = vectors.filter(({ sql }) => !/\bfrom\s+stdin\b/i.test(sql));
  test.each(scripts.map(({ name, sql }) => [name, sql]))('%s', (_name, sql) => {
    const expected = statementsOf(sql);
    if (expected === null) return;
    const split = splitScript(sql);
    if (!split.ok) {
      expect(split.problems.filter(({ code }) => !refusals.has(code))).toEqual([]);
      return;
    }
    expect(oneByOne(split.statements)).toEqual(expected.map((statement) => [statement]));
  });
});

const statements = fc.constantFrom(
  "select 'a;b''c'",
  "insert into t values (E'\\';', e'x\\\\', U&'\\0061;', B'01', X'1F')",
  'do $$ begin perform 1; end; $$',
  'do language plpgsql $body$ begin execute $q$ select 1; $q$; end $body$',
  'select $t$ ; $$ ; $t$ as "x;y"',
  'create function f() returns int begin atomic select case when true then case a when 1 then 2 end end; select 2; end',
  'create or replace procedure p() begin atomic insert into t values (1); end',
  "create rule r as on delete to t do also (insert into log values (1); insert into log values (';'))",
  'update t set a = $1 where b = $2',
  'create index concurrently i on t (a)',
  'alter table t add column "end" int, add column "begin" text default $$;$$',
  'select a /* ; /* ; */ */ + 2 -- ; \n + 3 as "case"',
  "comment on table t is 'it''s; fine'",
  'select begin, atomic from t',
  "select 'two'\n 'parts;'",
  'create view v as select case when a then 1 else 2 end as c from t',
  'select 1<>2, a->>$$;$$, -1 - -1',
);
const gap = fc.constantFrom(
  '',
  ' ',
  '\n',
  '\r\n\t',
  '/* ; */',
  '-- ;\n',
  ';',
  ' ; ',
  '/* a /* b */ */\n',
  '--\n',
);

test('any script that PostgreSQL reads is cut into the statements that it reads', () => {
  let judged = 0;
  fc.assert(
    fc.property(fc.array(fc.tuple(gap, statements, gap), { maxLength: 10 }), (triples) => {
      const text = triples.map(([before, statement, after]) => `${before}${statement}${after};`).join('');
      const expected = statementsOf(text);
      if (expected === null) return;
      judged += 1;
      const split = splitScript(text);
      if (!split.ok) throw new Error(JSON.stringify(split.problems));
      expect(oneByOne(split.statements)).toEqual(expected.map((statement) => [statement]));
    }),
    { numRuns: 500 },
  );
  expect(judged).toBeGreaterThan(300);
});

const fragments = fc.constantFrom(
  'select',
  '1',
  'a',
  "'x;'",
  '"q;"',
  '$$;$$',
  "E'\\';'",
  '(',
  ')',
  ';',
  ' ',
  '\n',
  ',',
  '/*',
  '*/',
  '-- x\n',
  '$1',
  '+',
  "'",
  'begin',
  'atomic',
  'end',
  'case when a then b end',
  'table t',
  'do',
  '$a$',
);

test('whatever PostgreSQL reads in a heap of fragments, we read the same', () => {
  fc.assert(
    fc.property(fc.array(fragments, { maxLength: 14 }), (parts) => {
      const text = parts.join(' ');
      const expected = statementsOf(text);
      const split = splitScript(text);
      if (expected === null || !split.ok) {
        // Refused by us alone: only what parts a script from its history row.
        if (expected !== null && !split.ok)
          expect(split.problems.filter(({ code }) => !refusals.has(code))).toEqual([]);
        return;
      }
      expect(oneByOne(split.statements)).toEqual(expected.map((statement) => [statement]));
    }),
    { numRuns: 5000 },
  );
});
