import type { ApprovalState } from '@/lib/domain/approval';
import type { RolloutState } from '@/lib/domain/rollout';
import type { TargetState } from '@/lib/domain/target';
import type { VerdictWord } from '@/lib/domain/verdict';
import type { WaveState } from '@/lib/domain/wave';
import type { StateTone } from '@/components/ui/state-tone';

/** Glyph and word of every state: the same on the list, the stepper, the rows and the drawer. */
export type Look = { readonly tone: StateTone; readonly word: string };

export const rolloutLook: Readonly<Record<RolloutState, Look>> = {
  draft: { tone: 'pending', word: 'Draft' },
  validating: { tone: 'pending', word: 'Validating' },
  ready: { tone: 'pending', word: 'Ready to start' },
  running: { tone: 'running', word: 'Running' },
  paused: { tone: 'paused', word: 'Paused' },
  aborting: { tone: 'warning', word: 'Aborting' },
  aborted: { tone: 'skipped', word: 'Aborted' },
  completed: { tone: 'applied', word: 'Completed' },
  completed_with_exceptions: { tone: 'warning', word: 'Completed with exceptions' },
  rolled_back: { tone: 'rolled-back', word: 'Rolled back' },
};

export const waveLook: Readonly<Record<WaveState, Look>> = {
  pending: { tone: 'pending', word: 'not started' },
  applying: { tone: 'running', word: 'applying' },
  soaking: { tone: 'warning', word: 'soaking' },
  settled: { tone: 'warning', word: 'settled' },
  passed: { tone: 'applied', word: 'passed' },
  failed: { tone: 'failed', word: 'failed' },
  aborted: { tone: 'skipped', word: 'aborted' },
  skipped: { tone: 'skipped', word: 'skipped' },
};

export const targetLook: Readonly<Record<TargetState, Look>> = {
  pending: { tone: 'pending', word: 'Waiting' },
  queued: { tone: 'pending', word: 'Queued' },
  running: { tone: 'running', word: 'Running' },
  succeeded: { tone: 'applied', word: 'Succeeded' },
  failed: { tone: 'failed', word: 'Failed' },
  quarantined: { tone: 'held', word: 'Quarantined' },
  skipped: { tone: 'skipped', word: 'Skipped' },
  excluded: { tone: 'skipped', word: 'Excluded' },
  cancelled: { tone: 'skipped', word: 'Cancelled' },
  rolled_back: { tone: 'rolled-back', word: 'Rolled back' },
  rollback_failed: { tone: 'failed', word: 'Rollback failed' },
};

export const verdictLook: Readonly<Record<VerdictWord, Look>> = {
  passed: { tone: 'applied', word: 'passed' },
  running: { tone: 'running', word: 'running' },
  inconclusive: { tone: 'warning', word: 'inconclusive' },
  no_data: { tone: 'warning', word: 'no data' },
  error: { tone: 'failed', word: 'could not be asked' },
  failed: { tone: 'failed', word: 'failed' },
};

export const approvalLook: Readonly<Record<ApprovalState, Look>> = {
  requested: { tone: 'pending', word: 'Waiting for a decision' },
  approved: { tone: 'applied', word: 'Approved' },
  rejected: { tone: 'failed', word: 'Rejected' },
  expired: { tone: 'skipped', word: 'Expired' },
  superseded: { tone: 'drifted', word: 'Superseded' },
};

/** The panel's tabs: states that a person asks for together. */
export const TABS = ['all', 'failed', 'running', 'waiting', 'succeeded', 'exceptions'] as const;
export type Tab = (typeof TABS)[number];

export const tabStates: Readonly<Record<Tab, readonly TargetState[]>> = {
  failed: ['failed', 'rollback_failed'],
  running: ['running'],
  waiting: ['pending', 'queued'],
  succeeded: ['succeeded'],
  exceptions: ['quarantined', 'skipped', 'excluded', 'cancelled', 'rolled_back'],
  // In the order of attention: what needs a person, what moves, what waits, what is done.
  all: [
    'failed',
    'rollback_failed',
    'running',
    'queued',
    'pending',
    'succeeded',
    'quarantined',
    'skipped',
    'excluded',
    'cancelled',
    'rolled_back',
  ],
};

export const tabWord: Readonly<Record<Tab, Look>> = {
  failed: { tone: 'failed', word: 'Failed' },
  running: { tone: 'running', word: 'Running' },
  waiting: { tone: 'pending', word: 'Waiting' },
  succeeded: { tone: 'applied', word: 'Succeeded' },
  exceptions: { tone: 'skipped', word: 'Set aside' },
  all: { tone: 'info', word: 'All' },
};

/** `sql:orders` → `orders`; `invalid_index` → `invalid index`. */
export const checkName = (check: string): string =>
  check.startsWith('sql:') ? check.slice('sql:'.length) : check.replaceAll('_', ' ');
