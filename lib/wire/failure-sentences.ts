import { FAILURE_CODES, type Failure, type FailureCode } from '@/lib/domain/failure';
import type { Facts } from '@/lib/domain/refusal';
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

/** A failure with as much of it as is known: of a plan's refusal only its facts, of an attempt everything. */
export type ShownFailure = Pick<Failure, 'code'> & { readonly facts?: Facts } & Partial<
    Omit<Failure, 'code' | 'facts'>
  >;

type Writer = (failure: ShownFailure, facts: Facts) => Sentence;
const say = (sentence: string, remedy: string): Sentence => ({ sentence, remedy });

export const isFailureCode = (code: string): code is FailureCode =>
  (FAILURE_CODES as readonly string[]).includes(code);

/** `V13__Unique.sql, line 2, statement 1`: what is known of the place. */
function place({ script, statementLine, statementIndex }: ShownFailure): string {
  if (script === null || script === undefined) return 'The script';
  const line = statementLine === null || statementLine === undefined ? '' : `, line ${statementLine}`;
  const statement =
    statementIndex === null || statementIndex === undefined ? '' : ` (statement ${statementIndex + 1})`;
  return `${script}${line}${statement}`;
}

/** `SQLSTATE 23505: duplicate key value …`: PostgreSQL's own words, as far as there are any. */
function serverWords({ sqlstate, message }: ShownFailure): string {
  const state = sqlstate ? `SQLSTATE ${sqlstate}` : '';
  return [state, message ?? ''].filter((part) => part !== '').join(': ') || 'without a message';
}

/** Who stands in the way: `pid 4711 (psql, idle in transaction for 4 min) holds it`. */
function blockerWords({ blockers = [] }: ShownFailure): string {
  const [first] = blockers;
  if (first === undefined) return '';
  const about = [
    first.applicationName,
    `${first.state}${first.waitMs > 0 ? ` for ${duration(first.waitMs)}` : ''}`.trim(),
  ];
  const words = about.filter((part) => part !== '').join(', ');
  const others = blockers.length > 1 ? ` and ${plural(blockers.length - 1, 'other')}` : '';
  return `; pid ${first.pid}${words === '' ? '' : ` (${words})`}${others} ${agree(blockers.length, 'holds', 'hold')} it`;
}

const limitWords = (facts: Facts, names: readonly string[]): string => {
  const name = names.find((one) => typeof facts[one] === 'number');
  return name === undefined ? '' : ` within ${duration(count(facts, name))}`;
};

/** Value and limit, where a check gave them. */
const measured = (facts: Facts): string =>
  has(facts, 'measured') && has(facts, 'limit')
    ? `; measured ${text(facts, 'measured', '')}, limit ${text(facts, 'limit', '')}`
    : '';

const where = (facts: Facts): string =>
  `${text(facts, 'host', 'the server')}${!has(facts, 'port') ? '' : `:${text(facts, 'port', '')}`}`;

