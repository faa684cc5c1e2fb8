import { randomInt } from 'node:crypto';
import type { Failure } from '@/lib/domain/failure';
import type { HistoryRow } from '@/lib/domain/history';
import { toJson } from '@/lib/db/json';
import { terminateBackend } from '@/lib/tenant/blockers';
import type { ConnectionFailure, TenantConnection } from '@/lib/tenant/connect';
import { failureOfConnection, failureOfLock, newFailure } from '@/lib/tenant/failure';
import { acquireTenantLock, type TenantLock } from '@/lib/tenant/lock';
import { fail, succeed, type Outcome } from '@/lib/tenant/outcome';
import { defaultLockRetry } from '@/lib/tenant/retry';
import { runPlan, type StepResult } from '@/lib/tenant/run-plan';
import type { RunTargetJob } from '@/lib/wire/jobs';
import { openJournal, type Journal } from './attempt-journal';
import { beginAttempt, type Backend } from './begin-attempt';
import type { Engine } from './context';
import { highestRank, loadRun, type Run } from './load-run';
import type { ObservationWritten } from './close-attempt';
import { observeAfter, type TenantLeft } from './observe-after';
import { preflightTenant, type Preflight } from './preflight-tenant';
import { serverConnection } from './server-connection';
import { settleTarget, type Settlement, type TargetOutcome } from './settle-target';
import { runChecks, validateRun, type VerdictLine } from './verify-tenant';
import type { Workbench } from './workbench';

/** Why a run is to stop: only a person's wish ends the target; a process that goes away leaves it to the next. */
export const CANCELLED_BY_PERSON = 'cancelled by a person';

/** How long another holder of the tenant's lock (Flyway, a dying worker's session) is waited for. */
const LOCK_WAIT_MS = 1_000;

/** Where a run stands: filled in as it goes, so that whatever happens, what is known is written down. */
type Progress = {
  changed: boolean;
  verdicts: readonly VerdictLine[];
  expected: string | null;
  /** The tenant as it was left, if it came to be validated: nothing changes it after that, it being locked. */
  left: TenantLeft | null;
  /** Highest rank of the history that the first attempt on this target found. */
  rankBefore: number | null;
};

/**
 * One tenant of a rollout: preflight → migrate (or undo) → validate → verify → settle. May be called twice for the
 * same job: the fence (see `beginAttempt`) lets one settle, and the tenant's own transaction, which holds script and
 * history row under the tenant's lock, makes each script happen once.
 * @throws when the process is to stop or the control plane is gone: the queue then gives the job to another worker.
 */
export async function runTarget(
  engine: Engine,
  bench: Workbench,
  job: RunTargetJob,
  signal: AbortSignal,
): Promise<'stale' | TargetOutcome['kind']> {
  const begun = await beginAttempt(engine, bench, job);
  if (begun.kind === 'stale') return 'stale';
  const settle = async (outcome: TargetOutcome, rest: Partial<Settled> = {}) => {
    const { attemptId, target } = begun;
    const settlement = { ...nothing, ...rest, job, attemptId, target, outcome };
    return (await settleTarget(engine, bench, settlement)) ? outcome.kind : ('stale' as const);
  };
  if (begun.kind === 'given_up') {
    return settle({ kind: 'failed', failure: newFailure('worker_lost', { facts: { lost: begun.lost } }) });
  }
  const journal = openJournal(engine, bench, {
    id: begun.attemptId,
    rolloutId: job.rolloutId,
    startedAt: begun.startedAt,
  });
  const progress: Progress = { changed: false, verdicts: [], expected: null, left: null, rankBefore: null };
  try {
    const run = await loadRun(engine, bench, job.targetId);
    const context = { engine, bench, run, journal, progress, signal, attemptId: begun.attemptId };
    const worked = await workOnTenant(context, begun.lostBackends);
    stopIfLeaving(signal);
    const outcome: TargetOutcome = worked.ok
      ? { kind: 'succeeded' }
      : worked.failure.code === 'cancelled' && (signal.aborted || run.target.cancelRequested)
        ? { kind: 'cancelled' }
        : { kind: 'failed', failure: worked.failure };
    const seen = await observeAfter(engine, bench, run, progress);
    return await settle(outcome, {
      changed: progress.changed || (seen !== null && hasGrown(progress, seen.history)) || isUncertain(worked, seen),
      verdicts: progress.verdicts,
      observation: seen,
      journal: await journal.close(),
    });
  } finally {
    await journal.close();
  }
}

