import type { Blocker, Failure } from '@/lib/domain/failure';
import type { HistoryRow } from '@/lib/domain/history';
import type { PreparedMigration } from '@/lib/domain/migration';
import { versionKey } from '@/lib/domain/version';
import { applyMigration, applyTogether } from '@/lib/tenant/apply';
import type { Applied, ApplyOptions } from '@/lib/tenant/apply-options';
import type { TenantConnection } from '@/lib/tenant/connect';
import { newFailure } from '@/lib/tenant/failure';
import { nextRank } from '@/lib/tenant/history';
import { fail, succeed, type Outcome } from '@/lib/tenant/outcome';
import type { Pace } from '@/lib/tenant/pace';
import { lockTimeoutMs, withLockRetry, type LockRetry, type LockRetryPolicy } from '@/lib/tenant/retry';
import { undoMigration } from '@/lib/tenant/undo';

export type PlanMode = 'migrate' | 'undo';

export type StepResult = {
  readonly migration: PreparedMigration;
  /** How often it was tried; 0 when it was not. One that its group took back was tried, and has left nothing. */
  readonly attempts: number;
} & (
  | { readonly state: 'applied'; readonly rank: number; readonly executionTimeMs: number }
  | { readonly state: 'failed'; readonly failure: Failure }
  | { readonly state: 'not_attempted' }
);

export type StepEvent =
  | { readonly kind: 'started'; readonly index: number; readonly migration: PreparedMigration }
  | { readonly kind: 'finished'; readonly index: number; readonly result: StepResult };

export type StepProgress =
  | { readonly kind: 'blocked'; readonly index: number; readonly blockers: readonly Blocker[] }
  | {
      readonly kind: 'retrying';
      readonly index: number;
      readonly attempt: number;
      readonly failure: Failure;
      readonly pauseMs: number;
    };

export type RunPlan = Omit<ApplyOptions, 'lockTimeoutMs' | 'onBlocked'> & {
  readonly mode: PlanMode;
  /** In the order in which they are to run; for `undo` the U scripts, newest version first. */
  readonly steps: readonly PreparedMigration[];
  /** As read under the lock. It is not read again: whoever else would write needs the lock, and the rank is a key. */
  readonly history: readonly HistoryRow[];
  readonly retry: LockRetryPolicy;
  /** Which scripts may travel together; without it each is a message of its own. */
  readonly pace?: Pace | undefined;
  /** Flyway's `group`: transactional steps that follow one another are one transaction. Only for `migrate`. */
  readonly group?: boolean | undefined;
  /** In [0, 1). */
  readonly random: () => number;
  /** Awaited, so that the event can be stored before the run goes on; what it throws ends the run. */
  readonly onStep?: ((event: StepEvent) => void | Promise<void>) | undefined;
  /** What goes on within a step. Not awaited; an empty list of blockers means that it no longer waits. */
  readonly onProgress?: ((progress: StepProgress) => void) | undefined;
};

/**
 * Runs the steps one after another, each with its own transaction unless they are to be a `group`, and stops at the
 * first that fails. The caller holds the tenant's lock on this connection. One result a step, in order.
 */
export async function runPlan(connection: TenantConnection, plan: RunPlan): Promise<StepResult[]> {
  const results: StepResult[] = [];
  let rank = nextRank(plan.history);
  let stopped = false;
  let aloneBefore = 0;
  while (results.length < plan.steps.length) {
    const index = results.length;
    const rest = plan.steps.slice(index);
    const [migration] = rest;
    if (migration === undefined) break;
    if (stopped || plan.signal?.aborted) {
      results.push(unattempted(migration, plan, stopped));
      stopped = true;
      continue;
    }
    const together = index < aloneBefore ? 1 : togetherOf(plan, rest);
    const some = rest.slice(0, together);
    let found: StepResult[];
    if (plan.group && migration.transactional && plan.mode === 'migrate') {
      found = await runGroup(connection, plan, some, index, rank);
    } else if (together > 1) {
      found = await runTogether(connection, plan, some, index, rank);
      // The first that did not get through is tried again by itself, and says what is in its way.
      if (found.length < together) aloneBefore = index + together;
    } else {
      found = [await runAlone(connection, plan, migration, index, rank)];
    }
    rank += found.filter((result) => result.state === 'applied' && result.rank >= rank).length;
    stopped = found.some(({ state }) => state === 'failed');
    results.push(...found);
  }
  return results;
}

/** How many of the steps, from the first on, are one message. */
function togetherOf(plan: RunPlan, steps: readonly PreparedMigration[]): number {
  if (plan.mode === 'undo') return 1;
  const stops = (step: PreparedMigration) =>
    !step.transactional || failedRowOf(plan.history, step) !== undefined;
  const at = steps.findIndex(stops);
  const transactional = at < 0 ? steps : steps.slice(0, at);
  if (plan.group) return Math.max(1, transactional.length);
  return plan.pace?.together(transactional) ?? 1;
}

async function runAlone(
  connection: TenantConnection,
  plan: RunPlan,
  migration: PreparedMigration,
  index: number,
  rank: number,
): Promise<StepResult> {
  await plan.onStep?.({ kind: 'started', index, migration });
  const failedRow = plan.mode === 'migrate' ? failedRowOf(plan.history, migration) : undefined;
  let attempts = 0;
  const outcome = await withLockRetry(
    retryOf(plan, index),
    (lockTimeoutMs): Promise<Outcome<Applied, Failure>> => {
      attempts += 1;
      const options = applyOptions(plan, index, lockTimeoutMs);
      if (failedRow && migration.transactional)
        return Promise.resolve(fail(foreignFailedRow(migration, failedRow)));
      return plan.mode === 'undo'
        ? undoMigration(connection, options, migration, rank, plan.history)
        : applyMigration(connection, options, migration, rank, failedRow);
    },
  );
  const result: StepResult = outcome.ok
    ? { migration, attempts, state: 'applied', ...outcome.value }
    : { migration, attempts, state: 'failed', failure: outcome.failure };
  if (result.state === 'applied') plan.pace?.ran(migration, result.executionTimeMs);
  await plan.onStep?.({ kind: 'finished', index, result });
  return result;
}

