import { describe, expect, it } from 'vitest';
import { sqlLines, sqlTokens } from '@/components/ui/sql-tokens';

const kinds = (sql: string) =>
  sqlTokens(sql)
    .filter((token) => token.text.trim() !== '')
    .map((token) => [token.kind, token.text.trim()]);

describe('sqlTokens', () => {
  it.each([
    `SELECT 'it''s', E'a\\'b', "Wéird ""name""" FROM t WHERE a = 1.5e3 -- done`,
    `DO $body$ BEGIN RAISE NOTICE 'x'; END $body$;`,
    `/* a /* nested */ b */ select $1, $2::int`,
    `unterminated ' string\nand more`,
    `/* never closed`,
    '',
    '\u0000 ☃ \ud83d\ude80 \n\n;',
  ])('loses and invents nothing: %j', (sql) => {
    expect(
      sqlTokens(sql)
        .map((token) => token.text)
        .join(''),
    ).toBe(sql);
  });

  it('tells comments, strings, numbers, placeholders and keywords apart', () => {
    expect(kinds(`alter table \${schema}.t add c text default 'x' -- why`)).toEqual([
      ['keyword', 'alter'],
      ['keyword', 'table'],
      ['placeholder', '${schema}'],
      ['plain', '.t'],
      ['keyword', 'add'],
      ['plain', 'c text'],
      ['keyword', 'default'],
      ['string', `'x'`],
      ['comment', '-- why'],
    ]);
  });

  it('does not end a string at an escaped quote, nor a nested comment at the first end', () => {
    expect(kinds(`E'a\\'-- b' 1`)).toEqual([
      ['string', `E'a\\'-- b'`],
      ['number', '1'],
    ]);
    expect(kinds('/* a /* b */ select */ select')).toEqual([
      ['comment', '/* a /* b */ select */'],
      ['keyword', 'select'],
    ]);
  });

  it('reads the body of a dollar quote as SQL', () => {
    expect(kinds('$$ select $$')).toEqual([
      ['string', '$$'],
      ['keyword', 'select'],
      ['string', '$$'],
    ]);
  });

  it('does not colour part of a word', () => {
    expect(kinds('selected t1 order_by')).toEqual([['plain', 'selected t1 order_by']]);
  });
});

describe('sqlLines', () => {
  it('keeps the kind across line ends, and empty lines', () => {
    const lines = sqlLines('/* a\r\n\r\nb */\nselect');
    expect(lines.map((line) => line.map((token) => token.kind))).toEqual([
      ['comment'],
      [],
      ['comment'],
      ['keyword'],
    ]);
  });
});
