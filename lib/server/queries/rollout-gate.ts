import 'server-only';
import { evidenceConditions, type GateCondition } from '@/lib/domain/gate';
import type { TargetState } from '@/lib/domain/target';
import type { Database } from '@/lib/db/client';
import { loadGate, latestVerdicts, type Gate } from '@/lib/engine/load-evidence';
import type { GateView, WaveView } from '@/lib/wire/rollout-view';

export type LoadedGate = {
  readonly wave: WaveView;
  readonly before: WaveView | null;
  readonly conditions: readonly GateCondition[];
  readonly gate: Gate | null;
};

/**
 * The gate that stands next: before the first pending wave, or after the last one, where the rollout may end. Null
 * while there is nothing to judge: before the first wave has been started.
 */
export async function loadNextGate(
  db: Database,
  waves: readonly WaveView[],
  targets: readonly { readonly id: string; readonly waveId: string; readonly state: TargetState }[],
  now: Date,
): Promise<LoadedGate | null> {
  const next = waves.find((wave) => wave.state === 'pending');
  if (next !== undefined) {
    const gate = await loadGate(db, next.id, now);
    if (gate === null || gate.beforeWaveId === null) return null;
    const before = waves.find((wave) => wave.id === gate.beforeWaveId) ?? null;
    return { wave: next, before, conditions: gate.decision.conditions, gate };
  }
  const last = waves.findLast((wave) => wave.startedAt !== null);
  if (last === undefined) return null;
  const conditions = evidenceConditions({
    state: last.state,
    targets: targets.filter((target) => target.waveId === last.id),
    tolerance: last.tolerance,
    failures: last.failures,
    verdicts: await latestVerdicts(db, last.id),
    soakMs: last.soakMs,
    soakLeftMs: last.soakEndsAt === null ? null : Math.max(0, Date.parse(last.soakEndsAt) - now.getTime()),
  });
  return { wave: last, before: last, conditions, gate: null };
}

export function gateView(
  loaded: LoadedGate,
  names: ReadonlyMap<string, string>,
  mayDecide: readonly string[],
): GateView {
  const { wave, before, conditions, gate } = loaded;
  const approval = gate?.approval ?? null;
  const state = gate?.evidence.approval.state ?? 'none';
  const name = (id: string) => names.get(id) ?? 'someone who is gone';
  return {
    kind: gate === null ? 'finish' : 'advance',
    waveId: wave.id,
    wave: wave.name,
    position: wave.position,
    beforeWaveId: before?.id ?? null,
    before: before?.name ?? null,
    ok: conditions.every((condition) => condition.ok),
    conditions,
    approval:
      approval === null || state === 'none'
        ? null
        : {
            id: approval.id,
            state,
            requestedBy: { id: approval.requestedById, name: name(approval.requestedById) },
            requestedAt: approval.requestedAt.toISOString(),
            expiresAt: approval.expiresAt.toISOString(),
            note: approval.note,
            decisions: approval.decisions.map((one) => ({
              by: name(one.personId),
              decision: one.decision,
              reason: one.reason,
              at: one.at.toISOString(),
              counts: one.counts,
            })),
          },
    mayDecide,
  };
}

/** Who could decide: approvers and administrators, not disabled, without a hand in the rollout. */
export async function loadDeciders(db: Database, rolloutId: string): Promise<readonly string[]> {
  const people = await db.person.findMany({
    where: { role: { in: ['approver', 'admin'] }, disabledAt: null, hands: { none: { rolloutId } } },
    select: { name: true },
    orderBy: { name: 'asc' },
    take: 20,
  });
  return people.map((person) => person.name);
}
