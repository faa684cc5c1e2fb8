import { createHash } from 'node:crypto';
import { canonicalSubject, type ApprovalState, type ApprovalSubject } from '@/lib/domain/approval';
import { canAdvance, type GateDecision, type GateEvidence } from '@/lib/domain/gate';
import type { TargetState } from '@/lib/domain/target';
import type { CheckMode, Evidence, VerdictWord } from '@/lib/domain/verdict';
import type { WaveState } from '@/lib/domain/wave';
import type { Database, Transaction } from '@/lib/db/client';

/** The newest request for a wave as it counts now, whatever its row still says. */
export type GateApproval = {
  readonly id: string;
  /** As stored: a tick writes `expired` and `superseded` down. */
  readonly storedState: ApprovalState;
  readonly hash: string;
  readonly requestedById: string;
  readonly requestedAt: Date;
  readonly expiresAt: Date;
  readonly note: string | null;
  readonly decisions: readonly {
    readonly personId: string;
    readonly decision: string;
    readonly reason: string | null;
    readonly at: Date;
    /** False once the person has had a hand in the rollout, lost the role, or was disabled. */
    readonly counts: boolean;
  }[];
};

/** The gate before one wave: what the decision rests on, the decision, and the hash that an approval is bound to. */
export type Gate = {
  readonly rolloutId: string;
  readonly waveId: string;
  /** The wave whose evidence is asked for; null before the first. */
  readonly beforeWaveId: string | null;
  readonly evidence: GateEvidence;
  readonly decision: GateDecision;
  readonly subject: ApprovalSubject;
  /** Lowercase hex, 64 characters. */
  readonly hash: string;
  readonly approval: GateApproval | null;
};

/** sha256 of the canonical subject: what the form posts as `seenHash` and the approval row keeps. */
export const subjectHash = (subject: ApprovalSubject): string =>
  createHash('sha256').update(canonicalSubject(subject)).digest('hex');

/** Set aside, let go of or never started: what its checks said no longer holds anybody up. */
const WITHOUT_EVIDENCE: readonly TargetState[] = ['quarantined', 'skipped', 'excluded', 'cancelled'];

/**
 * Reads rows only, so it serves the tick (inside the transaction that opens the wave), the approval verbs and the
 * screen alike. The first wave needs no approval: it was confirmed at start.
 * @param now decides soak and expiry.
 * @returns null when there is no such wave.
 */
export async function loadGate(db: Transaction | Database, waveId: string, now: Date): Promise<Gate | null> {
  const wave = await db.wave.findUnique({ where: { id: waveId }, include: { rollout: true } });
  if (wave === null) return null;
  const { rollout } = wave;
  const before = await db.wave.findFirst({
    where: { rolloutId: rollout.id, position: { lt: wave.position }, state: { not: 'skipped' } },
    orderBy: { position: 'desc' },
  });
  const members = await db.target.findMany({
    where: { waveId, state: { in: ['pending', 'queued', 'running'] } },
    select: { tenant: { select: { key: true } } },
  });
  const targets =
    before === null
      ? []
      : await db.target.findMany({
          where: { waveId: before.id },
          select: { id: true, state: true, tenant: { select: { key: true } } },
        });
  const verdicts = before === null ? [] : await latestVerdicts(db, before.id);
  const keyOf = new Map(targets.map((target) => [target.id, target.tenant.key]));

  const subject: ApprovalSubject = {
    planHash: rollout.planHash,
    waveId,
    tolerance: wave.tolerance,
    members: members.map((member) => member.tenant.key),
    verdicts: verdicts.map((one) =>
      JSON.stringify([keyOf.get(one.targetId), one.check, one.mode, one.verdict, one.accepted]),
    ),
    outcomes: targets.map((target) => JSON.stringify([target.tenant.key, target.state])),
  };
  const hash = subjectHash(subject);
  const required = before === null ? 0 : rollout.approvalsRequired;
  const approval = await loadApproval(db, waveId, rollout.id);
  const evidence: GateEvidence = {
    before:
      before === null
        ? null
        : {
            state: before.state as WaveState,
            targets: targets.map(({ id, state }) => ({ id, state: state as TargetState })),
            tolerance: before.tolerance,
            failures: before.failures,
            verdicts,
            soakMs: before.soakMs,
            soakLeftMs: before.soakEndsAt === null ? null : Math.max(0, before.soakEndsAt.getTime() - now.getTime()),
          },
    approval: countApproval(approval, hash, required, now),
  };
  return {
    rolloutId: rollout.id,
    waveId,
    beforeWaveId: before?.id ?? null,
    evidence,
    decision: canAdvance(evidence),
    subject,
    hash,
    approval,
  };
}

