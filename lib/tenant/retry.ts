import { setTimeout as delay } from 'node:timers/promises';
import type { Failure } from '@/lib/domain/failure';
import type { Outcome } from '@/lib/tenant/outcome';

export type LockRetryPolicy = {
  readonly attempts: number;
  /** lock_timeout of the first attempt; it doubles up to `lastLockTimeoutMs`. */
  readonly firstLockTimeoutMs: number;
  readonly lastLockTimeoutMs: number;
};

/**
 * Short waits keep the queue behind our ACCESS EXCLUSIVE request short: the worst reader waited 7 ms with them, 4,705
 * ms without a timeout.
 */
export const defaultLockRetry: LockRetryPolicy = {
  attempts: 10,
  firstLockTimeoutMs: 50,
  lastLockTimeoutMs: 500,
};

/** lock_timeout of attempt `attempt` (1-based). */
export function lockTimeoutMs(policy: LockRetryPolicy, attempt: number): number {
  return Math.min(policy.lastLockTimeoutMs, policy.firstLockTimeoutMs * 2 ** (attempt - 1));
}

/** Full jitter: anything from 0 to the attempt's lock timeout, times four. `random` is in [0, 1). */
export function pauseMs(policy: LockRetryPolicy, attempt: number, random: number): number {
  return Math.floor(random * lockTimeoutMs(policy, attempt) * 4);
}

export type LockRetry = {
  readonly policy: LockRetryPolicy;
  /** In [0, 1). */
  readonly random: () => number;
  readonly signal?: AbortSignal | undefined;
  /** Before the pause that follows attempt `attempt`. */
  readonly onRetry?: ((attempt: number, failure: Failure, pauseMs: number) => void) | undefined;
};

/** Tries again after lock timeouts and deadlocks, whose transaction has left nothing behind; nothing else. */
export async function withLockRetry<Value>(
  { policy, random, signal, onRetry }: LockRetry,
  run: (lockTimeoutMs: number, attempt: number) => Promise<Outcome<Value, Failure>>,
): Promise<Outcome<Value, Failure>> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await run(lockTimeoutMs(policy, attempt), attempt);
    if (outcome.ok || attempt >= policy.attempts || signal?.aborted) return outcome;
    const { failure } = outcome;
    const nothingLeft = failure.facts['markLeft'] !== true;
    if (!nothingLeft || (failure.code !== 'lock_timeout' && failure.code !== 'deadlock')) return outcome;
    const pause = pauseMs(policy, attempt, random());
    onRetry?.(attempt, failure, pause);
    await delay(pause, undefined, signal ? { signal } : {}).catch(() => undefined);
  }
}
