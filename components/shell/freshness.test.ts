import { expect, test } from 'vitest';
import { freshness, STALE_AFTER_MS } from './freshness';

test('says how long ago the last sign of life was', () => {
  expect(freshness('live', 1000, 3500)).toEqual({ state: 'live', text: 'Live 2 s ago' });
  expect(freshness('live', 3000, 3100).text).toBe('Live now');
});

test('a clock that was set back is no sign of age', () => {
  expect(freshness('live', 9000, 1000).text).toBe('Live now');
});

test('silence is stale even while the connection looks open', () => {
  expect(freshness('live', 0, 45_000)).toEqual({ state: 'stale', text: 'Stale 45 s' });
  expect(freshness('reconnecting', 0, 180_000).text).toBe('Stale 3 min');
});

test('without a stream the screen is still fresh as long as views are read again', () => {
  expect(freshness('reconnecting', 0, STALE_AFTER_MS - 1)).toEqual({ state: 'reconnecting', text: 'Reconnecting' });
  expect(freshness('connecting', null, 99_000).state).toBe('connecting');
});
