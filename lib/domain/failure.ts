/** Why one attempt on one tenant failed. Codes of the tenant's database come from lib/tenant; facts are safe to show. */
export const FAILURE_CODES = [
  'statement_failed',
  'lock_timeout',
  'statement_timeout',
  'deadlock',
  'cancelled',
  'connection_lost',
  'commit_unknown',
  'copy_unsupported',
  'half_done',
  'unreachable',
  'wrong_password',
  'unknown_database',
  'tls_refused',
  'too_many_connections',
  'connect_timeout',
  'insufficient_privilege',
  'schema_missing',
  'lock_held',
  'checksum_mismatch',
  'failed_row',
  'out_of_order',
  'missing_script',
  'version_not_in_release',
  'no_history',
  'history_unreadable',
  'unknown_type',
  'ahead_of_target',
  'undo_missing',
  'below_baseline',
  'placeholder_missing',
  'script_problem',
  'credential_missing',
  'validation_failed',
  'check_failed',
  'held',
  'drifted',
  'worker_lost',
  'internal',
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];

export type Blocker = {
  readonly pid: number;
  readonly applicationName: string;
  readonly state: string;
  readonly query: string;
  readonly waitMs: number;
};

/** The failure of an attempt, as stored and shown. */
export type Failure = {
  readonly code: FailureCode;
  readonly sqlstate: string | null;
  readonly message: string | null;
  readonly detail: string | null;
  readonly hint: string | null;
  readonly script: string | null;
  /** 0-based index of the statement within the script; `statementLine` is 1-based. */
  readonly statementIndex: number | null;
  readonly statementLine: number | null;
  readonly statementText: string | null;
  readonly constraint: string | null;
  readonly table: string | null;
  readonly column: string | null;
  readonly blockers: readonly Blocker[];
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
};

const TRANSIENT: readonly FailureCode[] = [
  'lock_timeout',
  'deadlock',
  'connection_lost',
  'commit_unknown',
  'too_many_connections',
  'connect_timeout',
  'unreachable',
  'lock_held',
  'worker_lost',
];

/** Worth another try without a person: the cause may be gone in seconds. */
export const isTransient = (code: FailureCode): boolean => TRANSIENT.includes(code);

/** Failures with the same cause are shown, retried and skipped together. */
export const failureSignature = (failure: Pick<Failure, 'code' | 'sqlstate' | 'constraint' | 'script'>): string =>
  [failure.sqlstate ?? failure.code, failure.constraint ?? '', failure.script ?? ''].join(' ').trim();

/** Backoff before attempt `n + 1`, full jitter. `random` is in [0, 1). */
export const backoffMs = (attempt: number, random: number): number =>
  Math.round(random * Math.min(60_000, 2_000 * 2 ** Math.max(0, attempt - 1))) + 500;
