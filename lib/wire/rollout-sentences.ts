import type { GateCondition, GateKey } from '@/lib/domain/gate';
import type { ExclusionReason } from '@/lib/domain/preview';
import type { Facts } from '@/lib/domain/refusal';
import type { PauseReason } from '@/lib/domain/rollout';
import type { WaitingCause } from '@/lib/domain/target';
import {
  agree,
  count,
  duration,
  has,
  list,
  plural,
  spoken,
  text,
  versionWords,
  type Sentence,
} from './fact-text';
import { failureSentence, isFailureCode } from './failure-sentences';
import type { PlanNote, PlanWarning } from './plan-view';

type Writer = (facts: Facts) => Sentence;
const say = (sentence: string, remedy: string): Sentence => ({ sentence, remedy });

const APPROVAL_STATES: Readonly<Record<string, string>> = {
  none: 'not asked for yet',
  requested: 'asked for',
  rejected: 'rejected',
  expired: 'the request ran out',
  superseded: 'what was asked about has changed',
};

const CONDITIONS: Record<GateKey, (condition: GateCondition) => Sentence> = {
  targets_settled: ({ ok, measured, limit }) =>
    say(
      `${measured} of ${plural(limit, 'tenant')} settled`,
      ok ? 'Nothing to do.' : 'Wait for those that run; retry, skip or quarantine those that failed.',
    ),
  failures_within_budget: ({ ok, measured, limit }) =>
    say(
      `${plural(measured, 'failure')}, ${limit} allowed`,
      ok ? 'Nothing to do.' : 'Mend and retry, or raise the budget with a reason.',
    ),
  verdicts: ({ ok, measured, limit, detail }) =>
    ok
      ? say(
          limit === 0
            ? 'No enforced checks'
            : `${measured} of ${plural(limit, 'enforced verdict')} passed or accepted`,
          'Nothing to do.',
        )
      : say(
          `${measured} of ${plural(limit, 'enforced verdict')} passed or accepted; not: ${verdictWords(detail)}`,
          'Mend and retry, check again what gave no answer, or an approver accepts a verdict as it is.',
        ),
  soak: ({ ok, measured, limit }) => {
    if (limit === 0) return say('No soak time', 'Nothing to do.');
    return say(
      `Watched for ${duration(Math.max(0, measured))} of ${duration(limit)}`,
      ok ? 'Nothing to do.' : 'Wait; it goes on by itself.',
    );
  },
  approval: ({ ok, measured, limit, detail }) => {
    if (limit === 0) return say('No approval needed', 'Nothing to do.');
    const state = APPROVAL_STATES[detail[0] ?? ''];
    return say(
      `${measured} of ${plural(limit, 'approval')}${ok || state === undefined ? '' : `: ${state}`}`,
      ok ? 'Nothing to do.' : 'Ask once the rest is there; somebody without a hand in the rollout decides.',
    );
  },
};

/** `sql:orders` said `no_data` → `orders: no data`. */
function verdictWords(detail: readonly string[]): string {
  const words = detail.map((line) => {
    const at = line.lastIndexOf(':');
    return `${line.slice(0, at).replace(/^sql:/, '')}: ${spoken(line.slice(at + 1))}`;
  });
  return list({ words }, 'words', 'see the checks');
}

const CAUSES: Record<WaitingCause, Writer> = {
  wave_not_started: (f) =>
    say(
      `Its wave${has(f, 'wave') ? ` ${text(f, 'wave', '')}` : ''} has not started.`,
      'See the gate before it.',
    ),
  paused: () => say('The rollout is paused.', 'Resume it to go on.'),
  concurrency_limit: (f) =>
    say(
      `The rollout works on ${plural(count(f, 'limit', 1), 'tenant')} at once.`,
      'It starts when one of them is done.',
    ),
  server_limit: (f) =>
    say(
      `Server ${text(f, 'server', 'of this tenant')} takes ${plural(count(f, 'limit', 1), 'tenant')} at once, over all rollouts.`,
      'It starts when one of them is done.',
    ),
  budget: (f) =>
    say(
      `The failure budget allows ${count(f, 'limit', 1)} at a time.`,
      'It starts when one of them is done without failing.',
    ),
  pace: (f) =>
    say(`At least ${duration(count(f, 'paceMs', 1000))} lie between two starts.`, 'It starts by itself.'),
  lock_wait: (f) =>
    say(
      `It waits for a lock${!has(f, 'pid') ? '' : ` that pid ${text(f, 'pid', '')} holds`}.`,
      'See who holds it, in the tenant’s drawer.',
    ),
  retry_backoff: (f) =>
    say(
      `It failed for a reason that passes; the next attempt is ${has(f, 'at') ? `at ${text(f, 'at', '')}` : 'due soon'}.`,
      'It is tried again by itself.',
    ),
  no_worker: () => say('No worker is alive.', 'Start one: nothing is worked on until then.'),
};

