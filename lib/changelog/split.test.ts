import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeScript } from '@/lib/changelog/checksum';
import { replacePlaceholders } from '@/lib/changelog/placeholders';
import { splitScript, type Split } from '@/lib/changelog/split';
import vectors from '@/lib/changelog/vectors/flyway-parser.json' with { type: 'json' };

const textsOf = (split: Split) => (split.ok ? split.statements.map(({ text }) => text) : split.problems);
const codesOf = (split: Split) => (split.ok ? [] : split.problems.map(({ code, line }) => [code, line]));

/**
 * Flyway replaces while it reads, so its line numbers and ours are of the same text only where no value has
 * a newline.
 */
const inputOf = ({ sql, placeholders }: (typeof vectors)[number]): string | null => {
  const decoded = decodeScript(Buffer.from(sql));
  if (!decoded.ok) return null;
  if (placeholders === undefined) return decoded.text;
  const replaced = replacePlaceholders(decoded.text, { ...placeholders } as Record<string, string>);
  return replaced.ok ? replaced.text : null;
};

/** Every deliberate difference from the real Flyway, by the vector's name: what we say instead. */
const refusedHere: Record<string, [string, number][]> = {
  'plain begin commit': [
    ['transaction_control', 1],
    ['transaction_control', 1],
  ],
  'transaction end': [
    ['transaction_control', 1],
    ['transaction_control', 1],
  ],
  'tx: commit': [['transaction_control', 1]],
  'tx: rollback': [['transaction_control', 1]],
  "tx: prepare transaction 'x'": [['transaction_control', 1]],
  'tx: start transaction; select 1': [['transaction_control', 1]],
  'unbalanced open paren': [['unbalanced_parenthesis', 1]],
  'unbalanced close paren': [['unbalanced_parenthesis', 1]],
  'unterminated string': [['unterminated_string', 1]],
  'unterminated dollar': [['unterminated_dollar_quote', 1]],
  'unterminated block comment': [['unterminated_comment', 1]],
  'backslash meta command': [['psql_command', 1]],
  'psql include': [['psql_command', 1]],
  // PostgreSQL reads `plpgsql$$` as one identifier; what follows opens a quote that never closes.
  'identifier then $$ adjacent': [['unterminated_dollar_quote', 1]],
  // The quirk of `$${x}` leaves a quote open; Flyway reads on to the end of the file.
  'placeholder preceded by dollar': [['unterminated_dollar_quote', 1]],
};

const splitOtherwise: Record<string, string[]> = {
  'positional params': ['prepare p as select $1::int', 'execute p(1)', 'select 2'],
  'lower-case e string': ["select e'a\\'; select 2; --'", 'select 3'],
  'begin atomic lower + nested case': [
    'create or replace procedure p() language sql\nbegin atomic\n insert into t select case x when 1 then case y when 2 then 3 end end from z;\n delete from t;\nend',
    'select 2',
  ],
  // Flyway takes `$xA` for the start of a quote.
  'dollar then char swallow': ['select $xA', 'B'],
  'placeholder nested value': ['select ${a}'],
};

/**
 * Flyway 13 runs these inside a transaction, where PostgreSQL refuses them; or (ADD VALUE) asks a server
 * older than 12.
 */
const transactionalOtherwise: Record<string, boolean> = {
  'tx: reindex index concurrently i': false,
  'tx: reindex table concurrently t': false,
  'tx: alter subscription s refresh publication': false,
  'tx: alter table t detach partition p concurrently': false,
  'tx: cluster': false,
  'tx: alter database d set tablespace x': false,
  "tx: alter type t add value 'x'": true,
  "tx: alter type s.t add value if not exists 'x' before 'y'": true,
  'tx: alter type "T" add value \'x\'': true,
};

/** Flyway does not count a lone CR as the end of a line. */
const linesOtherwise: Record<string, number[]> = { 'cr only lines': [1, 3] };

describe('statements as the real Flyway splits them, but for the named differences', () => {
  test.each(vectors)('$name', (vector) => {
    const text = inputOf(vector);
    if (text === null) return expect(vector.error).toContain('No value provided for placeholder');
    const split = splitScript(text);
    const refused = refusedHere[vector.name];
    if (refused !== undefined) return expect(codesOf(split)).toEqual(refused);
    const otherwise = splitOtherwise[vector.name];
    if (otherwise !== undefined) return expect(textsOf(split)).toEqual(otherwise);
    const expected = vector.statements?.map((statement, index) => ({
      line: linesOtherwise[vector.name]?.[index] ?? statement.line,
      text: statement.sql,
      transactional: transactionalOtherwise[vector.name] ?? statement.tx,
      ...('copyData' in statement ? { copyData: statement.copyData } : {}),
    }));
    expect(split).toEqual({ ok: true, statements: expected });
  });

  test('every named difference is one of the vectors', () => {
    const names = new Set(vectors.map(({ name }) => name));
    const named = [refusedHere, splitOtherwise, transactionalOtherwise, linesOtherwise].flatMap(Object.keys);
    expect(named.filter((name) => !names.has(name))).toEqual([]);
  });
});

