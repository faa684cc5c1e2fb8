import { describe, expect, it } from 'vitest';
import { absoluteTime, relativeTime } from '@/components/ui/time-text';

const nowMs = Date.UTC(2026, 10, 25, 14, 2, 7);

describe('relativeTime', () => {
  it.each([
    [0, 'now'],
    [-999, 'now'],
    [-1_000, '1 s ago'],
    [-59_999, '59 s ago'],
    [-60_000, '1 min ago'],
    [-3_599_999, '59 min ago'],
    [-3_600_000, '1 h ago'],
    [-86_400_000, '1 d ago'],
    [5_999, 'now'],
    [6_000, 'in 6 s'],
    [12_000, 'in 12 s'],
    [3 * 3_600_000, 'in 3 h'],
  ])('%d ms from now reads %j', (offsetMs, text) => {
    expect(relativeTime(nowMs + offsetMs, nowMs)).toBe(text);
  });

  it('leaves far times to the date', () => {
    expect(relativeTime(nowMs - 30 * 86_400_000, nowMs)).toBeUndefined();
    expect(relativeTime(nowMs - 30 * 86_400_000 + 1, nowMs)).toBe('29 d ago');
  });
});

describe('absoluteTime', () => {
  it('writes UTC with its name, midnight as 00', () => {
    expect(absoluteTime(nowMs, 'utc')).toBe('2026-11-25 14:02:07 UTC');
    expect(absoluteTime(Date.UTC(2026, 0, 1), 'utc')).toBe('2026-01-01 00:00:00 UTC');
  });

  it('names the zone of the reader', () => {
    expect(absoluteTime(nowMs, 'local')).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \S+/);
  });
});
