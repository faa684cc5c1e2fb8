import { describe, expect, it } from 'vitest';
import { newFailure } from '@/lib/tenant/failure';
import { fail, succeed } from '@/lib/tenant/outcome';
import { defaultLockRetry, lockTimeoutMs, pauseMs, withLockRetry } from '@/lib/tenant/retry';

const policy = { attempts: 4, firstLockTimeoutMs: 50, lastLockTimeoutMs: 150 };
const timedOut = fail(newFailure('lock_timeout'));

describe('withLockRetry', () => {
  it('doubles the timeout up to the last and stops after the attempts', async () => {
    const timeouts: number[] = [];
    const outcome = await withLockRetry({ policy, random: () => 0 }, async (timeout) => {
      timeouts.push(timeout);
      return timedOut;
    });
    expect(outcome).toBe(timedOut);
    expect(timeouts).toEqual([50, 100, 150, 150]);
  });

  it.each([
    newFailure('statement_failed'),
    newFailure('commit_unknown'),
    newFailure('lock_timeout', { facts: { markLeft: true } }),
  ])('does not repeat what may have left something: $code', async (failure) => {
    let runs = 0;
    await withLockRetry({ policy, random: () => 0 }, async () => {
      runs += 1;
      return fail(failure);
    });
    expect(runs).toBe(1);
  });

  it('ends with the first success, and at once when cancelled', async () => {
    let runs = 0;
    const later = await withLockRetry({ policy, random: () => 0 }, async () =>
      ++runs === 2 ? succeed('done') : timedOut,
    );
    expect(later).toEqual({ ok: true, value: 'done' });
    const abort = new AbortController();
    const cancelled = withLockRetry(
      {
        policy: { ...policy, firstLockTimeoutMs: 1e9, lastLockTimeoutMs: 1e9 },
        random: () => 0.5,
        signal: abort.signal,
        onRetry: () => abort.abort(),
      },
      async () => timedOut,
    );
    await cancelled;
  });
});

it('waits anything between nothing and four lock timeouts', () => {
  expect(pauseMs(defaultLockRetry, 1, 0)).toBe(0);
  expect(pauseMs(defaultLockRetry, 1, 0.999)).toBe(199);
  expect(lockTimeoutMs(defaultLockRetry, 10)).toBe(500);
});
