import { expect, test } from 'vitest';
import { clientAddress } from './client-address';

test('the nearest hop says who called, not the client', () => {
  expect(clientAddress(new Headers({ 'x-forwarded-for': '1.1.1.1, 203.0.113.9' }))).toBe('203.0.113.9');
  expect(clientAddress(new Headers({ 'x-forwarded-for': '::1' }))).toBe('::1');
});

test('without a header the attempts of everybody are counted together', () => {
  expect(clientAddress(new Headers())).toBe('unknown');
  expect(clientAddress(new Headers({ 'x-forwarded-for': ' , ' }))).toBe('unknown');
});