describe('strings, quotes and comments', () => {
  test.each([
    ["select E'a''\\';b'; select 2", 2],
    ["select e'\\\\'; select 2", 2],
    ["select E'a'\n  'b\\';c'; select 2", 2],
    ["select E'a' -- note\n\n -- more\n 'b\\';c'; select 2", 2],
    ["select E'a' 'b\\'; select 2", 2],
    ["select 'a'\n'b\\'; select 2", 2],
    ["select ne'\\'; select 2", 2],
    ["select 1e'\\'; select 2", 2],
    ["select U&'\\'; select 2", 2],
    ['select "a""; "; select 2', 2],
    ['select $1, $2$$;$$; select 2', 2],
    ['select $_x9$ $_x8$ ; $$ $_x9$; select 2', 2],
    ['select $ä$;$ä$; select 2', 2],
    ['select $a$;$b$a$; select 2', 2],
    ['select a$b$c; select $b$;$b$', 2],
    ['select 1 +--; \n 2; select 3', 2],
    ['select 2 */* ; */ 3; select 3', 2],
    ['/*/ ; */ select 1; select 2', 2],
    ['/* -- */ select 1; -- /*\nselect 2', 2],
    ["-- it's\nselect 1; -- don't\nselect 2", 2],
    ["select a[1:2], b->>'x;', c @> d; select 2", 2],
    ['select :x, x::int; select 2', 2],
    ['select ${a}; select {b};', 2],
  ])('%j has %i statements', (text, count) => {
    expect(textsOf(splitScript(text))).toHaveLength(count);
  });

  test.each([
    ["select 1;\n\nselect 'x", 'unterminated_string', 3],
    ["select 1;\nselect E'x\\'", 'unterminated_string', 2],
    ["select E'a'\n'b\\'", 'unterminated_string', 1],
    ['select 1;\r\nselect "x', 'unterminated_identifier', 2],
    ['\n\n/* a /* b */ ', 'unterminated_comment', 3],
    ['select 1;\ndo $x$ begin end $X$;', 'unterminated_dollar_quote', 2],
    ['select 1;\nselect (\n1; select 2;', 'unbalanced_parenthesis', 2],
    ['select 1\n);', 'unbalanced_parenthesis', 2],
    ['create function f() returns int language sql\nbegin atomic\nselect 1;', 'unterminated_atomic_body', 2],
    ['select 1;\ncopy t from stdin;\n1\n', 'unterminated_copy', 2],
    ['copy t from stdin;', 'unterminated_copy', 1],
    ['select 1;\ncopy t from stdin', 'unterminated_copy', 2],
  ])('%j is not closed', (text, code, line) => {
    expect(codesOf(splitScript(text))).toEqual([[code, line]]);
  });
});

describe('bodies between BEGIN ATOMIC and END', () => {
  const head = 'create function f(a int) returns int language sql';
  test.each([
    [`${head} begin atomic select 1; select 2; end; select 9`, 2],
    [
      `${head} BEGIN ATOMIC select case a when 1 then case when true then 2 end else case when a>1 then 3 end end; end; select 9`,
      2,
    ],
    [`${head} begin /* x */ atomic select (case when a>0 then 1 end); end; select 9`, 2],
    [`${head} begin atomic select t.end, t.case from t; end; select 9`, 2],
    [`${head} begin atomic select 1 as end; select 2 as case; end; select 9`, 2],
    [`${head} begin atomic select "end", 'end', $$ end $$; end; select 9`, 2],
    [`${head} begin atomic end; select 9`, 2],
    [`${head} return 1; select 9`, 2],
    ["create function f() returns text language sql return case when true then 'a' end; select 9", 2],
    [
      'create or replace procedure p() begin atomic delete from t; end; create procedure q() begin atomic delete from u; end;',
      2,
    ],
    ['create function begin() returns int return 1; select 9', 2],
    ['create table "begin" (atomic int); select 9', 2],
  ])('%j has %i statements', (text, count) => {
    expect(textsOf(splitScript(text))).toHaveLength(count);
  });
});

describe('COPY FROM STDIN', () => {
  test('rows may hold anything', () => {
    const split = splitScript('copy t from stdin; -- rows\n\'\t"\t$$\t/*\t--\t;\n\\N\n  \\.  \nselect 1;');
    expect(split).toMatchObject({
      statements: [{ copyData: '\'\t"\t$$\t/*\t--\t;\n\\N\n' }, { text: 'select 1', line: 5 }],
    });
  });

  test('a long column list does not hide it', () => {
    const columns = Array.from({ length: 200 }, (_, index) => `c${index}`).join(', ');
    expect(splitScript(`copy t (${columns}) from stdin;\n1\n\\.\n`)).toMatchObject({
      statements: [{ copyData: '1\n' }],
    });
  });

  test('a statement behind it on its line is refused, not lost', () => {
    expect(codesOf(splitScript('copy t from stdin; select 1;\n1\n\\.\n'))).toEqual([
      ['copy_not_last_on_line', 1],
    ]);
  });

  test('a lone end mark is a command of psql', () => {
    expect(codesOf(splitScript('select 1;\n\\.\n'))).toEqual([['psql_command', 2]]);
  });
});