/** A transaction of ours leaves no failed row: somebody else's is theirs to repair. */
const foreignFailedRow = ({ script }: PreparedMigration, { installedRank }: HistoryRow): Failure =>
  newFailure('failed_row', { script, facts: { rank: installedRank } });

/**
 * One message, one transaction each. Results of those that committed, and of one that failed for good: cancelled, or
 * with the session. Any other failure may say more, or pass, when its script is tried alone.
 */
async function runTogether(
  connection: TenantConnection,
  plan: RunPlan,
  steps: readonly PreparedMigration[],
  index: number,
  rank: number,
): Promise<StepResult[]> {
  await startAll(plan, steps, index);
  const options = applyOptions(plan, index, lockTimeoutMs(plan.retry, 1));
  const { applied, failure } = await applyTogether(connection, options, steps, rank);
  const results = resultsOf(steps, applied, 1);
  const failed = steps[applied.length];
  if (failure && failed && (connection.discard || plan.signal?.aborted)) {
    results.push({ migration: failed, attempts: 1, state: 'failed', failure });
  }
  await finishAll(plan, results, index);
  return results;
}

/** One message, one transaction: all of the steps or none. */
async function runGroup(
  connection: TenantConnection,
  plan: RunPlan,
  steps: readonly PreparedMigration[],
  index: number,
  rank: number,
): Promise<StepResult[]> {
  const [first] = steps;
  const foreign = first && failedRowOf(plan.history, first);
  await startAll(plan, steps, index);
  let attempts = 0;
  const outcome = foreign
    ? fail(foreignFailedRow(first, foreign))
    : await withLockRetry(retryOf(plan, index), async (lockTimeoutMs) => {
        attempts += 1;
        const options = applyOptions(plan, index, lockTimeoutMs);
        const { applied, failure } = await applyTogether(connection, options, steps, rank, true);
        return failure ? fail(failure) : succeed(applied);
      });
  const results = outcome.ok
    ? resultsOf(steps, outcome.value, attempts)
    : steps.map((migration): StepResult => {
        const { failure } = outcome;
        return migration.script === failure.script
          ? { migration, attempts, state: 'failed', failure }
          : { migration, attempts, state: 'not_attempted' };
      });
  await finishAll(plan, results, index);
  return results;
}

function resultsOf(
  steps: readonly PreparedMigration[],
  applied: readonly Applied[],
  attempts: number,
): StepResult[] {
  return applied.flatMap((each, at) => {
    const migration = steps[at];
    return migration ? [{ migration, attempts, state: 'applied' as const, ...each }] : [];
  });
}

async function startAll(plan: RunPlan, steps: readonly PreparedMigration[], index: number): Promise<void> {
  for (const [at, migration] of steps.entries()) {
    await plan.onStep?.({ kind: 'started', index: index + at, migration });
  }
}

async function finishAll(plan: RunPlan, results: readonly StepResult[], index: number): Promise<void> {
  for (const [at, result] of results.entries()) {
    if (result.state === 'applied') plan.pace?.ran(result.migration, result.executionTimeMs);
    await plan.onStep?.({ kind: 'finished', index: index + at, result });
  }
}

const retryOf = (plan: RunPlan, index: number): LockRetry => ({
  policy: plan.retry,
  random: plan.random,
  signal: plan.signal,
  onRetry: (attempt, failure, pauseMs) =>
    plan.onProgress?.({ kind: 'retrying', index, attempt, failure, pauseMs }),
});

const applyOptions = (plan: RunPlan, index: number, lockTimeoutMs: number): ApplyOptions => ({
  ...plan,
  lockTimeoutMs,
  onBlocked: (blockers) => plan.onProgress?.({ kind: 'blocked', index, blockers }),
});

/** Cancelled before a step: that step says so, those after it were not attempted. */
function unattempted(migration: PreparedMigration, plan: RunPlan, stopped: boolean): StepResult {
  if (stopped || !plan.signal?.aborted) return { migration, attempts: 0, state: 'not_attempted' };
  const failure = newFailure('cancelled', { script: migration.script, facts: { phase: 'not_started' } });
  return { migration, attempts: 0, state: 'failed', failure };
}

/**
 * The history without the mark that an interrupted attempt at one of these non-transactional scripts left, for
 * planning: the plan refuses failed rows, but this one is ours to resume. `runPlan` is given the whole history.
 */
export function withoutOwnMark(
  rows: readonly HistoryRow[],
  migrations: readonly PreparedMigration[],
): HistoryRow[] {
  const marks = migrations
    .filter(({ kind, transactional }) => !transactional && kind !== 'undo')
    .map((migration) => failedRowOf(rows, migration));
  return rows.filter((row) => !marks.includes(row));
}

/** The mark that an interrupted attempt at this very migration left. */
export function failedRowOf(
  rows: readonly HistoryRow[],
  migration: PreparedMigration,
): HistoryRow | undefined {
  return rows.findLast(
    (row) =>
      !row.success &&
      (migration.version === null
        ? row.version === null && row.description === migration.description
        : row.version !== null && versionKey(row.version) === versionKey(migration.version)),
  );
}
