import { describe, expect, it } from 'vitest';
import { writeCheck } from '@/lib/wire/commands';
import { draftOf, fieldsOf, newCheck } from './check-draft';
import { expectationWords } from './check-words';

const place = { checkId: null, expectedVersion: null };
const draft = { ...newCheck('shop'), name: 'orders', sql: 'SELECT 1' };

describe('fieldsOf', () => {
  it.each([
    [{ op: 'no_rows', value: 'left over' }, { op: 'no_rows' }],
    [{ op: 'some_rows', value: '' }, { op: 'some_rows' }],
    [
      { op: 'equals', value: '007' },
      { op: 'equals', value: '007' },
    ],
    [
      { op: 'equals', value: '' },
      { op: 'equals', value: '' },
    ],
    [
      { op: 'at_most', value: '-1.5' },
      { op: 'at_most', value: -1.5 },
    ],
    [
      { op: 'at_least', value: '10' },
      { op: 'at_least', value: 10 },
    ],
  ] as const)('sends %o as an expectation that the command takes', (chosen, expectation) => {
    const parsed = writeCheck.parse({ ...fieldsOf({ ...draft, ...chosen }), ...place });
    expect(parsed.expectation).toEqual(expectation);
  });

  it('does not take an empty limit for zero', () => {
    const parsed = writeCheck.safeParse({ ...fieldsOf({ ...draft, op: 'at_most', value: ' ' }), ...place });
    expect(parsed.error?.issues.map(({ path }) => path.join('.'))).toEqual(['expectation.value']);
  });

  it('gives back what was stored', () => {
    const stored = {
      id: 'c',
      rowVersion: 2,
      changelogKey: 'shop',
      name: 'orders',
      sql: 'SELECT 1',
      mode: 'enforce',
      expectation: { op: 'at_least', value: 3 },
      timeoutMs: 700,
      rowCap: 5,
      disabledAt: null,
      createdAt: '2026-11-01T00:00:00.000Z',
      tally: { counts: {}, lastAt: null, newest: null },
    } as const;
    expect(fieldsOf(draftOf(stored))).toEqual({
      name: 'orders',
      changelogKey: 'shop',
      sql: 'SELECT 1',
      mode: 'enforce',
      expectation: { op: 'at_least', value: 3 },
      timeoutMs: 700,
      rowCap: 5,
    });
  });
});

describe('expectationWords', () => {
  it('says what has to be true', () => {
    expect(expectationWords({ op: 'at_most', value: 100_000 })).toBe('The first value is at most 100,000');
    expect(expectationWords({ op: 'equals', value: 'ok' })).toBe('The first value is “ok”');
    expect(expectationWords({ op: 'no_rows' })).toBe('No row is found');
  });
});