const PAUSES: Record<PauseReason, Writer> = {
  manual: (f) =>
    say(
      `Paused by ${text(f, 'by', 'a person')}${has(f, 'reason') ? `: ${text(f, 'reason', '')}` : ''}.`,
      'Resume it when the reason is gone.',
    ),
  check_failed: (f) =>
    say(
      `Paused: an enforced check failed${has(f, 'check') ? ` (${text(f, 'check', '')})` : ''}.`,
      'Look at its verdict. Mend and retry, or an approver accepts it; then resume.',
    ),
  check_error: (f) =>
    say(
      `Paused: a check could not be carried out${has(f, 'check') ? ` (${text(f, 'check', '')})` : ''}.`,
      'Mend the check or its database role, then resume: the tenants that it broke on are checked again.',
    ),
  failure_budget_exhausted: (f) =>
    say(
      `Paused: ${plural(count(f, 'failures', 1), 'failure')}${has(f, 'wave') ? ` in wave ${text(f, 'wave', '')}` : ''}, ${count(f, 'tolerance')} allowed.`,
      'Mend and retry the failed tenants, or raise the budget with a reason; then resume. Or abort.',
    ),
};

const UNKNOWN: Readonly<Record<string, Sentence>> = {
  never_read: say('It has never been read.', 'Verify it first.'),
  no_history: say(
    'It has tables and no history table.',
    'Baseline it first: that says which version it is on.',
  ),
  home_made: say(
    'Its version comes from a table of your own.',
    'Baseline it first, so that migrations can be recorded.',
  ),
  schema_missing: say('Its schema does not exist.', 'Create it, or correct the tenant’s place.'),
  unreachable: say(
    'Its server did not answer when it was last read.',
    'Check the server, then verify the tenant.',
  ),
  unreadable: say(
    'Its history could not be read.',
    'Check the history table and privileges, then verify the tenant.',
  ),
};

const EXCLUSIONS: Record<ExclusionReason, Writer> = {
  already_there: (f) =>
    say(`It is on ${versionWords(text(f, 'version', ''))} and nothing is pending.`, 'Nothing to do.'),
  in_other_rollout: (f) =>
    say(
      `It is in the rollout ${text(f, 'rollout', 'that is live')}.`,
      'Wait for its end, or skip the tenant there.',
    ),
  held: (f) =>
    say(
      `Held by ${text(f, 'owner', 'somebody')}${has(f, 'expiresAt') ? ` until ${text(f, 'expiresAt', '')}` : ''}: ${text(f, 'why', 'see its page')}`,
      'Release the hold to include it.',
    ),
  unknown: (f) => UNKNOWN[text(f, 'cause', '')] ?? say('Its version is not known.', 'Verify it first.'),
  refused: (f) => {
    const code = text(f, 'code', 'internal');
    if (isFailureCode(code)) return failureSentence({ code, facts: f });
    if (code === 'version_not_applied')
      return say(`It was never on ${versionWords(text(f, 'version', ''))}.`, 'Look at its history.');
    if (code === 'tenant_archived') return say('It is archived.', 'Nothing to do.');
    return say(`It cannot be brought there: ${spoken(code)}.`, 'Look at its history.');
  },
  drifted: () =>
    say(
      'Its schema is not what its history should have made of it.',
      'Include it with a reason, or mend it first.',
    ),
  nothing_to_undo: (f) =>
    say(
      `Only repeatables ran: ${list(f, 'repeatables', 'there is no undo for them')}.`,
      'Publish them as they were and roll that out.',
    ),
  moved_on: (f) =>
    say(
      `It has gone on to ${versionWords(text(f, 'version', ''))} since, beyond ${versionWords(text(f, 'rolledTo', ''))}.`,
      'Roll the later rollout back first.',
    ),
};