/** More rows than the first attempt found: scripts of this rollout have committed, whoever lived to say so. */
const hasGrown = ({ rankBefore }: Progress, history: readonly HistoryRow[]): boolean =>
  rankBefore !== null && highestRank(history) > rankBefore;

/** The commit's answer was lost, and so was the tenant: a rollback had better look. */
const isUncertain = (worked: Outcome<null, Failure>, seen: ObservationWritten | null): boolean =>
  !worked.ok && worked.failure.code === 'commit_unknown' && seen === null;

type Settled = Pick<Settlement, 'changed' | 'verdicts' | 'journal' | 'observation'>;
const nothing: Settled = { changed: false, verdicts: [], journal: null, observation: null };

type Context = {
  readonly engine: Engine;
  readonly bench: Workbench;
  readonly run: Run;
  readonly journal: Journal;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  readonly attemptId: string;
};

/** The process goes, or has lost the job: settle nothing, the next worker takes over. */
function stopIfLeaving(signal: AbortSignal): void {
  if (signal.aborted && signal.reason !== CANCELLED_BY_PERSON) throw new Error('stopped', { cause: signal.reason });
}

async function workOnTenant(context: Context, lostBackends: readonly Backend[]): Promise<Outcome<null, Failure>> {
  const { engine, bench, run, signal } = context;
  const server = serverConnection(engine, run.server, 'migrator');
  if (!server.ok) return fail(newFailure('credential_missing', { facts: { server: run.server.key } }));
  const acquired = await bench.pool.acquire(server.value, run.tenant.database, signal);
  if (!acquired.ok) return fail(failureOfConnection(acquired.failure));
  const connection = acquired.value;
  try {
    // A dead worker's session may still run its script and hold the lock: it alone is ended, by pid and start time.
    for (const backend of lostBackends) await terminateBackend(connection, backend);
    const lock = await acquireTenantLock(connection, run.historyTable, { waitMs: LOCK_WAIT_MS, signal });
    if (!lock.ok) return fail(failureOfLock(lock.failure));
    return await workUnderLock(context, connection, lock.value);
  } finally {
    // Gives the lock back, too: with the session's reset, or with the session.
    await bench.pool.release(connection);
  }
}

async function workUnderLock(
  context: Context,
  connection: TenantConnection,
  lock: TenantLock,
): Promise<Outcome<null, Failure>> {
  const { engine, bench, run, journal, progress, signal, attemptId } = context;
  const preflight = await preflightTenant(bench, connection, run);
  if (!preflight.ok) return preflight;
  // Before anything is run it must be known which session runs it, from which history: for whoever takes over.
  const { pid, startedAt } = connection.backend;
  const { history } = preflight.value;
  const recorded = await engine.db.attempt.updateMany({
    where: { id: attemptId, state: 'running' },
    data: { backendPid: pid, backendStart: startedAt, historyBefore: toJson(history) },
  });
  if (recorded.count === 0) throw new Error('another worker has taken this tenant over');
  progress.rankBefore = run.rankBefore ?? highestRank(history);
  progress.changed = hasGrown(progress, history);
  if (run.target.cancelRequested) return fail(newFailure('cancelled', { facts: { phase: 'not_started' } }));

  const applied = await apply(context, connection, lock, preflight.value);
  if (!applied.ok) return applied;
  await bench.afterStep?.('migrate', run.target.id);
  if (signal.aborted) return fail(newFailure('cancelled', { facts: { phase: 'validate' } }));

  journal.step('validate');
  const validated = await validateRun(engine, connection, run, preflight.value);
  progress.expected = validated.expectedFingerprint;
  progress.left = { reading: validated.reading, serverMajor: connection.serverMajor };
  progress.verdicts = validated.verdicts;
  await bench.afterStep?.('validate', run.target.id);

  // Also after a failed validation: a person who accepts that must not have passed by what was never asked.
  if (run.checks.length > 0) journal.step('verify');
  const checked = await runChecks(engine, bench, run, signal);
  progress.verdicts = [...validated.verdicts, ...checked];
  const code = validated.verdicts.some(hasFailed) ? 'validation_failed' : 'check_failed';
  const failed = failedCheck(code, progress.verdicts);
  return failed === null ? succeed(null) : fail(failed);
}

