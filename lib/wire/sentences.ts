import type { Facts, Refusal, RefusalCode } from '@/lib/domain/refusal';
import { agree, count, duration, has, list, plural, spoken, text, type Sentence } from './fact-text';
import { failureSentence, isFailureCode } from './failure-sentences';
import { releaseProblemsOf } from './release-problem';
import { releaseProblemSentence } from './release-problem-sentences';

type Writer = (facts: Facts) => Sentence;
const say = (sentence: string, remedy: string): Sentence => ({ sentence, remedy });

/** Who acted, as a verb tells it; used where a hand in the rollout bars a person from deciding on it. */
const HANDS: Readonly<Record<string, string>> = {
  'plan-rollout': 'planned it',
  'plan-rollback': 'planned its rollback',
  'apply-tenant': 'started it',
  'start-rollout': 'started it',
  'ask-approval': 'asked for this approval',
  'skip-target': 'skipped one of its tenants',
  'retry-target': 'retried one of its tenants',
  'recheck-target': 'had one of its tenants checked again',
  'quarantine-target': 'quarantined one of its tenants',
  'cancel-target': 'cancelled one of its tenants',
  'accept-verdict': 'accepted one of its verdicts',
  'raise-budget': 'raised its failure budget',
};

const UNACCEPTABLE: Readonly<Record<string, string>> = {
  wave_over: 'the wave is over',
  observed_only: 'the check is only observed and holds nothing up',
  passed: 'it passed',
  accepted_already: 'somebody has accepted it already',
  older_attempt: 'a newer attempt has answered since',
};

/** What may be done about a state, where the verb alone says it. */
const WRONG_STATE: Readonly<Record<string, string>> = {
  'plan-rollback': 'Pause it first, or abort it; then plan the rollback.',
  'ask-approval':
    'An approval can be asked for while the rollout runs or is paused, for a wave that has not started.',
  'start-rollout': 'Only a rollout that is ready can be started.',
  'resume-rollout': 'Only a paused rollout can be resumed.',
  'pause-rollout': 'Only a running rollout can be paused.',
};

