import type { RolloutEvent } from '@/lib/wire/rollout-view';

/** What each event was, in words that follow the actor: "ada paused it". */
const WORDS: Readonly<Record<string, string>> = {
  'plan-rollout': 'planned it',
  'plan-rollback': 'planned this rollback',
  validate: 'checked the plan',
  freeze: 'froze membership',
  'start-rollout': 'started it',
  'pause-rollout': 'paused it',
  'resume-rollout': 'resumed it',
  'abort-rollout': 'aborted it',
  'finish-abort': 'ended the abort',
  'finish-rollout': 'ended it',
  'finish-rollback': 'recorded that all is rolled back',
  'open-wave': 'opened',
  'soak-wave': 'is being watched',
  'settle-wave': 'settled',
  'pass-wave': 'passed',
  'fail-wave': 'failed',
  'abort-wave': 'aborted',
  'skip-wave': 'was skipped: nobody is left in it',
  'reopen-wave': 'reopened',
  admit: 'queued',
  begin: 'began',
  'take-over': 'taken over from a lost worker',
  succeed: 'succeeded',
  fail: 'failed',
  'back-off': 'failed for now and waits for its next attempt',
  'cancel-running': 'stopped while it ran',
  'exclude-target': 'was left out',
  'retry-target': 'retried',
  'recheck-target': 'had checked again',
  'skip-target': 'skipped',
  'quarantine-target': 'quarantined',
  'cancel-target': 'cancelled',
  'accept-verdict': 'accepted a verdict of',
  'raise-budget': 'raised the failure budget of',
  'ask-approval': 'asked for approval of',
  'approve-wave': 'approved',
  'reject-wave': 'rejected',
  'expire-approval': 'request ran out',
  'supersede-approval': 'request superseded',
  'roll-back': 'rolled back',
  'fail-rollback': 'could not roll back',
};

export const eventWords = (verb: string): string => WORDS[verb] ?? verb.replaceAll('-', ' ');

/** Numbers and names of an event that are worth reading, in their order. */
export function eventDetail({ verb, facts }: Pick<RolloutEvent, 'verb' | 'facts'>): string | null {
  const number = (name: string) => (typeof facts[name] === 'number' ? facts[name] : null);
  const word = (name: string) => (typeof facts[name] === 'string' ? facts[name] : null);
  const tenants = (count: number | null) =>
    count === null ? null : `${count} ${count === 1 ? 'tenant' : 'tenants'}`;
  switch (verb) {
    case 'start-rollout':
    case 'freeze':
      return tenants(number('tenants'));
    case 'admit':
      return tenants(number('count'));
    case 'open-wave':
      return tenants(number('members'));
    case 'pause-rollout': {
      const failures = number('failures');
      if (failures !== null) return `${failures} failed, ${number('tolerance') ?? 0} allowed`;
      const inFlight = number('inFlight');
      return inFlight === null ? null : `${inFlight} in flight`;
    }
    case 'abort-rollout': {
      const inFlight = number('inFlight');
      return inFlight === null ? null : `${inFlight} in flight`;
    }
    case 'fail':
    case 'back-off':
      return (
        [word('sqlstate') ?? word('code'), word('script')].filter((part) => part !== null).join(' in ') ||
        null
      );
    case 'raise-budget':
      return `from ${number('from') ?? '?'} to ${number('to') ?? '?'}`;
    case 'accept-verdict':
      return [word('check'), word('verdict')].filter((part) => part !== null).join(': ') || null;
    case 'finish-rollout':
      return `${number('succeeded') ?? 0} succeeded, ${number('exceptions') ?? 0} exceptions`;
    default:
      return null;
  }
}

export const EVENT_KINDS = ['all', 'people', 'waves', 'tenants'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

export function isOfKind(event: Pick<RolloutEvent, 'actor' | 'targetId'>, kind: EventKind): boolean {
  if (kind === 'people') return event.actor !== null;
  if (kind === 'waves') return event.targetId === null;
  return kind === 'all' || event.targetId !== null;
}
