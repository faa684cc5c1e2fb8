import type { Blocker, Failure, FailureCode } from '@/lib/domain/failure';
import type { PreparedMigration } from '@/lib/domain/migration';
import { lockGuard, searchPath, type ApplyOptions } from '@/lib/tenant/apply-options';
import type { BatchResult, ServerError } from '@/lib/tenant/batch';
import type { TenantConnection } from '@/lib/tenant/connect';
import { newFailure, serverFields } from '@/lib/tenant/failure';
import { quoteIdentifier, quoteLiteral } from '@/lib/tenant/quote';
import { sqlstate } from '@/lib/tenant/sqlstates';

/** A migration and the statement that writes its history row. */
export type ScriptEntry = { readonly migration: PreparedMigration; readonly record: string };

/** One migration's place in a message. */
export type ScriptPart = {
  readonly migration: PreparedMigration;
  /** Statements of the message before this part, and of ours in it before the script. */
  readonly before: number;
  readonly leading: number;
  /** Where in `text` (code points) the script begins. */
  readonly scriptAt: number;
  /** Statements of this part in all. */
  readonly total: number;
  /** Whether the part ends in COMMIT. */
  readonly commits: boolean;
};

export type ScriptMessage = {
  readonly text: string;
  readonly copyPayloads: readonly string[];
  readonly parts: readonly ScriptPart[];
};

const maxStatementText = 10_000;

/**
 * One message for all entries: each in a transaction of its own, or `grouped` in one. The server goes on to the next
 * statement without asking, and passes over everything after the first error.
 */
export function composeMessage(
  connection: TenantConnection,
  options: ApplyOptions,
  entries: readonly ScriptEntry[],
  grouped = false,
): ScriptMessage {
  const { runAsRole } = connection.server;
  // A script may have become another role; the history is written by the one that owns it.
  const role = `SET LOCAL ROLE ${runAsRole === undefined ? 'NONE' : quoteIdentifier(runAsRole)}`;
  const parts: ScriptPart[] = [];
  let text = '';
  let length = 0;
  let before = 0;
  const append = (piece: string) => {
    text += piece;
    length += codePoints(piece);
  };
  for (const [index, { migration, record }] of entries.entries()) {
    const begins = !grouped || index === 0;
    const commits = !grouped || index === entries.length - 1;
    const leading = [
      ...(begins ? ['BEGIN'] : []),
      settingsSql(connection, options, { begins, times: entries.length > 1 }),
    ];
    const trailing = [...(mayChangeRole(migration) ? [role] : []), record, ...(commits ? ['COMMIT'] : [])];
    append(`${leading.join('; ')};\n`);
    const total = leading.length + migration.statements.length + trailing.length;
    parts.push({ migration, before, leading: leading.length, scriptAt: length, total, commits });
    before += total;
    // On a line of its own: the script may end in a comment without a line end.
    append(`${scriptText(migration)}\n;\n${trailing.join(';\n')}${index < entries.length - 1 ? ';\n' : ''}`);
  }
  const copyPayloads = entries.flatMap(({ migration }) =>
    migration.statements.flatMap(({ copyData }) => (copyData === undefined ? [] : [copyData])),
  );
  return { text, copyPayloads, parts };
}

const hasCopyData = ({ statements }: PreparedMigration): boolean =>
  statements.some(({ copyData }) => copyData !== undefined);

/** The data of a COPY is no part of the message, so then the script is put together from its statements. */
const scriptText = (migration: PreparedMigration): string =>
  hasCopyData(migration) ? migration.statements.map(({ text }) => text).join('\n;\n') : migration.sql;

/**
 * When this part of a message of several began: the server's own time of a transaction's begin is that of the message.
 * A script may have reset it.
 */
export const partBegan =
  "coalesce(nullif(current_setting('groundswell.began', true), '')::timestamptz, transaction_timestamp())";

/**
 * The guard and every setting of the transaction in one statement: each one of its own costs as much as a small
 * statement of the script. The guard comes first, and what follows it is not set if it fails.
 */
function settingsSql(
  connection: TenantConnection,
  options: ApplyOptions,
  { begins, times }: { readonly begins: boolean; readonly times: boolean },
): string {
  const { runAsRole } = connection.server;
  const settings = [
    ...(runAsRole === undefined ? [] : [['role', quoteLiteral(runAsRole)]]),
    ['lock_timeout', quoteLiteral(String(Math.trunc(options.lockTimeoutMs)))],
    ['statement_timeout', quoteLiteral(String(Math.trunc(options.statementTimeoutMs)))],
    ['search_path', quoteLiteral(searchPath(options.schema, connection.originalSearchPath))],
    ...(times ? [['groundswell.began', 'clock_timestamp()::text']] : []),
  ].map(([name = '', value = '']) => `set_config(${quoteLiteral(name)}, ${value}, true)`);
  return `SELECT ${[...(begins ? [lockGuard(options)] : []), ...settings].join(', ')}`;
}

/** Words without which no script becomes another role, be it through a routine that it calls. */
const roleWords = /role|authorization|set_config|\b(?:do|call|execute|select|perform)\b/i;

/**
 * Whether the role has to be put back before the history is written. A role that a trigger or a default changed all
 * the same is no danger: the history row is then refused, and the script with it.
 */
const mayChangeRole = ({ sql }: PreparedMigration): boolean => roleWords.test(sql);