const NOTES: Record<PlanNote['code'], Writer> = {
  drift_included: (f) =>
    say(`Drifted; included: ${text(f, 'why', 'with a reason')}`, 'Look at the difference before.'),
  drift_unknown: () => say('Whether it has drifted is not known.', 'Verify it to find out.'),
  read_long_ago: (f) =>
    say(`Last read at ${text(f, 'verifiedAt', 'a time long past')}.`, 'Verify it before planning.'),
  starts_from_nothing: () => say('No script has been applied yet: it gets all of them.', 'Nothing to do.'),
  repeatables_only: (f) =>
    say(`Its version stays; it runs ${list(f, 'scripts', 'repeatables')}.`, 'Nothing to do.'),
  leaves_repeatables: (f) =>
    say(
      `Repeatables stay as the newer release left them: ${list(f, 'scripts', 'see the release')}.`,
      'Check that they work with the older version.',
    ),
};

const WARNINGS: Record<PlanWarning['code'], Writer> = {
  tenants_left_over: (f) =>
    say(
      `${plural(count(f, 'count'), 'tenant')} ${agree(count(f, 'count'), 'is', 'are')} in no wave: ${names(f)}.`,
      'Add a wave for the rest, or leave them for later.',
    ),
  empty_waves: (f) => say(`Nobody is in ${names(f)}.`, 'Change the rule, or remove the wave.'),
  unmatched_keys: (f) =>
    say(`No tenant has the ${agree(count(f, 'count'), 'key', 'keys')} ${names(f)}.`, 'Check the spelling.'),
  repeated_keys: (f) =>
    say(
      `Named twice, or in an earlier wave already: ${names(f)}.`,
      'The first wave that names a tenant has it.',
    ),
  outside_transaction: (f) =>
    say(
      `${names(f)} cannot run in a transaction: a failure half-way leaves a half.`,
      'Read the script again; it is marked before it starts, and a person is asked after a crash.',
    ),
  not_reversible: (f) => say(`No undo script for ${names(f)}.`, 'These cannot be rolled back.'),
  budget_covers_wave: (f) =>
    say(`Every tenant of ${names(f)} may fail without stopping it.`, 'Lower the tolerance.'),
  soft_budget: (f) =>
    say(
      `The soft budget of ${names(f)} may be overrun by ${plural(count(f, 'overrun'), 'tenant')}.`,
      'Choose strict to be sure.',
    ),
  no_approval: () =>
    say('No wave needs an approval.', 'Ask for one if somebody else should look between waves.'),
  include_unmatched: (f) =>
    say(`To be included with a reason, but there is no such tenant: ${names(f)}.`, 'Check the spelling.'),
  undo_loses_data: (f) =>
    say(
      `${names(f)} ${agree(count(f, 'count'), 'drops or deletes', 'drop or delete')}: what was written there since is lost.`,
      'Take a backup first if it is needed.',
    ),
};

const names = (facts: Facts): string => list(facts, 'names', 'see the list');

/** One line of the gate's checklist. */
export const conditionSentence = (condition: GateCondition): Sentence => CONDITIONS[condition.key](condition);
/** Why a target waits. */
export const waitingSentence = (cause: WaitingCause, facts: Facts = {}): Sentence => CAUSES[cause](facts);
/** Why a rollout is paused. */
export const pauseSentence = (reason: PauseReason, facts: Facts = {}): Sentence => PAUSES[reason](facts);
/** Why a tenant is left out of a plan. */
export const exclusionSentence = (reason: ExclusionReason, facts: Facts = {}): Sentence =>
  EXCLUSIONS[reason](facts);
export const noteSentence = ({ code, facts }: PlanNote): Sentence => NOTES[code](facts);
export const warningSentence = ({ code, facts }: PlanWarning): Sentence => WARNINGS[code](facts);

/** The `reason` column of an excluded target: `held`, `unknown:unreachable`, `refused:checksum_mismatch`. */
export function storedExclusionSentence(stored: string): Sentence {
  const [reason = '', about] = stored.split(':');
  if (!(reason in EXCLUSIONS)) return say(stored, 'Look at the tenant’s page.');
  const facts: Facts = about === undefined ? {} : reason === 'unknown' ? { cause: about } : { code: about };
  return exclusionSentence(reason as ExclusionReason, facts);
}
