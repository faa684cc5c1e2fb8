import { canMove, type Transitions } from './machine';

export const ROLLOUT_STATES = [
  'draft',
  'validating',
  'ready',
  'running',
  'paused',
  'aborting',
  'aborted',
  'completed',
  'completed_with_exceptions',
  'rolled_back',
] as const;
export type RolloutState = (typeof ROLLOUT_STATES)[number];

export const PAUSE_REASONS = ['manual', 'check_failed', 'check_error', 'failure_budget_exhausted'] as const;
export type PauseReason = (typeof PAUSE_REASONS)[number];

export type RolloutMove =
  | 'validate'
  | 'freeze'
  | 'start'
  | 'pause'
  | 'resume'
  | 'abort'
  | 'finish-abort'
  | 'complete'
  | 'complete-with-exceptions'
  | 'roll-back';

/**
 * Membership is frozen at `ready`. Abort leaves migrated tenants as they are; a rollback is a rollout of its own, and
 * its origin becomes `rolled_back` only when every changed target is.
 */
export const ROLLOUT_TRANSITIONS: Transitions<RolloutState, RolloutMove> = {
  'validate': { from: ['draft'], to: 'validating' },
  'freeze': { from: ['validating'], to: 'ready' },
  'start': { from: ['ready'], to: 'running' },
  'pause': { from: ['running'], to: 'paused' },
  'resume': { from: ['paused'], to: 'running' },
  'abort': { from: ['ready', 'running', 'paused'], to: 'aborting' },
  'finish-abort': { from: ['aborting'], to: 'aborted' },
  'complete': { from: ['running'], to: 'completed' },
  'complete-with-exceptions': { from: ['running'], to: 'completed_with_exceptions' },
  'roll-back': { from: ['aborted', 'completed', 'completed_with_exceptions', 'paused', 'running'], to: 'rolled_back' },
};

export const rolloutCan = (state: RolloutState, move: RolloutMove): boolean =>
  canMove(ROLLOUT_TRANSITIONS, state, move);

/** States in which the rollout may still touch a tenant. */
export const LIVE_ROLLOUT_STATES: readonly RolloutState[] = ['ready', 'running', 'paused', 'aborting'];

export const isLiveRollout = (state: RolloutState): boolean => LIVE_ROLLOUT_STATES.includes(state);

/** A rollback of a live rollout would race with it: it must be paused, aborted or over. */
export const canPlanRollback = (state: RolloutState): boolean =>
  state === 'paused' || state === 'aborted' || state === 'completed' || state === 'completed_with_exceptions';
