import { describe, expect, test } from 'vitest';
import { csvLine, exportName } from './csv';

describe('csvLine', () => {
  test('quotes what holds a comma, a quote or a line break, and doubles quotes', () => {
    expect(csvLine(['a', 'b,c', 'say "hi"', 'two\nlines'])).toBe('a,"b,c","say ""hi""","two\nlines"\r\n');
  });

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '\n=x', '＝1'])(
    'a formula cannot start a cell: %j',
    (text) => {
      expect(csvLine([text])).toMatch(/^"?'/);
    },
  );

  test('a formula that needs quotes gets both', () => {
    expect(csvLine(['=HYPERLINK("http://x","y")'])).toBe(`"'=HYPERLINK(""http://x"",""y"")"\r\n`);
  });

  test('numbers keep their sign; null is empty', () => {
    expect(csvLine([-3, null, ''])).toBe('-3,,\r\n');
  });
});

test('an export carries its time in UTC', () => {
  expect(exportName('fleet', new Date('2026-11-25T14:02:07.123Z'))).toBe(
    'groundswell-fleet-20261125T140207Z.csv',
  );
});
