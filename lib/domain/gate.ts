import { isSettled, type TargetState } from './target';
import { holdsGate, type Evidence } from './verdict';
import { isWaveOver, type WaveState } from './wave';

/** Everything that the decision "may the next wave start" rests on. */
export type GateEvidence = {
  /** The wave whose evidence is asked for; null before the first wave. */
  readonly before: null | {
    readonly state: WaveState;
    readonly targets: readonly { readonly id: string; readonly state: TargetState }[];
    readonly tolerance: number;
    readonly failures: number;
    readonly verdicts: readonly Evidence[];
    readonly soakMs: number;
    /** Milliseconds of soak still to come; null while the soak has not begun. */
    readonly soakLeftMs: number | null;
  };
  readonly approval: {
    readonly required: number;
    /** Decisions that count: valid hash, not expired, by people without a hand in the rollout. */
    readonly approved: number;
    readonly rejected: boolean;
    readonly state: 'none' | 'requested' | 'approved' | 'rejected' | 'expired' | 'superseded';
  };
};

export type GateKey = 'targets_settled' | 'failures_within_budget' | 'verdicts' | 'soak' | 'approval';

/** One line of the checklist: measured against limit, so that the screen can say both. */
export type GateCondition = {
  readonly key: GateKey;
  readonly ok: boolean;
  readonly measured: number;
  readonly limit: number;
  /** For `verdicts`: which checks hold it; for `approval`: the state of the request. */
  readonly detail: readonly string[];
};

export type GateDecision =
  | { readonly ok: true; readonly conditions: readonly GateCondition[] }
  | { readonly ok: false; readonly conditions: readonly GateCondition[]; readonly blockedBy: readonly GateCondition[] };

/** Conditions on the evidence of the wave before; without the person's approval. */
export function evidenceConditions(before: NonNullable<GateEvidence['before']>): readonly GateCondition[] {
  const settled = before.targets.filter((target) => isSettled(target.state)).length;
  const holding = before.verdicts.filter(holdsGate);
  const enforced = before.verdicts.filter((verdict) => verdict.mode === 'enforce');
  const soakOver = before.soakMs === 0 || isWaveOver(before.state) || before.state === 'settled' || before.soakLeftMs === 0;
  return [
    {
      key: 'targets_settled',
      ok: settled === before.targets.length,
      measured: settled,
      limit: before.targets.length,
      detail: [],
    },
    {
      key: 'failures_within_budget',
      ok: before.failures <= before.tolerance,
      measured: before.failures,
      limit: before.tolerance,
      detail: [],
    },
    {
      key: 'verdicts',
      ok: holding.length === 0,
      measured: enforced.length - holding.length,
      limit: enforced.length,
      detail: [...new Set(holding.map((verdict) => `${verdict.check}:${verdict.verdict}`))].sort(),
    },
    {
      key: 'soak',
      ok: soakOver && settled === before.targets.length,
      measured: soakOver ? before.soakMs : before.soakMs - (before.soakLeftMs ?? before.soakMs),
      limit: before.soakMs,
      detail: [],
    },
  ];
}

/**
 * The gate: a pure function of evidence. Nothing else opens a wave; resume does not, time alone does not.
 * Shown as a checklist, in this order.
 */
export function canAdvance(evidence: GateEvidence): GateDecision {
  const conditions: GateCondition[] = evidence.before === null ? [] : [...evidenceConditions(evidence.before)];
  const { approval } = evidence;
  conditions.push({
    key: 'approval',
    ok: approval.required === 0 || (!approval.rejected && approval.approved >= approval.required),
    measured: approval.approved,
    limit: approval.required,
    detail: [approval.state],
  });
  const blockedBy = conditions.filter((condition) => !condition.ok);
  return blockedBy.length === 0 ? { ok: true, conditions } : { ok: false, conditions, blockedBy };
}

/** An approval may be asked for when only the approval is missing. */
export const mayAskApproval = (decision: GateDecision): boolean =>
  !decision.ok && decision.blockedBy.every((condition) => condition.key === 'approval');
