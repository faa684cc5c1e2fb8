import { describe, expect, test } from 'vitest';
import { CELL_LETTERS } from '@/lib/wire/fleet-view';
import { cellLook, cellWord, letterOf, summary } from './cell-look';

describe('a cell', () => {
  test.each(Object.keys(CELL_LETTERS))('%s has a word and a look of its own', (letter) => {
    const known = letterOf(letter);
    expect(known).toBe(letter);
    expect(cellWord(known)).not.toBe('');
    expect(cellLook(known)).toBeDefined();
  });

  test('no two states that need a look share glyph and fill', () => {
    const looks = ['o', 'c', 'u', 'f', 'm', 'r', 'p', 's', 'x', 'i', 'a', 'b'].map((letter) =>
      JSON.stringify(cellLook(letterOf(letter)).icon),
    );
    expect(new Set(looks).size).toBe(looks.length);
  });

  test('an unknown letter is not known, never applied', () => {
    expect(letterOf('Z')).toBe('?');
    expect(letterOf(undefined)).toBe('?');
    expect(letterOf('constructor')).toBe('?');
  });
});

describe('older versions in one cell', () => {
  test('the worst one shows, all are counted', () => {
    expect(summary('aaafa')).toEqual({ letter: 'f', words: '1 failed, 4 applied' });
    expect(summary('aaaa')).toEqual({ letter: 'a', words: '4 applied' });
    expect(summary('bap')).toEqual({ letter: 'p', words: '1 pending, 1 baseline, 1 applied' });
  });

  test('nothing is not known', () => {
    expect(summary('').letter).toBe('?');
  });
});