/** Every code, or it does not compile. */
const FAILURES: Record<FailureCode, Writer> = {
  statement_failed: (failure) => {
    const about = [
      failure.constraint && `constraint ${failure.constraint}`,
      failure.table && `table ${failure.table}`,
      failure.column && `column ${failure.column}`,
    ];
    const named = about.filter(Boolean).join(', ');
    return say(
      `${place(failure)} failed: ${serverWords(failure)}${named === '' ? '' : ` (${named})`}.`,
      failure.hint
        ? `PostgreSQL suggests: ${failure.hint}`
        : 'Nothing of this script was kept. Mend the tenant’s data, or publish a corrected script, then retry.',
    );
  },
  lock_timeout: (failure, f) =>
    say(
      `Could not get the lock on ${failure.table ? `table ${failure.table}` : 'a table'}${limitWords(f, ['lockTimeoutMs', 'limitMs', 'elapsedMs']) || ' in time'}${blockerWords(failure)}.`,
      'Retry when that session is done, end it, or allow a longer wait for locks.',
    ),
  statement_timeout: (failure, f) =>
    say(
      `${place(failure)} did not finish${limitWords(f, ['statementTimeoutMs', 'limitMs', 'elapsedMs']) || ' in time'} and was cancelled.`,
      'Nothing of it was kept. Allow more time for statements, or move the data in batches.',
    ),
  deadlock: (failure) =>
    say(
      `${place(failure)} and another session waited for each other; PostgreSQL ended ours${blockerWords(failure)}.`,
      'It is tried again by itself. If it stays, run it when the tenant is quiet.',
    ),
  cancelled: (failure, f) =>
    say(
      f['phase'] === 'not_started'
        ? 'Cancelled before anything was done.'
        : `${place(failure)} was cancelled while it ran; what had committed before stays.`,
      'Retry it, or skip the tenant.',
    ),
  connection_lost: (failure) =>
    say(
      `The connection was lost: ${serverWords(failure)}.`,
      'It is tried again by itself; the history says what had committed.',
    ),
  commit_unknown: () =>
    say(
      'The connection was lost during the commit: whether it took effect is not known yet.',
      'The next attempt reads the history first and goes on from there.',
    ),
  copy_unsupported: (failure) =>
    say(
      `${place(failure)} copies to or from a place that we do not reach.`,
      'Use COPY … FROM STDIN with the rows in the script.',
    ),
  half_done: (failure, f) =>
    say(
      `${place(failure)} stopped half-way in a script that cannot run in a transaction${has(f, 'reason') ? `: ${spoken(text(f, 'reason', ''))}` : ''}.`,
      'Look at what stands in the tenant, undo the half by hand, delete the failed row of the history, then retry.',
    ),
  unreachable: (failure, f) =>
    say(
      `${where(f)} did not answer${has(f, 'systemCode') ? ` (${text(f, 'systemCode', '')})` : ''}.`,
      'Check that the server runs, its address, and the network between; it is tried again by itself.',
    ),
  wrong_password: (failure, f) =>
    say(
      `${where(f)} refused the password of ${text(f, 'user', 'our role')}.`,
      'An administrator has to give the server’s password again.',
    ),
  unknown_database: (failure, f) =>
    say(
      `Database ${text(f, 'database', 'of the tenant')} does not exist on ${where(f)}.`,
      'Create it, or correct the tenant’s place.',
    ),
  tls_refused: (failure, f) =>
    say(
      `No TLS connection with ${where(f)} came about: ${serverWords(failure)}.`,
      'Check the server’s TLS mode and CA.',
    ),
  too_many_connections: (failure, f) =>
    say(
      `${where(f)} has no connection to spare.`,
      'Lower how many of this server’s tenants are worked on at once; it is tried again by itself.',
    ),
  connect_timeout: (failure, f) =>
    say(
      `${where(f)} did not accept a connection${limitWords(f, ['connectTimeoutMs', 'limitMs', 'elapsedMs']) || ' in time'}.`,
      'Check the network and the server’s load; it is tried again by itself.',
    ),
  insufficient_privilege: (failure) =>
    say(
      `${place(failure)} was refused for want of a privilege: ${serverWords(failure)}.`,
      'Grant it to our role, or set a run-as role on the server.',
    ),
  schema_missing: (failure, f) =>
    say(
      `Schema ${text(f, 'schema', 'of the tenant')} does not exist.`,
      'Create it, or correct the tenant’s place.',
    ),
  lock_held: (failure, f) =>
    say(
      `Somebody else migrates this tenant${limitWords(f, ['waitedMs']).replace('within', '; waited')}${blockerWords(failure)}.`,
      'It is tried again by itself; a Flyway that hangs has to be ended.',
    ),
  checksum_mismatch: (failure, f) =>
    say(
      `${list(f, 'scripts', place(failure))} ${agree(listLength(f, 'scripts'), 'was', 'were')} changed after being applied here${!has(f, 'recorded') ? '' : `: the history says ${text(f, 'recorded', '')}, the release ${text(f, 'published', '')}`}.`,
      'Publish the script as it was applied and put the change into a new version, or repair the history.',
    ),
  failed_row: (failure, f) =>
    say(
      `The history has a failed row of ${list(f, 'scripts', failure.script ?? 'a script')}.`,
      'See what it left behind, mend it, delete the row (Flyway: repair), then verify the tenant.',
    ),
  out_of_order: (failure, f) =>
    say(
      `${list(f, 'scripts', 'A script')} ${agree(listLength(f, 'scripts'), 'is', 'are')} below ${versionWords(text(f, 'current', ''))}, which the tenant has already.`,
      'Publish the change under a version above it.',
    ),
  missing_script: (failure, f) =>
    say(
      `The history has ${list(f, 'scripts', 'a script')}, which the release does not hold.`,
      'Publish a release with all scripts that were ever applied.',
    ),
  version_not_in_release: (failure, f) =>
    say(
      `The release has no version ${text(f, 'version', 'of that number')}; its last is ${text(f, 'highest', 'none')}.`,
      'Choose a version of the release.',
    ),
  no_history: () =>
    say(
      'The tenant has tables and no history table.',
      'Baseline it first: that says which version it is on.',
    ),
  history_unreadable: (failure) =>
    say(
      `The history table could not be read: ${serverWords(failure)}.`,
      'Check its name and columns on the server’s page, and the role’s privileges.',
    ),
  unknown_type: (failure, f) =>
    say(
      `The history has rows of a type that Flyway does not write: ${list(f, 'scripts', 'see the history')}.`,
      'Mend the table by hand.',
    ),
  ahead_of_target: (failure, f) =>
    say(
      `The tenant is on ${versionWords(text(f, 'current', ''))}, beyond ${versionWords(text(f, 'target', ''))}.`,
      'Roll out a release that holds its version, or leave it.',
    ),
  undo_missing: (failure, f) =>
    say(
      `There is no undo script for ${list(f, 'scripts', failure.script ?? 'what was applied')}.`,
      'Publish one, or write a new version that takes the change back.',
    ),
  below_baseline: (failure, f) =>
    say(
      `The tenant was baselined at ${versionWords(text(f, 'baseline', ''))}: nothing below it can be undone.`,
      'Restore it from a backup, or go forward.',
    ),
  placeholder_missing: (failure, f) =>
    say(
      `${text(f, 'script', failure.script ?? 'A script')} uses \${${text(f, 'placeholder', text(f, 'name', '…'))}}, and neither release nor tenant gives it a value.`,
      'Give the tenant a value, then verify it.',
    ),
  script_problem: (failure, f) =>
    say(
      `${place(failure)} cannot be run as it is: ${spoken(text(f, 'reason', 'it is not understood'))}.`,
      'Publish a corrected script.',
    ),
  credential_missing: (failure, f) =>
    say(
      has(f, 'placeholder')
        ? `The secret placeholder ${text(f, 'placeholder', '')} does not open with our key.`
        : 'The server’s credential is not there, or does not open with our key.',
      'Give the secret again, or start with the key that it was stored with.',
    ),
  validation_failed: (failure, f) =>
    say(
      `The scripts ran, but the tenant is not as it should be: ${list(f, 'checks', failure.message ?? 'a validation failed')}${measured(f)}.`,
      'Look at the verdicts. Mend and retry, or an approver accepts it as it is.',
    ),
  check_failed: (failure, f) =>
    say(
      `The scripts ran, and an enforced check said no: ${list(f, 'checks', text(f, 'check', failure.message ?? 'see the verdicts'))}${measured(f)}.`,
      'Look at measured value and limit. Mend and retry, or an approver accepts it as it is.',
    ),
  held: (failure, f) =>
    say(
      `The tenant is held by ${text(f, 'owner', 'somebody')}: ${text(f, 'why', text(f, 'reason', 'see its page'))}`,
      'Release the hold, then retry.',
    ),
  drifted: () =>
    say(
      'The tenant’s schema is not what its history should have made of it.',
      'Find out who changed it. Include it with a reason, or mend it first.',
    ),
  worker_lost: () =>
    say(
      'The worker stopped in the middle; what had committed stands in the history.',
      'Another worker takes it over by itself.',
    ),
  internal: (failure, f) =>
    say(
      'Something went wrong on our side.',
      `Retry. If it stays, see the worker’s log${has(f, 'reference') ? `, reference ${text(f, 'reference', '')}` : ''}.`,
    ),
};

function listLength(facts: Facts, name: string): number {
  const value = facts[name];
  return Array.isArray(value) ? value.length : 1;
}

/** A failure in words: what happened, with value and limit, and what to do next. */
export const failureSentence = (failure: ShownFailure): Sentence =>
  FAILURES[failure.code](failure, failure.facts ?? {});
