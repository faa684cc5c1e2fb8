import type { Blocker, Failure, FailureCode } from '@/lib/domain/failure';
import type { PreparedMigration } from '@/lib/domain/migration';
import { lockGuard, searchPath, type ApplyOptions } from '@/lib/tenant/apply-options';
import type { BatchResult, ServerError } from '@/lib/tenant/batch';
import type { TenantConnection } from '@/lib/tenant/connect';
import { newFailure, serverFields } from '@/lib/tenant/failure';
import { quoteIdentifier, quoteLiteral } from '@/lib/tenant/quote';
import { sqlstate } from '@/lib/tenant/sqlstates';

export type ScriptMessage = {
  readonly text: string;
  readonly copyPayloads: readonly string[];
  /** Statements of ours before the script, and where in `text` (code points) the script begins. */
  readonly leading: number;
  readonly scriptAt: number;
  /** Statements in all; the last is COMMIT, the one before it writes the history. */
  readonly total: number;
};

const maxStatementText = 10_000;

export function composeMessage(
  connection: TenantConnection,
  options: ApplyOptions,
  migration: PreparedMigration,
  record: string,
): ScriptMessage {
  const { runAsRole } = connection.server;
  const leading = ['BEGIN', settingsSql(connection, options)];
  // A script may have become another role; the history is written by the one that owns it.
  const role = `SET LOCAL ROLE ${runAsRole === undefined ? 'NONE' : quoteIdentifier(runAsRole)}`;
  const trailing = [...(mayChangeRole(migration) ? [role] : []), record, 'COMMIT'];
  const copyPayloads = migration.statements.flatMap(({ copyData }) =>
    copyData === undefined ? [] : [copyData],
  );
  // The data of a COPY is no part of the message, so then the script is put together from its statements.
  const script =
    copyPayloads.length === 0 ? migration.sql : migration.statements.map(({ text }) => text).join('\n;\n');
  const prologue = `${leading.join('; ')};\n`;
  return {
    // On a line of its own: the script may end in a comment without a line end.
    text: `${prologue}${script}\n;\n${trailing.join(';\n')}`,
    copyPayloads,
    leading: leading.length,
    scriptAt: codePoints(prologue),
    total: leading.length + migration.statements.length + trailing.length,
  };
}

/**
 * The guard and every setting of the transaction in one statement: each one of its own costs as much as a small
 * statement of the script. The guard comes first, and what follows it is not set if it fails.
 */
function settingsSql(connection: TenantConnection, options: ApplyOptions): string {
  const { runAsRole } = connection.server;
  const settings = [
    ...(runAsRole === undefined ? [] : [['role', runAsRole]]),
    ['lock_timeout', String(Math.trunc(options.lockTimeoutMs))],
    ['statement_timeout', String(Math.trunc(options.statementTimeoutMs))],
    ['search_path', searchPath(options.schema, connection.originalSearchPath)],
  ].map(([name = '', value = '']) => `set_config(${quoteLiteral(name)}, ${quoteLiteral(value)}, true)`);
  return `SELECT ${[lockGuard(options), ...settings].join(', ')}`;
}

/** Words without which no script becomes another role, be it through a routine that it calls. */
const roleWords = /role|authorization|set_config|\b(?:do|call|execute|select|perform)\b/i;

/**
 * Whether the role has to be put back before the history is written. A role that a trigger or a default changed all
 * the same is no danger: the history row is then refused, and the script with it.
 */
const mayChangeRole = ({ sql }: PreparedMigration): boolean => roleWords.test(sql);

export type FailureContext = {
  readonly migration: PreparedMigration;
  readonly options: ApplyOptions;
  readonly cancelSent: boolean;
  readonly blockers: readonly Blocker[];
  readonly elapsedMs: number;
};

/** What a failed message means, and which of the script's statements it was. */
export function failureOfMessage(
  message: ScriptMessage,
  result: Extract<BatchResult, { ok: false }>,
  context: FailureContext,
): Failure {
  const { migration, blockers, options } = context;
  const { error, completed } = result;
  const place = placeOf(message, migration, error, completed);
  const known = {
    ...serverFields(error),
    script: migration.script,
    blockers,
    facts: {
      phase: place.phase,
      elapsedMs: Math.round(context.elapsedMs),
      ...(error.sqlstate === sqlstate.lockNotAvailable ? { lockTimeoutMs: options.lockTimeoutMs } : {}),
    },
  };
  if (result.connectionLost) {
    // The server's last words came after the verdicts of the statements before them; without them nothing is known.
    const unknown = error.sqlstate === undefined || completed >= message.total - 1;
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
  message: ScriptMessage,
  migration: PreparedMigration,
  error: ServerError,
  completed: number,
): { phase: Phase; statement: StatementFields } {
  const { statements } = migration;
  if (completed === 0) {
    // Nothing ended, not even BEGIN: the whole message was refused by the parser, which says where.
    const line = lineOf(message, migration, error.position);
    if (line === undefined) return { phase: 'prologue', statement: noStatement };
    const index = Math.max(
      0,
      statements.findLastIndex((statement) => statement.line <= line),
    );
    return { phase: 'script', statement: { ...statementFields(migration, index), statementLine: line } };
  }
  const index = completed - message.leading;
  if (index < 0) return { phase: 'prologue', statement: noStatement };
  if (index < statements.length) return { phase: 'script', statement: statementFields(migration, index) };
  return { phase: completed >= message.total - 1 ? 'commit' : 'history', statement: noStatement };
}

export function statementFields(migration: PreparedMigration, index: number): StatementFields {
  const statement = migration.statements[index];
  if (!statement) return noStatement;
  const { line, text } = statement;
  return { statementIndex: index, statementLine: line, statementText: text.slice(0, maxStatementText) };
}

/** Line of the script for a position in the message; undefined outside the script or when it was put together. */
function lineOf(message: ScriptMessage, migration: PreparedMigration, position: number | undefined) {
  if (position === undefined || message.copyPayloads.length > 0) return undefined;
  const characters = [...migration.sql];
  const offset = position - 1 - message.scriptAt;
  if (offset < 0) return undefined;
  return 1 + characters.slice(0, offset).filter((character) => character === '\n').length;
}

function codePoints(text: string): number {
  return [...text].length;
}
