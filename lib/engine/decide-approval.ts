import { ok, refuse, type Refusal, type Result } from '@/lib/domain/refusal';
import { databaseRefusal } from '@/lib/db/sqlstates';
import { writeDownApproval } from './advance-wave';
import type { Actor, Engine } from './context';
import { loadGate, type Gate } from './load-evidence';
import { lockRollout, lockWave } from './lock-rows';
import { auditRefusal, transact, type Work } from './transact';

export type Decision = {
  readonly approvalId: string;
  /** The hash of what the person had on the screen. */
  readonly seenHash: string;
  readonly reason: string;
};

export type Decided = { readonly approvalId: string; readonly state: 'requested' | 'approved' | 'rejected' };

/** A request that died of this attempt: its end is saved, and the person is refused. */
type Died = { readonly died: Refusal };

const verbOf = { approved: 'approve-wave', rejected: 'reject-wave' } as const;

/**
 * One person's decision on one request. The gate is computed anew under the rollout's lock; the decision counts only if
 * what was seen, what was asked and what stands now are the same. Four eyes are asked for here, for a clear answer, and
 * enforced by the trigger behind `approval_decision`, for whoever comes past this code.
 */
export async function decideApproval(
  engine: Engine,
  actor: Actor,
  decision: 'approved' | 'rejected',
  input: Decision,
): Promise<Result<Decided>> {
  const verb = verbOf[decision];
  try {
    const result = await transact<Decided | Died>(engine, actor, verb, (work) =>
      decide(work, actor, decision, input),
    );
    if (!result.ok) return result;
    // The request's end must stay, so that the transaction commits; the refusal is a line of its own.
    if ('died' in result.value) return auditRefusal(engine, actor, verb, result.value.died);
    return ok(result.value);
  } catch (error) {
    const refused = databaseRefusal(error);
    if (refused === 'own_approval')
      return auditRefusal(engine, actor, verb, { code: 'own_approval', facts: { verb: null } });
    if (refused === 'not_approver') {
      return auditRefusal(engine, actor, verb, { code: 'not_allowed', facts: { verb, role: actor.role } });
    }
    throw error;
  }
}

async function decide(
  work: Work,
  actor: Actor,
  decision: 'approved' | 'rejected',
  input: Decision,
): Promise<Result<Decided | Died>> {
  const gate = await openRequest(work, input);
  if (!gate.ok) return gate;
  const { rollout, wave, approval, now } = gate.value;
  const hand = await work.tx.rolloutHand.findFirst({
    where: { rolloutId: rollout.id, personId: actor.id },
    orderBy: { at: 'asc' },
  });
  if (hand !== null) return refuse('own_approval', { verb: hand.verb, rollout: rollout.name });
  if (approval.decisions.some(({ personId }) => personId === actor.id)) {
    return refuse('already_decided', { wave: wave.name });
  }
  const dead = await deathOf(work, gate.value, input.seenHash);
  if (dead !== null) return dead;

  const reason = input.reason === '' ? null : input.reason;
  const { count } = await work.tx.approvalDecision.createMany({
    data: [{ approvalId: approval.id, personId: actor.id, decision, reason, at: work.now }],
    skipDuplicates: true,
  });
  if (count === 0) return refuse('already_decided', { wave: wave.name });
  const after = await loadGate(work.tx, wave.id, work.now);
  const state =
    after?.evidence.approval.state === 'approved' || decision === 'rejected' ? decision : 'requested';
  if (state !== 'requested') {
    await work.tx.approval.update({ where: { id: approval.id }, data: { state, closedAt: work.now } });
  }
  const why = reason === null ? {} : { reason };
  const data = {
    approvalId: approval.id,
    wave: wave.name,
    hash: now.hash,
    approvals: after?.evidence.approval.approved ?? 0,
    required: now.evidence.approval.required,
  };
  await work.event({
    rolloutId: rollout.id,
    waveId: wave.id,
    verb: verbOf[decision],
    from: 'requested',
    to: state,
    ...why,
    data,
  });
  await work.audit({ kind: 'rollout', id: rollout.id, label: rollout.name }, { ...why, data });
  work.announce('approvals');
  await work.tick(rollout.id);
  return ok({ approvalId: approval.id, state });
}

type OpenRequest = {
  readonly rollout: { readonly id: string; readonly name: string };
  readonly wave: { readonly id: string; readonly name: string };
  readonly approval: NonNullable<Gate['approval']>;
  readonly now: Gate;
};

/** Locks rollout and wave; the request must be the wave's newest and still wait for decisions. */
async function openRequest(work: Work, { approvalId }: Decision): Promise<Result<OpenRequest>> {
  const found = await work.tx.approval.findUnique({ where: { id: approvalId } });
  if (found === null) return refuse('not_found', { kind: 'approval', id: approvalId });
  const rollout = await lockRollout(work.tx, found.rolloutId);
  const wave = await lockWave(work.tx, found.waveId);
  if (rollout === null || wave === null) return refuse('not_found', { kind: 'approval', id: approvalId });
  const now = await loadGate(work.tx, wave.id, work.now);
  if (now === null) throw new Error('a locked wave without a gate');
  const { approval } = now;
  if (approval === null || approval.id !== approvalId || approval.storedState !== 'requested') {
    const { state } = await work.tx.approval.findUniqueOrThrow({ where: { id: approvalId } });
    return refuse('approval_closed', { state, wave: wave.name });
  }
  return ok({ rollout, wave, approval, now });
}

/** The request has run out, or what it was bound to has moved: its end is written down. A stale form only is refused. */
async function deathOf(
  work: Work,
  { approval, wave, now }: OpenRequest,
  seenHash: string,
): Promise<Result<Died> | null> {
  const { state } = now.evidence.approval;
  if (state === 'superseded') {
    await writeDownApproval(work, now);
    return ok({
      died: { code: 'approval_superseded', facts: { wave: wave.name, asked: approval.hash, now: now.hash } },
    });
  }
  if (state === 'expired') {
    await writeDownApproval(work, now);
    const facts = { wave: wave.name, expiredAt: approval.expiresAt.toISOString() };
    return ok({ died: { code: 'approval_expired', facts } });
  }
  if (seenHash === now.hash) return null;
  return refuse('approval_superseded', { wave: wave.name, seen: seenHash, now: now.hash });
}
