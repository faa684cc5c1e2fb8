import { freshAllowance, type Load } from './budget';
import type { RolloutState } from './rollout';
import type { TargetState, WaitingCause } from './target';
import type { WaveState } from './wave';

/** What holds one target that has not begun, or that runs and waits for a lock. Times in milliseconds still to come. */
export type WaitingSituation = {
  readonly rollout: {
    readonly state: RolloutState;
    /** Until the pace allows the next start; 0 when it allows one now. */
    readonly paceLeftMs: number;
  };
  readonly wave: { readonly state: WaveState };
  /** Numbers of the wave and the rollout at this moment. */
  readonly load: Load;
  /** In flight over all rollouts, and K. */
  readonly server: { readonly inFlight: number; readonly limit: number };
  readonly target: {
    readonly state: TargetState;
    /** False for a retried failure and for a repair behind a wave that has passed: they hold their place already. */
    readonly takesBudget: boolean;
    readonly retryLeftMs: number;
    readonly blocked: boolean;
  };
  readonly liveWorkers: number;
};

/**
 * Measured against limit where the cause is a number. Durations (pace, backoff) are `measured`, in ms. Of a budget: fresh
 * tenants in flight, and how many may be.
 */
export type Waiting = {
  readonly cause: WaitingCause;
  readonly measured: number | null;
  readonly limit: number | null;
};

const because = (
  cause: WaitingCause,
  measured: number | null = null,
  limit: number | null = null,
): Waiting => ({
  cause,
  measured,
  limit,
});

/**
 * Why this target is not being worked on. One cause, the outermost: what a person would have to change first. Null when
 * it is not waiting, or when nothing holds it and the next tick takes it.
 */
export function waitingCause(situation: WaitingSituation): Waiting | null {
  const { rollout, wave, load, server, target } = situation;
  if (target.state === 'running') return target.blocked ? because('lock_wait') : null;
  if (target.state !== 'pending' && target.state !== 'queued') return null;
  if (rollout.state === 'paused' || rollout.state === 'aborting') return because('paused');
  if (rollout.state !== 'running') return because('wave_not_started');
  // Without a worker no tick runs either: no wave opens, no backoff ends.
  if (situation.liveWorkers === 0) return because('no_worker', 0, 1);
  if (target.state === 'queued') return null;
  if (wave.state === 'pending') return because('wave_not_started');
  if (target.retryLeftMs > 0) return because('retry_backoff', target.retryLeftMs);
  if (load.rolloutInFlight >= load.rolloutLimit) {
    return because('concurrency_limit', load.rolloutInFlight, load.rolloutLimit);
  }
  if (target.takesBudget && freshAllowance(load) === 0) {
    return because('budget', load.freshInFlight, Math.max(0, load.tolerance + 1 - load.failures));
  }
  if (server.inFlight >= server.limit) return because('server_limit', server.inFlight, server.limit);
  if (rollout.paceLeftMs > 0) return because('pace', rollout.paceLeftMs);
  return null;
}
