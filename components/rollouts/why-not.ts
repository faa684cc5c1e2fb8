import { canPlanRollback, rolloutCan, type RolloutMove, type RolloutState } from '@/lib/domain/rollout';
import { may, VERBS, type Role, type Verb } from '@/lib/domain/verbs';
import { targetCan, type TargetMove, type TargetState } from '@/lib/domain/target';
import { rolloutLook, targetLook } from './state-words';

/** Why a button cannot be pressed: undefined when it can. Asked of the same tables as the server. */
export type Reason = string | undefined;

const joined = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

export function roleReason(role: Role, verb: Verb): Reason {
  if (may(role, verb)) return undefined;
  return `Only ${joined(VERBS[verb].map((one) => `${one}s`))} may do this. Your role is ${role}.`;
}

const MOVE_REASONS: Partial<Record<RolloutMove, string>> = {
  start: 'Only a rollout that is ready can be started',
  pause: 'Only a running rollout can be paused',
  resume: 'Only a paused rollout can be resumed',
  abort: 'Only a rollout that is ready, running or paused can be aborted',
};

export function rolloutReason(role: Role, state: RolloutState, verb: Verb, move: RolloutMove): Reason {
  const byRole = roleReason(role, verb);
  if (byRole !== undefined) return byRole;
  if (rolloutCan(state, move)) return undefined;
  return `${MOVE_REASONS[move] ?? 'Not in this state'}; this one is ${rolloutLook[state].word.toLowerCase()}.`;
}

export function rollbackReason(
  role: Role,
  rollout: { readonly state: RolloutState; readonly changed: number },
): Reason {
  const byRole = roleReason(role, 'plan-rollback');
  if (byRole !== undefined) return byRole;
  if (rollout.changed === 0) return 'No tenant has been changed: there is nothing to take back.';
  if (canPlanRollback(rollout.state)) return undefined;
  return `Pause or abort it first: it is ${rolloutLook[rollout.state].word.toLowerCase()}.`;
}

const TARGET_VERBS = {
  'retry-target': { moves: ['retry'], states: ['running', 'paused'] },
  'recheck-target': { moves: ['recheck'], states: ['running', 'paused'] },
  'skip-target': { moves: ['skip'], states: ['ready', 'running', 'paused'] },
  'quarantine-target': { moves: ['quarantine'], states: ['running', 'paused'] },
  'cancel-target': {
    moves: ['cancel', 'cancel-running'],
    states: ['ready', 'running', 'paused', 'aborting'],
  },
} as const satisfies Partial<Record<Verb, { moves: readonly TargetMove[]; states: readonly RolloutState[] }>>;
export type TargetVerb = keyof typeof TARGET_VERBS;

export function targetReason(
  role: Role,
  rollout: RolloutState,
  target: TargetState,
  verb: TargetVerb,
): Reason {
  const byRole = roleReason(role, verb);
  if (byRole !== undefined) return byRole;
  const { moves, states } = TARGET_VERBS[verb];
  const word = verb.replace('-target', '');
  if (!(states as readonly RolloutState[]).includes(rollout)) {
    return `The rollout is ${rolloutLook[rollout].word.toLowerCase()}: nothing can be ${PAST[verb]} any more.`;
  }
  if (moves.some((move) => targetCan(target, move))) return undefined;
  return `A tenant that is ${targetLook[target].word.toLowerCase()} cannot be ${PAST[verb]}${word === 'cancel' ? ': there is nothing to cancel' : ''}.`;
}

const PAST: Readonly<Record<TargetVerb, string>> = {
  'retry-target': 'retried',
  'recheck-target': 'checked again',
  'skip-target': 'skipped',
  'quarantine-target': 'quarantined',
  'cancel-target': 'cancelled',
};

const HANDS: Readonly<Record<string, string>> = {
  'plan-rollout': 'planned it',
  'plan-rollback': 'planned it',
  'apply-tenant': 'started it',
  'start-rollout': 'started it',
  'resume-rollout': 'resumed it',
  'ask-approval': 'asked for an approval',
  'skip-target': 'skipped a tenant',
  'retry-target': 'retried a tenant',
  'recheck-target': 'checked a tenant again',
  'quarantine-target': 'quarantined a tenant',
  'cancel-target': 'cancelled a tenant',
  'accept-verdict': 'accepted a verdict',
  'raise-budget': 'raised its failure budget',
};

/** Nobody decides on what they had a hand in; says which hand. */
export function handReason(hands: readonly string[]): Reason {
  if (hands.length === 0) return undefined;
  const words = [...new Set(hands.map((hand) => HANDS[hand] ?? hand.replaceAll('-', ' ')))];
  return `You ${joined(words)}. Somebody without a hand in this rollout has to decide.`;
}
