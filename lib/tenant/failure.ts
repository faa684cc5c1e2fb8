import type { Failure, FailureCode } from '@/lib/domain/failure';
import type { ServerError } from '@/lib/tenant/batch';
import type { ConnectionFailure } from '@/lib/tenant/connect';
import type { HistoryFailure } from '@/lib/tenant/history';
import type { LockFailure } from '@/lib/tenant/lock';

const nothing: Omit<Failure, 'code'> = {
  sqlstate: null,
  message: null,
  detail: null,
  hint: null,
  script: null,
  statementIndex: null,
  statementLine: null,
  statementText: null,
  constraint: null,
  table: null,
  column: null,
  blockers: [],
  facts: {},
};

/** A failure as the control plane stores it, from what is known. */
export function newFailure(code: FailureCode, known: Partial<Omit<Failure, 'code'>> = {}): Failure {
  return { ...nothing, ...known, code };
}

/** What the server said, in the failure's fields. */
export function serverFields(error: ServerError): Partial<Omit<Failure, 'code'>> {
  return {
    sqlstate: error.sqlstate ?? null,
    message: error.message,
    detail: error.detail ?? null,
    hint: error.hint ?? null,
    constraint: error.constraint ?? null,
    table: error.table ?? null,
    column: error.column ?? null,
  };
}

export function failureOfConnection(failure: ConnectionFailure): Failure {
  const { code, message, facts, sqlstate, systemCode } = failure;
  return newFailure(code, {
    message,
    sqlstate: sqlstate ?? null,
    facts: systemCode === undefined ? facts : { ...facts, systemCode },
  });
}

export function failureOfLock(failure: LockFailure): Failure {
  const { code, key, waitedMs, holders } = failure;
  return newFailure(code, {
    message: failure.message ?? null,
    sqlstate: failure.sqlstate ?? null,
    blockers: holders.map(({ pid, applicationName, state }) => ({
      pid,
      applicationName,
      state: state ?? '',
      query: '',
      waitMs: waitedMs,
    })),
    facts: { key, waitedMs, heldSince: holders[0]?.since ?? null },
  });
}

const codeOfHistory: Readonly<Record<HistoryFailure['code'], FailureCode>> = {
  history_missing: 'no_history',
  history_malformed: 'history_unreadable',
  // The row that we were about to write is there already: somebody else works on this tenant.
  history_changed: 'lock_held',
  history_not_empty: 'script_problem',
  name_refused: 'script_problem',
  insufficient_privilege: 'insufficient_privilege',
  connection_lost: 'connection_lost',
  history_failed: 'history_unreadable',
};

export function failureOfHistory(failure: HistoryFailure): Failure {
  return newFailure(codeOfHistory[failure.code], {
    message: failure.message,
    sqlstate: failure.sqlstate ?? null,
    facts: { reason: failure.code },
  });
}
