import { canMove, type Transitions } from './machine';

export const TARGET_STATES = [
  'pending',
  'queued',
  'running',
  'succeeded',
  'failed',
  'quarantined',
  'skipped',
  'excluded',
  'cancelled',
  'rolled_back',
  'rollback_failed',
] as const;
export type TargetState = (typeof TARGET_STATES)[number];

export type TargetMove =
  | 'admit'
  | 'return'
  | 'begin'
  | 'back-off'
  | 'succeed'
  | 'fail'
  | 'accept'
  | 'retry'
  | 'recheck'
  | 'quarantine'
  | 'skip'
  | 'exclude'
  | 'cancel'
  | 'cancel-running'
  | 'roll-back'
  | 'fail-rollback';

/**
 * `retry` leads to `pending`, not straight to `queued`: a retried tenant waits for its place under the same caps as
 * every other (docs/decisions/003). `back-off` is the engine's own retry of a transient failure. `accept`: an approver
 * takes a failed validation or check as it is. `recheck`: nothing is left to apply, and its checks are asked again
 * (decision 005). `return`: a queued job came back unworked (pause, halt).
 */
export const TARGET_TRANSITIONS: Transitions<TargetState, TargetMove> = {
  'admit': { from: ['pending'], to: 'queued' },
  'return': { from: ['queued'], to: 'pending' },
  'begin': { from: ['queued'], to: 'running' },
  'back-off': { from: ['running'], to: 'pending' },
  'succeed': { from: ['running'], to: 'succeeded' },
  'fail': { from: ['running'], to: 'failed' },
  'accept': { from: ['failed', 'quarantined'], to: 'succeeded' },
  'retry': { from: ['failed', 'quarantined', 'cancelled'], to: 'pending' },
  'recheck': { from: ['succeeded'], to: 'pending' },
  'quarantine': { from: ['failed'], to: 'quarantined' },
  'skip': { from: ['pending', 'queued', 'failed', 'quarantined'], to: 'skipped' },
  'exclude': { from: ['pending', 'queued'], to: 'excluded' },
  'cancel': { from: ['pending', 'queued'], to: 'cancelled' },
  'cancel-running': { from: ['running'], to: 'cancelled' },
  'roll-back': { from: ['succeeded', 'failed', 'quarantined', 'cancelled', 'skipped', 'rollback_failed'], to: 'rolled_back' },
  'fail-rollback': {
    from: ['succeeded', 'failed', 'quarantined', 'cancelled', 'skipped', 'rollback_failed'],
    to: 'rollback_failed',
  },
};

export const targetCan = (state: TargetState, move: TargetMove): boolean =>
  canMove(TARGET_TRANSITIONS, state, move);

/** Nothing more happens to it by itself; `failed` still asks for a person's decision. */
export const isSettled = (state: TargetState): boolean =>
  state === 'succeeded' ||
  state === 'quarantined' ||
  state === 'skipped' ||
  state === 'excluded' ||
  state === 'cancelled' ||
  state === 'rolled_back' ||
  state === 'rollback_failed';

export const isInFlight = (state: TargetState): boolean => state === 'queued' || state === 'running';

/** Not on the version although planned: stays on the exceptions list until it is. */
export const isException = (state: TargetState): boolean =>
  state === 'failed' ||
  state === 'quarantined' ||
  state === 'skipped' ||
  state === 'excluded' ||
  state === 'cancelled' ||
  state === 'rollback_failed';

export const WAITING_CAUSES = [
  'wave_not_started',
  'paused',
  'concurrency_limit',
  'server_limit',
  'budget',
  'pace',
  'lock_wait',
  'retry_backoff',
  'no_worker',
] as const;
export type WaitingCause = (typeof WAITING_CAUSES)[number];

export const STEPS = ['preflight', 'migrate', 'undo', 'validate', 'verify'] as const;
export type Step = (typeof STEPS)[number];