/** Runs the plan, with each script's end written down and whoever blocks it on show while it waits. */
async function apply(
  { engine, bench, run, journal, progress, signal }: Context,
  connection: TenantConnection,
  lock: TenantLock,
  { mode, history, steps }: Preflight,
): Promise<Outcome<null, Failure>> {
  const { rollout, tenant, historyTable } = run;
  journal.step(mode === 'undo' ? 'undo' : 'migrate');
  journal.scripts(
    steps.map(({ script, version }) => ({
      script,
      version,
      state: 'not_attempted',
      attempts: 0,
      executionTimeMs: null,
      startedAt: null,
      finishedAt: null,
    })),
  );
  const now = () => engine.clock.now().toISOString();
  const results = await runPlan(connection, {
    mode,
    schema: tenant.schema,
    historyTable,
    lock,
    installedBy: undefined,
    steps,
    history,
    signal,
    statementTimeoutMs: rollout.statementTimeoutMs,
    retry: {
      attempts: defaultLockRetry.attempts,
      firstLockTimeoutMs: Math.min(defaultLockRetry.firstLockTimeoutMs, rollout.lockTimeoutMs),
      lastLockTimeoutMs: rollout.lockTimeoutMs,
    },
    random: () => randomInt(0, 1_000_000) / 1_000_000,
    pace: bench.pace,
    openObserver: () => pooledObserver(bench, connection),
    onStep: (event) => {
      if (event.kind === 'started') return journal.script(event.index, { state: 'running', startedAt: now() });
      const { result } = event;
      if (result.state === 'applied') progress.changed = true;
      journal.blockers([]);
      journal.script(event.index, {
        state: result.state,
        attempts: result.attempts,
        executionTimeMs: result.state === 'applied' ? result.executionTimeMs : null,
        finishedAt: now(),
      });
    },
    onProgress: (event) => {
      if (event.kind === 'blocked') return journal.blockers(event.blockers);
      const { attempt, pauseMs, failure } = event;
      journal.log('retrying', { script: failure.script, code: failure.code, attempt, pauseMs });
    },
  });
  const failed = results.find((result): result is Extract<StepResult, { state: 'failed' }> => result.state === 'failed');
  return failed === undefined ? succeed(null) : fail(failed.failure);
}

/** The second session that looks who is in the way, and cancels: a kept one costs no connecting for each slow script. */
async function pooledObserver(
  bench: Workbench,
  { server, database }: TenantConnection,
): Promise<Outcome<TenantConnection, ConnectionFailure>> {
  const acquired = await bench.pool.acquire(server, database);
  if (!acquired.ok) return acquired;
  const kept = acquired.value;
  const observer: TenantConnection = {
    ...kept,
    close: async () => {
      kept.discard ||= observer.discard;
      await bench.pool.release(kept);
    },
  };
  return succeed(observer);
}

const hasFailed = (one: VerdictLine): boolean => one.mode === 'enforce' && one.verdict === 'failed';

function failedCheck(code: 'validation_failed' | 'check_failed', verdicts: readonly VerdictLine[]): Failure | null {
  const failed = verdicts.filter(hasFailed);
  const [first] = failed;
  if (first === undefined) return null;
  const facts = { checks: failed.map((one) => one.check).join(', '), measured: first.measured, limit: first.limit };
  return newFailure(code, { facts });
}
