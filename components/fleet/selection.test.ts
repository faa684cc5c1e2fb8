import { describe, expect, test } from 'vitest';
import { between, EVERYTHING, isSelected, mark, NOTHING, selectedOf } from './selection';

const rows = ['a', 'b', 'c', 'd'].map((id) => ({ id }));
const ids = (selected: readonly { id: string }[]) => selected.map(({ id }) => id).join('');

describe('selecting some', () => {
  test('marks and unmarks without touching what it was made from', () => {
    const one = mark(NOTHING, ['b'], true);
    const two = mark(one, ['c'], true);
    expect(ids(selectedOf(rows, two))).toBe('bc');
    expect(ids(selectedOf(rows, mark(two, ['b'], false)))).toBe('c');
    expect(ids(selectedOf(rows, one))).toBe('b');
    expect(ids(selectedOf(rows, NOTHING))).toBe('');
  });

  test('what the filter hides is not acted on', () => {
    const selection = mark(NOTHING, ['a', 'd'], true);
    expect(ids(selectedOf(rows.slice(0, 2), selection))).toBe('a');
  });
});

describe('selecting everything that matches', () => {
  test('is the query: rows that come later are in it', () => {
    expect(ids(selectedOf([...rows, { id: 'e' }], EVERYTHING))).toBe('abcde');
  });

  test('but a few, and back', () => {
    const but = mark(EVERYTHING, ['b', 'c'], false);
    expect(ids(selectedOf(rows, but))).toBe('ad');
    expect(isSelected(but, 'b')).toBe(false);
    expect(ids(selectedOf(rows, mark(but, ['b'], true)))).toBe('abd');
  });
});

describe('a range', () => {
  const order = rows.map(({ id }) => id);
  test('goes both ways and includes both ends', () => {
    expect(between(order, 'b', 'd')).toEqual(['b', 'c', 'd']);
    expect(between(order, 'd', 'b')).toEqual(['b', 'c', 'd']);
    expect(between(order, 'b', 'b')).toEqual(['b']);
  });

  test('without a start, or with one that is gone, it is the row itself', () => {
    expect(between(order, null, 'c')).toEqual(['c']);
    expect(between(order, 'gone', 'c')).toEqual(['c']);
  });
});
