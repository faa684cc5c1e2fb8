import { describe, expect, test } from 'vitest';
import { moveBy } from './grid-moves';

const extent = { lines: 100, columns: 10, page: 20 };
const move = (key: string, line: number, column: number, ctrl = false) =>
  moveBy({ key, ctrl }, { line, column }, extent);

describe('keys of the grid', () => {
  test('arrows move one cell and stop at the edges', () => {
    expect(move('ArrowDown', 5, 3)).toEqual({ line: 6, column: 3 });
    expect(move('ArrowDown', 99, 3)).toEqual({ line: 99, column: 3 });
    expect(move('ArrowRight', 5, 9)).toEqual({ line: 5, column: 9 });
    expect(move('ArrowLeft', 5, 0)).toEqual({ line: 5, column: 0 });
  });

  test('above the first row is the header', () => {
    expect(move('ArrowUp', 0, 3)).toEqual({ line: -1, column: 3 });
    expect(move('ArrowUp', -1, 3)).toEqual({ line: -1, column: 3 });
  });

  test('Home and End go along the row, with Ctrl to the corners of the data', () => {
    expect(move('Home', 5, 3)).toEqual({ line: 5, column: 0 });
    expect(move('End', 5, 3)).toEqual({ line: 5, column: 9 });
    expect(move('Home', 5, 3, true)).toEqual({ line: 0, column: 0 });
    expect(move('End', 5, 3, true)).toEqual({ line: 99, column: 9 });
  });

  test('pages stay within the rows', () => {
    expect(move('PageDown', 5, 3)).toEqual({ line: 25, column: 3 });
    expect(move('PageDown', 95, 3)).toEqual({ line: 99, column: 3 });
    expect(move('PageUp', 5, 3)).toEqual({ line: 0, column: 3 });
  });

  test('an empty grid has only its header', () => {
    expect(moveBy({ key: 'End', ctrl: true }, { line: -1, column: 0 }, { ...extent, lines: 0 })).toEqual({
      line: -1,
      column: 9,
    });
  });

  test('other keys are not the grid’s', () => {
    expect(move('a', 5, 3)).toBeNull();
    expect(move('Tab', 5, 3)).toBeNull();
  });
});
