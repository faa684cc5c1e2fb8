import type { Blocker, Failure } from '@/lib/domain/failure';
import type { HistoryRow } from '@/lib/domain/history';
import type { PreparedMigration } from '@/lib/domain/migration';
import { versionKey } from '@/lib/domain/version';
import { applyMigration } from '@/lib/tenant/apply';
import type { Applied, ApplyOptions } from '@/lib/tenant/apply-options';
import type { TenantConnection } from '@/lib/tenant/connect';
import { newFailure } from '@/lib/tenant/failure';
import { nextRank } from '@/lib/tenant/history';
import { fail, type Outcome } from '@/lib/tenant/outcome';
import { withLockRetry, type LockRetryPolicy } from '@/lib/tenant/retry';
import { undoMigration } from '@/lib/tenant/undo';

export type PlanMode = 'migrate' | 'undo';

export type StepResult = {
  readonly migration: PreparedMigration;
  /** How often it was tried; 0 when it was not. */
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
  /** In [0, 1). */
  readonly random: () => number;
  /** Awaited, so that the event can be stored before the run goes on; what it throws ends the run. */
  readonly onStep?: ((event: StepEvent) => void | Promise<void>) | undefined;
  /** What goes on within a step. Not awaited; an empty list of blockers means that it no longer waits. */
  readonly onProgress?: ((progress: StepProgress) => void) | undefined;
};

/**
 * Runs the steps one after another, each with its own transaction, and stops at the first that fails. The caller holds
 * the tenant's lock on this connection. One result a step, in order.
 */
export async function runPlan(connection: TenantConnection, plan: RunPlan): Promise<StepResult[]> {
  const results: StepResult[] = [];
  let rank = nextRank(plan.history);
  let stopped = false;
  for (const [index, migration] of plan.steps.entries()) {
    if (stopped || plan.signal?.aborted) {
      results.push(unattempted(migration, plan, stopped));
      stopped = true;
      continue;
    }
    await plan.onStep?.({ kind: 'started', index, migration });
    const failedRow = plan.mode === 'migrate' ? failedRowOf(plan.history, migration) : undefined;
    let attempts = 0;
    const outcome = await withLockRetry(
      {
        policy: plan.retry,
        random: plan.random,
        signal: plan.signal,
        onRetry: (attempt, failure, pauseMs) =>
          plan.onProgress?.({ kind: 'retrying', index, attempt, failure, pauseMs }),
      },
      (lockTimeoutMs): Promise<Outcome<Applied, Failure>> => {
        attempts += 1;
        const onBlocked = (blockers: readonly Blocker[]) =>
          plan.onProgress?.({ kind: 'blocked', index, blockers });
        const options: ApplyOptions = { ...plan, lockTimeoutMs, onBlocked };
        if (failedRow && migration.transactional) {
          // A transaction of ours leaves no failed row: somebody else's is theirs to repair.
          const facts = { rank: failedRow.installedRank };
          return Promise.resolve(fail(newFailure('failed_row', { script: migration.script, facts })));
        }
        return plan.mode === 'undo'
          ? undoMigration(connection, options, migration, rank, plan.history)
          : applyMigration(connection, options, migration, rank, failedRow);
      },
    );
    const result: StepResult = outcome.ok
      ? { migration, attempts, state: 'applied', ...outcome.value }
      : { migration, attempts, state: 'failed', failure: outcome.failure };
    if (outcome.ok && outcome.value.rank === rank) rank += 1;
    if (!outcome.ok) stopped = true;
    results.push(result);
    await plan.onStep?.({ kind: 'finished', index, result });
  }
  return results;
}

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
