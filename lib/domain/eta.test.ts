import { describe, expect, it } from 'vitest';
import { atOnce, bins, estimate, neededForEta, quantile } from './eta';

describe('estimate', () => {
  it('waits for 10 finished tenants or 5 %, and for at least three', () => {
    expect(neededForEta(2)).toBe(2);
    expect(neededForEta(40)).toBe(3);
    expect(neededForEta(100)).toBe(5);
    expect(neededForEta(100_000)).toBe(10);
    expect(estimate([1000, 1000], [{ remaining: 38, atOnce: 4 }], 40)).toEqual({
      kind: 'calculating',
      finished: 2,
      needed: 3,
    });
  });

  it('is done when nothing is left, whatever was measured', () =>
    expect(estimate([], [{ remaining: 0, atOnce: 4 }], 6)).toEqual({ kind: 'done' }));

  it('multiplies the quartiles by the rounds of each wave', () => {
    const durations = [1000, 2000, 3000, 4000, 5000];
    const waves = [
      { remaining: 8, atOnce: 4 },
      { remaining: 10, atOnce: 1 },
    ];
    expect(estimate(durations, waves, 23)).toEqual({ kind: 'range', lowMs: 2000 * 12, highMs: 4000 * 12 });
  });

  it('never promises less than one tenant takes', () =>
    expect(estimate([4000, 4000, 4000], [{ remaining: 1, atOnce: 8 }], 4)).toEqual({
      kind: 'range',
      lowMs: 4000,
      highMs: 4000,
    }));
});

describe('atOnce', () => {
  const limits = {
    rolloutLimit: 8,
    serverLimits: [4, 4, 4],
    tolerance: 1,
    failures: 0,
    budgetMode: 'strict',
  } as const;
  it('is held by a strict budget', () => {
    expect(atOnce(limits)).toBe(2);
    expect(atOnce({ ...limits, failures: 2 })).toBe(1);
  });
  it('is held by rollout and servers with a soft one', () => {
    expect(atOnce({ ...limits, budgetMode: 'soft' })).toBe(8);
    expect(atOnce({ ...limits, budgetMode: 'soft', serverLimits: [3] })).toBe(3);
  });
});

describe('quantile and bins', () => {
  it('interpolates', () => {
    expect(quantile([10], 0.75)).toBe(10);
    expect(quantile([10, 20], 0.25)).toBe(12.5);
  });
  it('keeps every duration, the longest in the last column', () => {
    const plot = bins([0, 1, 2, 9, 10], 5);
    expect(plot.map((bin) => bin.count)).toEqual([2, 1, 0, 0, 2]);
    expect(bins([], 5)).toEqual([]);
    expect(bins([7, 7], 5)).toEqual([{ fromMs: 7, toMs: 7, count: 2 }]);
  });
});
