import { isLiveRollout } from '@/lib/domain/rollout';
import { ok, refuse, type Result } from '@/lib/domain/refusal';
import { targetCan, type TargetState } from '@/lib/domain/target';
import { holdsGate, type CheckMode, type VerdictWord } from '@/lib/domain/verdict';
import { isWaveOver } from '@/lib/domain/wave';
import { JSON_ABSENT } from '@/lib/db/rows';
import type { acceptVerdict as schema, Input } from '@/lib/wire/commands';
import type { Actor, Engine } from './context';
import { lockRollout, lockTargets, lockWave, type RolloutRow, type TargetRow } from './lock-rows';
import { moveTargets } from './move-targets';
import { supersedeApprovals } from './supersede-approvals';
import { transact, type Work } from './transact';
import { recountFailures } from './wave-failures';

export type VerdictAccepted = { readonly verdictId: string; readonly targetState: TargetState };

/** Failures that are nothing but a check's answer: with all of those answers accepted, nothing is left of them. */
const FAILED_BY_CHECKS: readonly string[] = ['validation_failed', 'check_failed'];

/**
 * An approver takes what an enforced check said as it is, with a reason. It gives a hand in the rollout: whoever
 * accepts may not approve as well. A target that failed by such answers only, and has none left, has succeeded.
 */
export async function acceptVerdict(
  engine: Engine,
  actor: Actor,
  input: Input<typeof schema>,
): Promise<Result<VerdictAccepted>> {
  return transact(engine, actor, 'accept-verdict', async (work) => {
    const opened = await openVerdict(work, input.verdictId);
    if (!opened.ok) return opened;
    const { rollout, waveId, waveName, target, verdict } = opened.value;
    // Accepting does not bar from accepting more; having made or moved the rollout does.
    const hand = await work.tx.rolloutHand.findFirst({
      where: { rolloutId: rollout.id, personId: actor.id, verb: { not: 'accept-verdict' } },
      orderBy: { at: 'asc' },
    });
    if (hand !== null) return refuse('own_approval', { verb: hand.verb, rollout: rollout.name });
    await work.tx.verdict.update({
      where: { id: verdict.id },
      data: { acceptedById: actor.id, acceptedReason: input.reason, acceptedAt: work.now },
    });
    const { tenantKey } = target;
    const data = { tenant: tenantKey, wave: waveName, check: verdict.check, verdict: verdict.verdict };
    await work.event({
      rolloutId: rollout.id,
      waveId,
      targetId: target.id,
      verb: 'accept-verdict',
      reason: input.reason,
      data,
    });
    const targetState = await succeedByAcceptance(
      engine,
      work,
      rollout,
      target,
      verdict.attemptId,
      input.reason,
    );
    await supersedeApprovals(work, rollout.id);
    await work.hand(rollout.id);
    await work.audit(
      { kind: 'rollout', id: rollout.id, label: rollout.name },
      { reason: input.reason, data },
    );
    await work.tick(rollout.id);
    return ok({ verdictId: verdict.id, targetState });
  });
}

type OpenedVerdict = {
  readonly rollout: RolloutRow;
  readonly waveId: string;
  readonly waveName: string;
  readonly target: TargetRow;
  readonly verdict: {
    readonly id: string;
    readonly attemptId: string;
    readonly check: string;
    readonly verdict: string;
  };
};

/** Locks rollout, wave and target; only what still holds the gate can be accepted. */
async function openVerdict(work: Work, verdictId: string): Promise<Result<OpenedVerdict>> {
  const found = await work.tx.verdict.findUnique({ where: { id: verdictId }, include: { target: true } });
  if (found === null) return refuse('not_found', { kind: 'verdict', id: verdictId });
  const rollout = await lockRollout(work.tx, found.target.rolloutId);
  const wave = await lockWave(work.tx, found.target.waveId);
  const [target] = rollout === null ? [] : await lockTargets(work.tx, rollout.id, [found.targetId]);
  const verdict = await work.tx.verdict.findUnique({ where: { id: verdictId } });
  if (rollout === null || wave === null || target === undefined || verdict === null) {
    return refuse('not_found', { kind: 'verdict', id: verdictId });
  }
  const facts = { check: verdict.check, tenant: target.tenantKey, verdict: verdict.verdict };
  if (!isLiveRollout(rollout.state))
    return refuse('wrong_state', { state: rollout.state, verb: 'accept-verdict' });
  if (isWaveOver(wave.state)) return refuse('verdict_not_acceptable', { ...facts, why: 'wave_over' });
  if (verdict.mode !== 'enforce') return refuse('verdict_not_acceptable', { ...facts, why: 'observed_only' });
  if (verdict.verdict === 'passed') return refuse('verdict_not_acceptable', { ...facts, why: 'passed' });
  if (verdict.acceptedAt !== null)
    return refuse('verdict_not_acceptable', { ...facts, why: 'accepted_already' });
  const newest = await work.tx.attempt.findFirst({
    where: { targetId: target.id },
    orderBy: { number: 'desc' },
    select: { id: true },
  });
  if (newest?.id !== verdict.attemptId)
    return refuse('verdict_not_acceptable', { ...facts, why: 'older_attempt' });
  return ok({ rollout, waveId: wave.id, waveName: wave.name, target, verdict });
}

async function succeedByAcceptance(
  engine: Engine,
  work: Work,
  rollout: RolloutRow,
  target: TargetRow,
  attemptId: string,
  reason: string,
): Promise<TargetState> {
  if (!targetCan(target.state, 'accept')) return target.state;
  const attempt = await work.tx.attempt.findUnique({ where: { id: attemptId }, select: { failure: true } });
  const { failure } = attempt ?? {};
  const code = typeof failure === 'object' && failure !== null && 'code' in failure ? failure['code'] : null;
  if (typeof code !== 'string' || !FAILED_BY_CHECKS.includes(code)) return target.state;
  const verdicts = await work.tx.verdict.findMany({ where: { attemptId } });
  const holding = verdicts.some((one) =>
    holdsGate({
      targetId: target.id,
      check: one.check,
      accepted: one.acceptedAt !== null,
      mode: one.mode as CheckMode,
      verdict: one.verdict as VerdictWord,
    }),
  );
  if (holding) return target.state;
  await moveTargets(engine, work, rollout.id, [target], 'accept', 'accept-verdict', {
    reason,
    data: { failure: JSON_ABSENT, finishedAt: work.now },
  });
  await recountFailures(work.tx, target.waveId);
  return 'succeeded';
}
