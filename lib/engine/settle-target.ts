import { randomInt } from 'node:crypto';
import { isBudgetExhausted } from '@/lib/domain/budget';
import { backoffMs, isTransient, type Failure } from '@/lib/domain/failure';
import { ok, type Result } from '@/lib/domain/refusal';
import { toJson } from '@/lib/db/json';
import { JSON_ABSENT } from '@/lib/db/rows';
import type { RunTargetJob } from '@/lib/wire/jobs';
import type { AttemptPicture } from './attempt-journal';
import type { TargetAtBegin } from './begin-attempt';
import type { Engine } from './context';
import { lockRollout, lockTargetsInState, lockWave, type RolloutRow, type WaveRow } from './lock-rows';
import { closeAttempt, type ObservationWritten } from './close-attempt';
import { moveRollout } from './move-rollout';
import { returnQueued } from './move-targets';
import { settleOrigin } from './settle-origin';
import { transact, type Work } from './transact';
import type { VerdictLine } from './verify-tenant';
import { recountFailures } from './wave-failures';
import type { Workbench } from './workbench';

export type TargetOutcome =
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'cancelled' };

export type Settlement = {
  readonly job: RunTargetJob;
  /** The attempt's row: the other half of the fence. */
  readonly attemptId: string;
  readonly target: TargetAtBegin;
  readonly outcome: TargetOutcome;
  /** A script has committed in this attempt. */
  readonly changed: boolean;
  readonly verdicts: readonly VerdictLine[];
  readonly journal: AttemptPicture | null;
  /** What was read from the tenant last, if anything. */
  readonly observation: ObservationWritten | null;
};

type Settling = {
  readonly id: string;
  readonly waveId: string;
  readonly tenantKey: string;
  readonly serverId: string;
  readonly attempts: number;
  readonly countedFailure: boolean;
  readonly isRollback: boolean;
};

/**
 * Writes down how an attempt ended: target, verdicts, budget, a pause if there has to be one, and the job itself, in
 * one transaction. If the process dies before it, the job comes again and finds in the tenant's history what has been
 * done; if it dies after it, nobody comes again.
 * @returns false when the fence is broken: somebody else settles, or has.
 */
export async function settleTarget(
  engine: Engine,
  bench: Pick<Workbench, 'announce'>,
  settlement: Settlement,
): Promise<boolean> {
  const { job, outcome } = settlement;
  const settle = async (work: Work): Promise<Result<boolean>> => {
    const { tx } = work;
    // Only what touches the budget has to wait in the rollout's line; successes, nearly all, do not.
    const brokenChecks = settlement.verdicts.filter((one) => one.mode === 'enforce' && one.verdict === 'error');
    const needsBudget = outcome.kind === 'failed' || settlement.target.countedFailure || brokenChecks.length > 0;
    const rollout = needsBudget ? await lockRollout(tx, job.rolloutId) : null;
    const wave = needsBudget ? await lockWave(tx, settlement.target.waveId) : null;
    const target = await lockFenced(work, job);
    if (target === null) return ok(false);
    if (!needsBudget && target.countedFailure) throw new Error('a running target was counted as failed');

    if (!(await closeAttempt(work, settlement))) return ok(false);
    await engine.queue.completeRunTarget(tx, job.attemptId);
    if (settlement.changed && outcome.kind !== 'succeeded') {
      // It stopped between two versions: what it should look like there is for an observation to find out.
      await engine.queue.sendObserve(tx, { serverId: target.serverId, tenantIds: [job.tenantId] });
    }

    if (outcome.kind === 'failed' && rollout !== null && wave !== null) {
      await settleFailure(engine, work, settlement, outcome.failure, { rollout, wave, target });
    } else {
      await settleDone(work, settlement, target);
      if (wave !== null) await recountFailures(tx, wave.id);
    }
    if (brokenChecks.length > 0) await pauseOnBrokenChecks(engine, work, job.rolloutId, target, brokenChecks);
    await work.tick(job.rolloutId);
    work.announce('fleet');
    return ok(true);
  };
  const result = await transact(engine, null, 'engine', settle, { announceLater: bench.announce });
  return result.ok && result.value;
}

async function lockFenced(work: Work, job: RunTargetJob): Promise<Settling | null> {
  const [row] = await work.tx.$queryRaw<Settling[]>`
    SELECT t."id"::text, t."wave_id"::text AS "waveId", n."key" AS "tenantKey", n."server_id"::text AS "serverId",
           t."attempts",
           t."counted_failure" AS "countedFailure", r."kind" = 'rollback' AS "isRollback"
    FROM "target" t JOIN "tenant" n ON n."id" = t."tenant_id" JOIN "rollout" r ON r."id" = t."rollout_id"
    WHERE t."id" = ${job.targetId}::uuid AND t."attempt_id" = ${job.attemptId}::uuid AND t."state" = 'running'
    FOR UPDATE OF t`;
  return row ?? null;
}