test.each([
  ['\\i other.sql\nselect 1;', 1, '\\i'],
  ['select 1;\n  \\set x 1', 2, '\\set'],
  ['select 1 \\gexec\nselect 2;', 1, '\\gexec'],
  ['\\! rm x', 1, '\\!'],
])('%j is psql, not SQL', (text, line, command) => {
  expect(splitScript(text)).toEqual({
    ok: false,
    problems: [{ code: 'psql_command', line, facts: { command } }],
  });
});

const whole = fc.constantFrom(
  "select 'a;b''c'",
  "insert into t values (E'\\';', e'x\\\\')",
  'do $$ begin; end; $$',
  'select $t$ ; $$ ; $t$ as "x;y"',
  'create function f() returns int begin atomic select case when true then case a when 1 then 2 end end; end',
  'select (1; 2)',
  'update t set a = $1',
  'create index concurrently i on t (a)',
  'select\n1 /* ; /* ; */ */ + 2 -- ; \n + 3',
);
const gap = fc.constantFrom('', ' ', '\n', '\r\n\t', '/* ; */', '-- ;\n', ';', ' ; ', '/* a /* b */ */\n');

test('no statement is lost, merged or changed', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(gap, whole), { maxLength: 12 }), gap, (pairs, tail) => {
      const text = pairs.map(([before, statement]) => `${before}${statement};`).join('') + tail;
      const split = splitScript(text);
      if (!split.ok) throw new Error(JSON.stringify(split.problems));
      expect(split.statements).toHaveLength(pairs.length);
      split.statements.forEach((statement, index) => {
        expect(statement.text.endsWith(pairs[index]?.[1] ?? '')).toBe(true);
      });
    }),
  );
});

const significant = ["'a;b'", 'x', '"q;"', '$$;$$', "E'\\';'", '1.5', '$1', '+', '(a; b)', "''"];
const insignificant = [' ', '\n', '/* ; */', '/* a /* ; */ */', '-- ;\n', '\t'];
const tokens = fc.array(fc.constantFrom(...significant, ...insignificant, ';'), { maxLength: 40 });

test('every byte outside comments is in exactly one statement', () => {
  fc.assert(
    fc.property(tokens, (parts) => {
      const expected: string[] = [];
      let current: string[] = [];
      for (const part of [...parts, ';']) {
        if (part !== ';') current.push(part, ' ');
        else {
          if (current.some((piece) => significant.includes(piece))) expected.push(current.join('').trim());
          current = [];
        }
      }
      expect(textsOf(splitScript(parts.map((part) => (part === ';' ? part : `${part} `)).join('')))).toEqual(
        expected,
      );
    }),
    { numRuns: 1000 },
  );
});

const fragments = fc.array(
  fc.constantFrom(
    "'",
    '"',
    '$$',
    '$a$',
    '$1',
    '(',
    ')',
    ';',
    '--',
    '\n',
    '/*',
    '*/',
    '\\',
    "E'",
    'a',
    ' ',
    'begin',
    'end',
    '\u00a0',
  ),
  { maxLength: 40 },
);

test('whatever the text, it ends with statements in order or with problems in order', () => {
  fc.assert(
    fc.property(fragments, (parts) => {
      const text = parts.join('');
      const split = splitScript(text);
      const lines = (split.ok ? split.statements : split.problems).map(({ line }) => line);
      expect(lines).toEqual(lines.toSorted((a, b) => a - b));
      expect(Math.max(1, ...lines)).toBeLessThanOrEqual(text.split('\n').length);
      if (split.ok) for (const statement of split.statements) expect(text).toContain(statement.text);
    }),
    { numRuns: 2000 },
  );
});

describe('a megabyte takes no time', () => {
  const megabyte = (unit: string) => unit.repeat(Math.ceil(1_000_000 / unit.length));
  test.each([
    ['statements', megabyte('select 1;\n')],
    ['one word', megabyte('a')],
    ['quotes', megabyte("''")],
    ['escape strings', megabyte("E'\\'' \n\n ")],
    ['an escape string and space', `E'a'${megabyte('\n')}`],
    ['an escape string and comments', `E'a'${megabyte('-- x\n')}`],
    ['open comments', megabyte('/*')],
    ['open parentheses', megabyte('(')],
    ['closed parentheses', megabyte(')')],
    ['dollars', megabyte('$')],
    ['dollar tags', megabyte('$a')],
    ['different dollar tags', Array.from({ length: 100_000 }, (_, index) => `$t${index}$`).join(' ')],
    ['dashes', megabyte('-')],
    ['blank lines', megabyte('\n')],
    ['spaces in a statement', `a${megabyte(' ')}b`],
    ['commands', megabyte('\\i x\n')],
    ['COPY rows', `copy t from stdin;\n${megabyte('1\t2\n')}\\.\n`],
    ['CASEs', `create function f() begin atomic ${megabyte('case ')}`],
  ])('%s', { timeout: 2000 }, (_, text) => {
    expect(splitScript(text)).toHaveProperty('ok');
  });
});
