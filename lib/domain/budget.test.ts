import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  freshAllowance,
  isBudgetExhausted,
  possibleOverrun,
  retryAllowance,
  type Load,
} from '@/lib/domain/budget';

/**
 * Plays one wave: at each step it admits what the budget allows, then one target in flight ends, well or badly.
 * Answers the failures at the end.
 */
function play(
  load: Pick<Load, 'tolerance' | 'budgetMode' | 'rolloutLimit'>,
  outcomes: readonly boolean[],
): number {
  let failures = 0;
  let inFlight = 0;
  let waiting = outcomes.length;
  for (const succeeded of outcomes) {
    const allowed = freshAllowance({ ...load, failures, freshInFlight: inFlight, rolloutInFlight: inFlight });
    const admitted = Math.min(allowed, waiting);
    inFlight += admitted;
    waiting -= admitted;
    expect(inFlight).toBeLessThanOrEqual(load.rolloutLimit);
    if (inFlight === 0) break;
    inFlight -= 1;
    if (!succeeded) failures += 1;
  }
  return failures;
}

const outcomes = fc.array(fc.boolean(), { maxLength: 60 });
const limits = { tolerance: fc.nat(5), rolloutLimit: fc.integer({ min: 1, max: 12 }) };

test('strict: whatever happens, failures never exceed tolerance + 1', () => {
  fc.assert(
    fc.property(fc.record(limits), outcomes, (limit, ends) => {
      expect(play({ ...limit, budgetMode: 'strict' }, ends)).toBeLessThanOrEqual(limit.tolerance + 1);
    }),
    { numRuns: 500 },
  );
});

test('strict, everything in flight fails at once: still at most tolerance + 1', () => {
  fc.assert(
    fc.property(fc.record({ ...limits, failures: fc.nat(6) }), ({ failures, ...limit }) => {
      const allowed = freshAllowance({
        ...limit,
        budgetMode: 'strict',
        failures,
        freshInFlight: 0,
        rolloutInFlight: 0,
      });
      expect(failures + allowed).toBeLessThanOrEqual(Math.max(failures, limit.tolerance + 1));
    }),
  );
});

test('soft: overrun by no more than the screen says', () => {
  fc.assert(
    fc.property(fc.record(limits), outcomes, (limit, ends) => {
      const load = { ...limit, budgetMode: 'soft' as const };
      expect(play(load, ends)).toBeLessThanOrEqual(limit.tolerance + 1 + possibleOverrun(load));
    }),
    { numRuns: 500 },
  );
});

test('a tolerance of 0 runs one tenant at a time', () => {
  const load: Load = {
    tolerance: 0,
    budgetMode: 'strict',
    failures: 0,
    freshInFlight: 0,
    rolloutInFlight: 0,
    rolloutLimit: 8,
  };
  expect(freshAllowance(load)).toBe(1);
  expect(freshAllowance({ ...load, freshInFlight: 1, rolloutInFlight: 1 })).toBe(0);
});

test('the overall limit counts, in both modes, for fresh tenants and for retries', () => {
  const load: Load = {
    tolerance: 9,
    budgetMode: 'strict',
    failures: 0,
    freshInFlight: 1,
    rolloutInFlight: 3,
    rolloutLimit: 4,
  };
  expect(freshAllowance(load)).toBe(1);
  expect(freshAllowance({ ...load, budgetMode: 'soft' })).toBe(1);
  expect(retryAllowance(load)).toBe(1);
  expect(retryAllowance({ ...load, rolloutInFlight: 6 })).toBe(0);
});

test('a retry has its place in the budget already; a fresh tenant gets none of an exhausted one', () => {
  const load: Load = {
    tolerance: 1,
    budgetMode: 'strict',
    failures: 2,
    freshInFlight: 0,
    rolloutInFlight: 0,
    rolloutLimit: 4,
  };
  expect(isBudgetExhausted(load)).toBe(true);
  expect(freshAllowance(load)).toBe(0);
  expect(freshAllowance({ ...load, budgetMode: 'soft' })).toBe(0);
  expect(retryAllowance(load)).toBe(4);
});

test('a strict budget is never overrun', () => {
  expect(possibleOverrun({ budgetMode: 'strict', rolloutLimit: 8 })).toBe(0);
  expect(possibleOverrun({ budgetMode: 'soft', rolloutLimit: 8 })).toBe(7);
});