/** Every code, or it does not compile. */
const REFUSALS: Record<RefusalCode, Writer> = {
  not_signed_in: () => say('You are not signed in, or your session has ended.', 'Sign in again.'),
  not_allowed: (f) =>
    say(
      `The role ${text(f, 'role', 'that you have')} may not ${spoken(text(f, 'verb', 'do this'))}.`,
      'Ask somebody who may, or an administrator for another role.',
    ),
  foreign_origin: () =>
    say(
      'The request came from another site and was not carried out.',
      'Open the console itself and do it there.',
    ),
  rate_limited: (f) =>
    say(
      `Too many attempts: at most ${count(f, 'limit', 5)} are allowed in a row.`,
      `Wait ${duration(count(f, 'seconds', 60) * 1000)} and try again.`,
    ),
  bad_input: (f) =>
    say(
      `The input does not fit: ${list(f, 'fields', 'a field has a value that cannot be used')}`,
      'Correct the marked fields.',
    ),
  stale_version: (f) =>
    say(
      `${capital(text(f, 'by', 'Somebody'))} has changed this since you opened it${has(f, 'state') ? `: it is ${spoken(text(f, 'state', ''))} now` : ''}.`,
      'Look at what stands now and decide again.',
    ),
  not_found: (f) => {
    const kind = text(f, 'kind', text(f, 'what', 'entry'));
    return say(
      `There is no such ${spoken(kind)}${has(f, 'value') ? `: ${text(f, 'value', '')}` : ''}.`,
      'It may have been removed. Go back to the list and choose again.',
    );
  },
  internal: (f) =>
    say(
      'Something went wrong on our side; nothing was changed.',
      `Try again. If it stays, give the reference ${text(f, 'reference', 'in the server’s log')} to whoever runs this console.`,
    ),

  wrong_credentials: () =>
    say('E-mail or password is wrong.', 'Check both. An administrator can set a new password.'),
  email_taken: (f) =>
    say(
      `Somebody has the address ${text(f, 'email', 'given')} already.`,
      'Use another address, or edit that person.',
    ),
  setup_token_invalid: () =>
    say(
      'This link has been used, has run out, or was never valid.',
      'Start the console again on an empty database: it prints a new one.',
    ),
  last_admin: (f) =>
    say(
      `${text(f, 'email', 'This person')} is the last administrator.`,
      'Make somebody else an administrator first.',
    ),
  demo_account: () =>
    say(
      'Demo accounts cannot be changed: everybody knows their passwords.',
      'Invite a person of your own instead.',
    ),

  key_taken: (f) =>
    say(
      `The key ${list(f, 'keys', text(f, 'key', 'given'))} is taken${f['archived'] === true ? ' by an archived tenant' : ''}.`,
      'Choose another key.',
    ),
  placement_taken: (f) =>
    say(
      `${has(f, 'by') ? `Tenant ${text(f, 'by', '')}` : list(f, 'keys', 'Another tenant')} lives there already${has(f, 'schema') ? `: schema ${text(f, 'schema', '')} of database ${text(f, 'database', '')}` : ''}.`,
      'Give another server, database or schema: each place has one tenant.',
    ),
  server_in_use: (f) =>
    say(
      `${plural(count(f, 'tenants', 1), 'tenant')} still ${agree(count(f, 'tenants', 1), 'lives', 'live')} on ${text(f, 'server', 'this server')}.`,
      'Move or archive them first.',
    ),
  secret_required: (f) =>
    say(
      `Changing ${spoken(text(f, 'field', 'host, port or TLS'))} sends the password somewhere else, so it has to be given again.`,
      'Give the password of this server once more.',
    ),
  credential_name_not_allowed: (f) =>
    say(
      `The variable ${text(f, 'name', 'named')} may not be read as a credential.`,
      'Name a variable that begins with GROUNDSWELL_CREDENTIAL_.',
    ),
  credential_missing: (f) =>
    say(
      `The credential ${text(f, 'name', 'of this server')} is not there, or does not open with our key.`,
      'Set the variable for every process, or give the password again.',
    ),
  server_unreachable: (f) => {
    const why = text(f, 'why', text(f, 'code', 'unreachable'));
    const reason = isFailureCode(why) ? failureSentence({ code: why, facts: f }) : null;
    return (
      reason ??
      say(
        `${text(f, 'host', 'The server')} did not answer: ${spoken(why)}.`,
        'Check host, port, TLS mode and credential.',
      )
    );
  },
  tenant_in_rollout: (f) =>
    say(
      `Tenant ${text(f, 'tenant', 'chosen')} is in the rollout ${text(f, 'rollout', text(f, 'name', 'that is live'))}: a tenant is in one at a time.`,
      'Wait for its end, or skip the tenant there.',
    ),
  tenant_archived: (f) =>
    say(
      `${list(f, 'tenants', text(f, 'tenant', text(f, 'key', 'The tenant')))} is archived.`,
      'Register it anew to work on it.',
    ),
  already_held: (f) =>
    say(
      `A hold exists already: ${list(f, 'tenants', 'on the tenant')}.`,
      'Release it first to change its reason or expiry.',
    ),
  not_held: (f) =>
    say(`There is no hold to release: ${list(f, 'tenants', 'on the tenant')}.`, 'Nothing needs to be done.'),
  baseline_has_history: (f) =>
    say(
      `The tenant has a history already${!has(f, 'rows') ? '' : `, of ${plural(count(f, 'rows', 1), 'row')}`}.`,
      'A baseline is for tenants without one. Verify the tenant instead.',
    ),
  schema_missing: (f) =>
    say(
      `Schema ${text(f, 'schema', 'of the tenant')} does not exist in database ${text(f, 'database', 'given')}.`,
      'Create it, or correct the tenant’s place.',
    ),
  schema_empty: (f) =>
    say(
      `Schema ${text(f, 'schema', 'of the tenant')} is empty: there is nothing that a baseline could stand for.`,
      'Roll a release out to it: it starts from the first script.',
    ),
  tenant_locked: (f) =>
    say(
      `Somebody else works on this tenant; waited ${duration(count(f, 'waitedMs', 0))}.`,
      'Try again when that run is over.',
    ),
  tenant_unreadable: (f) =>
    say(
      `The tenant’s database could not be read${has(f, 'sqlstate') ? ` (SQLSTATE ${text(f, 'sqlstate', '')})` : ''}: ${spoken(text(f, 'why', 'it refused'))}.`,
      'Check privileges and the history table of its server, then verify the tenant.',
    ),
  csv_unreadable: (f) =>
    say(
      `The file is not readable as CSV at line ${count(f, 'line', 1)}: ${spoken(text(f, 'why', 'malformed'))}.`,
      'Correct that line, or export it anew as CSV in UTF-8.',
    ),
  csv_bad_rows: (f) =>
    say(
      `${plural(count(f, 'count', 1), 'problem')} in ${plural(count(f, 'rows', 1), 'row')}: ${list(f, 'problems', 'see the list')}`,
      'Correct them and load the file again; nothing was written.',
    ),

  release_problems: (f) =>
    say(
      `The release has ${plural(count(f, 'count', 1), 'problem')}: ${problemLines(f)}.`,
      'Correct the scripts and publish again; nothing was published.',
    ),
  release_name_taken: (f) =>
    say(
      `Changelog ${text(f, 'changelog', 'chosen')} has a release ${text(f, 'name', 'of this name')} already, and releases never change.`,
      'Publish under another name.',
    ),
  release_unchanged: (f) =>
    say(
      `These are exactly the scripts of release ${text(f, 'name', 'that is published')}.`,
      'Use that release.',
    ),
  release_folder_unreadable: (f) =>
    say(
      `The folder ${text(f, 'folder', 'given')} cannot be read: ${spoken(text(f, 'why', 'not readable'))}.`,
      'Choose a folder below the configured one.',
    ),
  upload_too_large: (f) =>
    say(
      `The upload is too large${!has(f, 'limitBytes') ? '' : `: at most ${Math.floor(count(f, 'limitBytes') / 1_048_576)} MB`}.`,
      'Leave out what is no script.',
    ),
  check_not_single_statement: (f) =>
    say(
      !has(f, 'statements')
        ? `The check is not one SQL statement: ${spoken(text(f, 'why', 'unreadable'))}, line ${count(f, 'line', 1)}.`
        : `The check has ${plural(count(f, 'statements', 2), 'statement')}; it must be one.`,
      'Write one SELECT.',
    ),
  check_name_taken: (f) =>
    say(`A check is called ${text(f, 'name', 'this')} already.`, 'Choose another name.'),
  template_name_taken: (f) =>
    say(`A template is called ${text(f, 'name', 'this')} already.`, 'Choose another name.'),

  wrong_state: (f) => {
    const verb = text(f, 'verb', 'do that');
    const what = has(f, 'tenant')
      ? `Tenant ${text(f, 'tenant', '')}`
      : has(f, 'wave')
        ? `Wave ${text(f, 'wave', '')}`
        : 'It';
    return say(
      `${what} is ${spoken(text(f, 'state', 'in another state'))}: it cannot ${spoken(verb)} from there.`,
      WRONG_STATE[verb] ?? 'Look at what stands now: somebody may have been faster.',
    );
  },
  no_targets: (f) => {
    if (has(f, 'tenant')) {
      return say(
        `Tenant ${text(f, 'tenant', '')} is left out: ${spoken(text(f, 'reason', 'it does not follow this changelog'))}${has(f, 'code') ? ` (${spoken(text(f, 'code', ''))})` : ''}.`,
        'Its page says what has to happen first.',
      );
    }
    const excluded = count(f, 'excluded');
    return say(
      `No tenant would be worked on${excluded > 0 ? `: ${plural(excluded, 'tenant')} ${agree(excluded, 'is', 'are')} left out` : ''}.`,
      'Change the waves’ rules, or look at why tenants are left out.',
    );
  },
  plan_moved: (f) =>
    say(
      `The plan has moved since you looked: it is ${plural(count(f, 'planned'), 'tenant')} in ${plural(count(f, 'waves', 1), 'wave')} now, ${count(f, 'excluded')} left out, ${count(f, 'left')} in no wave.`,
      'Look at the preview again, then plan.',
    ),
  tenants_left_over: (f) =>
    say(
      `${plural(count(f, 'count', count(f, 'left', 1)), 'tenant')} ${agree(count(f, 'count', 1), 'is', 'are')} in no wave.`,
      'Add a wave for the rest, or leave them for a later rollout.',
    ),
  count_not_confirmed: (f) =>
    say(
      `You typed ${text(f, 'given', 'another number')}; ${text(f, 'expected', 'another number')} tenants are concerned.`,
      'Type that number if it is what you mean.',
    ),
  reason_required: () => say('A reason is missing.', 'Say why, in a few words: it stands in the audit log.'),
  budget_not_raised: (f) =>
    say(
      `${text(f, 'given', 'The value')} is not more than the ${plural(count(f, 'tolerance'), 'failure')} that the wave allows already.`,
      'Give a larger number.',
    ),
  gate_not_ready: (f) =>
    say(
      `Wave ${text(f, 'wave', 'asked for')} cannot be approved yet; missing: ${spoken(list(f, 'missing', 'evidence of the wave before'))}.`,
      'The gate’s checklist says what is still to come.',
    ),
  approval_open: (f) =>
    say(
      `An approval of wave ${text(f, 'wave', 'asked for')} is asked for already.`,
      'An approver has to decide; see Approvals.',
    ),
  approval_superseded: (f) =>
    say(
      `What stands now for wave ${text(f, 'wave', 'asked for')} is not what was asked or seen: evidence or membership has changed.`,
      'Look at it again; if the request is closed, ask anew.',
    ),
  approval_expired: (f) =>
    say(
      `The request for wave ${text(f, 'wave', 'asked for')} ran out${has(f, 'expiredAt') ? ` at ${text(f, 'expiredAt', '')}` : ''}.`,
      'Ask anew.',
    ),
  approval_closed: (f) =>
    say(
      `The request is closed: ${spoken(text(f, 'state', 'decided'))}.`,
      'Nothing needs to be done, or ask anew.',
    ),
  own_approval: (f) =>
    say(
      `You ${HANDS[text(f, 'verb', '')] ?? 'had a hand in this rollout'}: nobody decides on their own.`,
      'Somebody who had no hand in it has to decide.',
    ),
  already_decided: () => say('You have decided on this request already.', 'Others may still have to.'),
  nothing_to_roll_back: (f) =>
    say(
      f['kind'] === 'rollback'
        ? 'A rollback is not rolled back.'
        : `Nothing of ${text(f, 'rollout', 'this rollout')} can be taken back: ${list(f, 'reasons', 'no tenant was changed, or all are back')}.`,
      f['kind'] === 'rollback'
        ? 'Roll the release out again instead.'
        : 'Its page shows which tenants were changed.',
    ),
  undo_missing: (f) =>
    say(
      `There is no undo script for ${list(f, 'scripts', 'what was applied')}.`,
      'Publish a release that holds it, or write a new version that takes the change back.',
    ),
  verdict_not_acceptable: (f) =>
    say(
      `The verdict of ${text(f, 'check', 'this check')} cannot be accepted: ${UNACCEPTABLE[text(f, 'why', '')] ?? 'it holds nothing up'}.`,
      'Look at the newest attempt’s verdicts.',
    ),
  nothing_to_recheck: (f) =>
    say(
      `No enforced check of ${text(f, 'tenant', 'these tenants')} is without an answer: nothing has to be asked again.`,
      'Look at the newest attempt’s verdicts.',
    ),
};

/** `V3__x.sql, line 4: \d is a command of psql, not SQL`; the list's own full stop ends the last. */
function problemLines(facts: Facts): string {
  const lines = releaseProblemsOf(facts).map((problem) => {
    const { path, line } = problem;
    const sentence = releaseProblemSentence(problem).sentence.replace(/\.$/, '');
    return path === '' ? sentence : `${path}${line === undefined ? '' : `, line ${line}`}: ${sentence}`;
  });
  return list({ lines }, 'lines', 'see the list');
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A refusal in words: what happened, with value and limit, and what to do next. */
export const refusalSentence = ({ code, facts }: Refusal): Sentence => REFUSALS[code](facts);