export type FailureContext = {
  readonly options: ApplyOptions;
  readonly cancelSent: boolean;
  readonly blockers: readonly Blocker[];
  readonly elapsedMs: number;
};

/** What a failed message means, which of its scripts it was and which of that script's statements. */
export function failureOfMessage(
  message: ScriptMessage,
  result: Extract<BatchResult, { ok: false }>,
  context: FailureContext,
): Failure {
  const { blockers, options } = context;
  const { error } = result;
  const part = partOf(message, result);
  const completed = result.completed - part.before;
  const place = placeOf(part, error, result.completed === 0, completed);
  const known = {
    ...serverFields(error),
    script: part.migration.script,
    blockers,
    facts: {
      phase: place.phase,
      elapsedMs: Math.round(context.elapsedMs),
      ...(error.sqlstate === sqlstate.lockNotAvailable ? { lockTimeoutMs: options.lockTimeoutMs } : {}),
    },
  };
  if (result.connectionLost) {
    // The server's last words came after the verdicts of the statements before them; without them nothing is known.
    const unknown = error.sqlstate === undefined || (part.commits && completed >= part.total - 1);
    return newFailure(unknown ? 'commit_unknown' : 'connection_lost', {
      ...known,
      ...(unknown ? {} : place.statement),
    });
  }
  if (place.phase === 'prologue') {
    const lost = error.sqlstate === sqlstate.divisionByZero;
    const facts = { ...known.facts, reason: lost ? 'lock_lost' : 'settings_refused' };
    return newFailure(lost ? 'lock_held' : codeOf(error, context, 'insufficient_privilege'), {
      ...known,
      facts,
    });
  }
  if (place.phase === 'history') {
    const taken = error.sqlstate === sqlstate.uniqueViolation && error.table === options.historyTable.name;
    const facts = { ...known.facts, reason: taken ? 'history_changed' : 'history_refused' };
    return newFailure(taken ? 'lock_held' : codeOf(error, context), { ...known, facts });
  }
  return newFailure(codeOf(error, context), { ...known, ...place.statement });
}

/** The part in which the message failed. If nothing ended, the parser refused all of it, and only says where. */
export function partOf(
  { parts }: ScriptMessage,
  { completed, error }: Extract<BatchResult, { ok: false }>,
): ScriptPart {
  const at = error.position ?? 0;
  const isBegun = (part: ScriptPart) => (completed === 0 ? part.scriptAt < at : part.before <= completed);
  const part = parts.findLast(isBegun) ?? parts[0];
  if (part === undefined) throw new Error('a message without a script');
  return part;
}

/** lock_timeout, deadlock …, by SQLSTATE; cancel and statement timeout share one, and only the message text differs. */
export function codeOf(
  error: ServerError,
  context: Pick<FailureContext, 'cancelSent' | 'elapsedMs' | 'options'>,
  otherwise: FailureCode = 'statement_failed',
): FailureCode {
  const { statementTimeoutMs } = context.options;
  switch (error.sqlstate) {
    case sqlstate.lockNotAvailable:
      return 'lock_timeout';
    case sqlstate.deadlockDetected:
      return 'deadlock';
    case sqlstate.queryCanceled: {
      const timedOut = statementTimeoutMs > 0 && context.elapsedMs >= statementTimeoutMs;
      return timedOut && !context.cancelSent ? 'statement_timeout' : 'cancelled';
    }
    default:
      return otherwise;
  }
}

type Phase = 'prologue' | 'script' | 'history' | 'commit';
type StatementFields = Pick<Failure, 'statementIndex' | 'statementLine' | 'statementText'>;
const noStatement: StatementFields = { statementIndex: null, statementLine: null, statementText: null };

function placeOf(
  part: ScriptPart,
  error: ServerError,
  nothingEnded: boolean,
  completed: number,
): { phase: Phase; statement: StatementFields } {
  const { migration } = part;
  const { statements } = migration;
  if (nothingEnded) {
    // Not even BEGIN: the whole message was refused by the parser, which says where.
    const line = lineOf(part, error.position);
    if (line === undefined) return { phase: 'prologue', statement: noStatement };
    const index = Math.max(
      0,
      statements.findLastIndex((statement) => statement.line <= line),
    );
    return { phase: 'script', statement: { ...statementFields(migration, index), statementLine: line } };
  }
  const index = completed - part.leading;
  if (index < 0) return { phase: 'prologue', statement: noStatement };
  if (index < statements.length) return { phase: 'script', statement: statementFields(migration, index) };
  return {
    phase: part.commits && completed >= part.total - 1 ? 'commit' : 'history',
    statement: noStatement,
  };
}

export function statementFields(migration: PreparedMigration, index: number): StatementFields {
  const statement = migration.statements[index];
  if (!statement) return noStatement;
  const { line, text } = statement;
  return { statementIndex: index, statementLine: line, statementText: text.slice(0, maxStatementText) };
}

/** Line of the script for a position in the message; undefined outside the script or when it was put together. */
function lineOf({ migration, scriptAt }: ScriptPart, position: number | undefined) {
  if (position === undefined || hasCopyData(migration)) return undefined;
  const characters = [...migration.sql];
  const offset = position - 1 - scriptAt;
  if (offset < 0) return undefined;
  return 1 + characters.slice(0, offset).filter((character) => character === '\n').length;
}

function codePoints(text: string): number {
  return [...text].length;
}