/** Once true it stays: what an earlier attempt committed has to be taken back too. */
const changedBy = (changed: boolean): { readonly changed?: true } => (changed ? { changed: true } : {});

async function settleDone(work: Work, { job, outcome, changed }: Settlement, target: Settling): Promise<void> {
  const to = outcome.kind === 'cancelled' ? 'cancelled' : 'succeeded';
  await work.tx.target.update({
    where: { id: target.id },
    data: {
      state: to,
      finishedAt: work.now,
      retryAt: null,
      cancelRequestedAt: null,
      version: { increment: 1 },
      ...changedBy(changed),
      ...(to === 'cancelled' ? { reason: 'cancelled while it ran' } : { reason: null, failure: JSON_ABSENT }),
    },
  });
  await work.event({
    rolloutId: job.rolloutId,
    waveId: target.waveId,
    targetId: target.id,
    verb: to === 'cancelled' ? 'cancel-running' : 'succeed',
    from: 'running',
    to,
    data: { tenant: target.tenantKey },
  });
  if (to === 'succeeded' && target.isRollback) await settleOrigin(work, job, 'roll-back');
}

type FailureRows = { readonly rollout: RolloutRow; readonly wave: WaveRow; readonly target: Settling };

async function settleFailure(
  engine: Engine,
  work: Work,
  { job, changed }: Settlement,
  failure: Failure,
  { rollout, wave, target }: FailureRows,
): Promise<void> {
  const { tx, now } = work;
  const { maxAttempts } = await tx.rollout.findUniqueOrThrow({
    where: { id: rollout.id },
    select: { maxAttempts: true },
  });
  const line = { rolloutId: rollout.id, waveId: wave.id, targetId: target.id, from: 'running' };
  const facts = { tenant: target.tenantKey, code: failure.code, sqlstate: failure.sqlstate, script: failure.script };
  if (isTransient(failure.code) && target.attempts < maxAttempts && rollout.state !== 'aborting') {
    const retryAt = new Date(now.getTime() + backoffMs(target.attempts, randomInt(0, 1_000_000) / 1_000_000));
    await tx.target.update({
      where: { id: target.id },
      data: {
        state: 'pending',
        attemptId: null,
        failure: toJson(failure),
        queuedAt: null,
        retryAt,
        version: { increment: 1 },
        ...changedBy(changed),
      },
    });
    await work.event({ ...line, verb: 'back-off', to: 'pending', data: { ...facts, retryAt: retryAt.toISOString() } });
    await engine.queue.sendWake(tx, { rolloutId: rollout.id, why: 'backoff' }, retryAt);
    return;
  }
  const setAside = wave.onExhausted === 'quarantine';
  await tx.target.update({
    where: { id: target.id },
    data: {
      state: setAside ? 'quarantined' : 'failed',
      failure: toJson(failure),
      countedFailure: true,
      finishedAt: now,
      retryAt: null,
      cancelRequestedAt: null,
      version: { increment: 1 },
      ...changedBy(changed),
      ...(setAside ? { reason: 'set aside at its failure' } : {}),
    },
  });
  await work.event({ ...line, verb: 'fail', to: 'failed', data: facts });
  if (setAside) await work.event({ ...line, verb: 'quarantine-target', from: 'failed', to: 'quarantined', data: facts });
  if (target.isRollback) await settleOrigin(work, job, 'fail-rollback');

  const failures = await recountFailures(tx, wave.id);
  if (rollout.state !== 'running' || !isBudgetExhausted({ tolerance: wave.tolerance, failures })) return;
  const data = { wave: wave.name, failures, tolerance: wave.tolerance, tenant: target.tenantKey };
  await moveRollout(work, rollout, 'pause', 'pause-rollout', { pauseReason: 'failure_budget_exhausted', data });
  if (wave.onExhausted === 'drain') return;
  const queued = await lockTargetsInState(tx, rollout.id, ['queued']);
  await returnQueued(engine, work, rollout, queued, 'pause-rollout');
}

/** An enforced check that could not be asked, although it was tried again, stops the rollout until a person looks. */
async function pauseOnBrokenChecks(
  engine: Engine,
  work: Work,
  rolloutId: string,
  target: Settling,
  broken: readonly VerdictLine[],
): Promise<void> {
  // Read again: the failure of this very target may have paused it already.
  const rollout = await lockRollout(work.tx, rolloutId);
  if (rollout?.state !== 'running') return;
  await moveRollout(work, rollout, 'pause', 'pause-rollout', {
    pauseReason: 'check_error',
    data: { tenant: target.tenantKey, checks: broken.map((one) => one.check) },
  });
  const queued = await lockTargetsInState(work.tx, rollout.id, ['queued']);
  await returnQueued(engine, work, rollout, queued, 'pause-rollout');
}
