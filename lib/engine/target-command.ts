import { ok, refuse, type Result } from '@/lib/domain/refusal';
import type { RolloutState } from '@/lib/domain/rollout';
import { targetCan, type TargetMove, type TargetState } from '@/lib/domain/target';
import { lockRollout, lockTargets, type RolloutRow, type TargetRow } from './lock-rows';
import type { Work } from './transact';

/** A command on many targets does what it can and says what it could not. */
export type TargetsMoved = {
  readonly done: readonly string[];
  readonly notDone: readonly {
    readonly targetId: string;
    readonly tenant: string;
    readonly state: TargetState;
    /** The name of the live rollout that has the tenant, if that is why. */
    readonly rollout?: string;
  }[];
};

export type ChosenTargets = {
  readonly rollout: RolloutRow;
  readonly able: readonly TargetRow[];
  readonly unable: TargetsMoved['notDone'];
};

/**
 * Locks the rollout and the targets asked for, and tells apart which of them may make one of `moves`. Refused when
 * the rollout's state does not allow it, or no target can.
 */
export async function chooseTargets(
  work: Work,
  verb: string,
  rolloutId: string,
  targetIds: readonly string[],
  states: readonly RolloutState[],
  moves: readonly TargetMove[],
): Promise<Result<ChosenTargets>> {
  const rollout = await lockRollout(work.tx, rolloutId);
  if (rollout === null) return refuse('not_found', { kind: 'rollout', id: rolloutId });
  if (!states.includes(rollout.state)) return refuse('wrong_state', { state: rollout.state, verb });
  await lockWavesOf(work, rolloutId, targetIds);
  const targets = await lockTargets(work.tx, rolloutId, targetIds);
  if (targets.length === 0) return refuse('not_found', { kind: 'target', id: targetIds[0] ?? null });
  const can = (target: TargetRow) => moves.some((move) => targetCan(target.state, move));
  const able = targets.filter(can);
  const unable = targets
    .filter((target) => !can(target))
    .map((target) => ({ targetId: target.id, tenant: target.tenantKey, state: target.state }));
  const [first] = unable;
  if (able.length === 0 && first) return refuse('wrong_state', { state: first.state, verb, tenant: first.tenant });
  return ok({ rollout, able, unable });
}

/** Waves before targets: the order of all locks. */
export async function lockWavesOf(work: Work, rolloutId: string, targetIds: readonly string[]): Promise<void> {
  const waves = await work.tx.target.findMany({
    where: { rolloutId, id: { in: [...targetIds] } },
    select: { waveId: true },
    distinct: ['waveId'],
  });
  await work.tx.$queryRaw`
    SELECT "id"::text FROM "wave" WHERE "id" = ANY(${waves.map((row) => row.waveId)}::uuid[]) ORDER BY "id" FOR UPDATE`;
}

/**
 * Leaves out the tenants that another live rollout has: a tenant is in one at a time. Refused `tenant_in_rollout`,
 * naming the first, when none is left. The index `target_live_tenant` has the last word.
 */
export async function withoutTaken(work: Work, chosen: ChosenTargets): Promise<Result<ChosenTargets>> {
  const { rollout, able, unable } = chosen;
  const taken = await work.tx.target.findMany({
    where: { live: true, rolloutId: { not: rollout.id }, tenantId: { in: able.map((target) => target.tenantId) } },
    select: { tenantId: true, rollout: { select: { id: true, name: true } }, tenant: { select: { key: true } } },
    orderBy: { tenant: { key: 'asc' } },
  });
  const [first] = taken;
  if (first === undefined) return ok(chosen);
  const byTenant = new Map(taken.map((one) => [one.tenantId, one.rollout.name]));
  const free = able.filter((target) => !byTenant.has(target.tenantId));
  if (free.length === 0) {
    const facts = { tenant: first.tenant.key, rolloutId: first.rollout.id, rollout: first.rollout.name };
    return refuse('tenant_in_rollout', facts);
  }
  const left = able.flatMap(({ id, tenantId, tenantKey, state }) => {
    const name = byTenant.get(tenantId);
    return name === undefined ? [] : [{ targetId: id, tenant: tenantKey, state, rollout: name }];
  });
  return ok({ rollout, able: free, unable: [...unable, ...left] });
}

export const keysOf = (targets: readonly TargetRow[]): readonly string[] => targets.map((target) => target.tenantKey);