/**
 * What the checks said of each target of a wave at its newest attempt that was judged: an earlier attempt's answer is
 * history. Targets that were set aside are left out.
 */
export async function latestVerdicts(db: Transaction | Database, waveId: string): Promise<readonly Evidence[]> {
  const rows = await db.$queryRaw<
    { targetId: string; check: string; mode: string; verdict: string; accepted: boolean }[]
  >`
    SELECT v."target_id"::text AS "targetId", v."check", v."mode", v."verdict", v."accepted_at" IS NOT NULL AS "accepted"
    FROM "target" t
    CROSS JOIN LATERAL (
      SELECT a."id" FROM "attempt" a
      WHERE a."target_id" = t."id" AND EXISTS (SELECT FROM "verdict" x WHERE x."attempt_id" = a."id")
      ORDER BY a."number" DESC LIMIT 1
    ) newest
    JOIN "verdict" v ON v."attempt_id" = newest."id"
    WHERE t."wave_id" = ${waveId}::uuid AND NOT (t."state" = ANY(${WITHOUT_EVIDENCE}))`;
  return rows.map((row) => ({
    targetId: row.targetId,
    check: row.check,
    mode: row.mode as CheckMode,
    verdict: row.verdict as VerdictWord,
    accepted: row.accepted,
  }));
}

async function loadApproval(
  db: Transaction | Database,
  waveId: string,
  rolloutId: string,
): Promise<GateApproval | null> {
  const row = await db.approval.findFirst({
    where: { waveId },
    orderBy: [{ requestedAt: 'desc' }, { id: 'desc' }],
    include: { decisions: { include: { person: true }, orderBy: { at: 'asc' } } },
  });
  if (row === null) return null;
  const hands = await db.rolloutHand.findMany({
    where: { rolloutId, personId: { in: row.decisions.map((decision) => decision.personId) } },
    select: { personId: true },
  });
  const barred = new Set(hands.map((hand) => hand.personId));
  return {
    id: row.id,
    storedState: row.state as ApprovalState,
    hash: row.hash,
    requestedById: row.requestedById,
    requestedAt: row.requestedAt,
    expiresAt: row.expiresAt,
    note: row.note,
    decisions: row.decisions.map(({ personId, decision, reason, at, person }) => ({
      personId,
      decision,
      reason,
      at,
      counts:
        !barred.has(personId) && person.disabledAt === null && (person.role === 'approver' || person.role === 'admin'),
    })),
  };
}

/** Policy is evaluated live: nothing stored says "approved enough". */
function countApproval(
  approval: GateApproval | null,
  hash: string,
  required: number,
  now: Date,
): GateEvidence['approval'] {
  if (approval === null) return { required, approved: 0, rejected: false, state: 'none' };
  const counting = approval.decisions.filter((decision) => decision.counts);
  const state = stateNow(approval, hash, counting, required, now);
  const valid = state === 'requested' || state === 'approved';
  return {
    required,
    approved: valid ? counting.filter((decision) => decision.decision === 'approved').length : 0,
    rejected: state === 'rejected',
    state,
  };
}

function stateNow(
  approval: GateApproval,
  hash: string,
  counting: GateApproval['decisions'],
  required: number,
  now: Date,
): GateEvidence['approval']['state'] {
  const { storedState } = approval;
  if (storedState === 'expired' || storedState === 'superseded' || storedState === 'rejected') return storedState;
  if (counting.some((decision) => decision.decision === 'rejected')) return 'rejected';
  if (approval.hash !== hash) return 'superseded';
  if (approval.expiresAt <= now) return 'expired';
  return counting.filter((decision) => decision.decision === 'approved').length >= required ? 'approved' : 'requested';
}
