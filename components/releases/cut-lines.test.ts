import { expect, test } from 'vitest';
import { cutLines } from './cut-lines';

test('a text ends with its last line, however that ends', () => {
  expect(cutLines('a\r\nb\n', 2)).toEqual({ text: 'a\nb', more: 0 });
  expect(cutLines('a\nb\nc', 2)).toEqual({ text: 'a\nb', more: 1 });
  expect(cutLines('', 2)).toEqual({ text: '', more: 0 });
});
