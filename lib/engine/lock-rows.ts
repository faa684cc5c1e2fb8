import { ok, refuse, type Refusal, type Result } from '@/lib/domain/refusal';
import type { RolloutState } from '@/lib/domain/rollout';
import type { TargetState } from '@/lib/domain/target';
import type { WaveState } from '@/lib/domain/wave';
import type { Transaction } from '@/lib/db/client';

/** Rows under FOR UPDATE. The order is one everywhere: rollout → wave → server → target, each by id. */

export type RolloutRow = {
  readonly id: string;
  readonly kind: 'rollout' | 'rollback';
  readonly name: string;
  readonly originId: string | null;
  readonly state: RolloutState;
  readonly pauseReason: string | null;
  readonly maxConcurrency: number;
  readonly paceMs: number;
  readonly version: number;
};

export type WaveRow = {
  readonly id: string;
  readonly rolloutId: string;
  readonly position: number;
  readonly name: string;
  readonly state: WaveState;
  readonly tolerance: number;
  readonly budgetMode: 'strict' | 'soft';
  readonly onExhausted: 'halt' | 'drain' | 'quarantine';
  readonly soakMs: number;
  readonly soakEndsAt: Date | null;
  readonly failures: number;
  readonly version: number;
};

export type TargetRow = {
  readonly id: string;
  readonly waveId: string;
  readonly tenantId: string;
  readonly tenantKey: string;
  readonly state: TargetState;
  readonly attemptId: string | null;
  readonly attempts: number;
  readonly changed: boolean;
  readonly countedFailure: boolean;
};

export async function lockRollout(tx: Transaction, rolloutId: string): Promise<RolloutRow | null> {
  const [row] = await tx.$queryRaw<RolloutRow[]>`
    SELECT "id"::text, "kind", "name", "origin_id"::text AS "originId", "state", "pause_reason" AS "pauseReason",
           "max_concurrency" AS "maxConcurrency", "pace_ms" AS "paceMs", "version"
    FROM "rollout" WHERE "id" = ${rolloutId}::uuid FOR UPDATE`;
  return row ?? null;
}

const waveColumns = `"id"::text, "rollout_id"::text AS "rolloutId", "position", "name", "state", "tolerance",
  "budget_mode" AS "budgetMode", "on_exhausted" AS "onExhausted", "soak_ms" AS "soakMs", "soak_ends_at" AS "soakEndsAt",
  "failures", "version"`;

export async function lockWave(tx: Transaction, waveId: string): Promise<WaveRow | null> {
  const [row] = await tx.$queryRawUnsafe<WaveRow[]>(
    `SELECT ${waveColumns} FROM "wave" WHERE "id" = $1::uuid FOR UPDATE`,
    waveId,
  );
  return row ?? null;
}

/** The first wave that is not over, which is the only one that moves. */
export async function lockCurrentWave(tx: Transaction, rolloutId: string): Promise<WaveRow | null> {
  const [row] = await tx.$queryRawUnsafe<WaveRow[]>(
    `SELECT ${waveColumns} FROM "wave"
     WHERE "rollout_id" = $1::uuid AND "state" NOT IN ('passed', 'failed', 'aborted', 'skipped')
     ORDER BY "position" LIMIT 1 FOR UPDATE`,
    rolloutId,
  );
  return row ?? null;
}

/** Servers on which a rollout has tenants that may start. @returns K of each: how many may be in flight. */
export async function lockServersInWant(tx: Transaction, rolloutId: string): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.$queryRaw<{ id: string; maxConcurrency: number }[]>`
    SELECT "id"::text, "max_concurrency" AS "maxConcurrency" FROM "server"
    WHERE "id" IN (
      SELECT t."server_id" FROM "target" t JOIN "wave" w ON w."id" = t."wave_id"
      WHERE t."rollout_id" = ${rolloutId}::uuid AND t."state" = 'pending' AND w."state" IN ('applying', 'passed'))
    ORDER BY "id" FOR UPDATE`;
  return new Map(rows.map((row) => [row.id, row.maxConcurrency]));
}

const targetColumns = `t."id"::text, t."wave_id"::text AS "waveId", t."tenant_id"::text AS "tenantId",
  n."key" AS "tenantKey", t."state", t."attempt_id"::text AS "attemptId", t."attempts", t."changed",
  t."counted_failure" AS "countedFailure"`;

/** Those of `targetIds` that belong to the rollout. */
export async function lockTargets(
  tx: Transaction,
  rolloutId: string,
  targetIds: readonly string[],
): Promise<readonly TargetRow[]> {
  return tx.$queryRawUnsafe<TargetRow[]>(
    `SELECT ${targetColumns} FROM "target" t JOIN "tenant" n ON n."id" = t."tenant_id"
     WHERE t."rollout_id" = $1::uuid AND t."id" = ANY($2::uuid[]) ORDER BY t."id" FOR UPDATE OF t`,
    rolloutId,
    [...targetIds],
  );
}

export async function lockTargetsInState(
  tx: Transaction,
  rolloutId: string,
  states: readonly TargetState[],
): Promise<readonly TargetRow[]> {
  return tx.$queryRawUnsafe<TargetRow[]>(
    `SELECT ${targetColumns} FROM "target" t JOIN "tenant" n ON n."id" = t."tenant_id"
     WHERE t."rollout_id" = $1::uuid AND t."state" = ANY($2::text[]) ORDER BY t."id" FOR UPDATE OF t`,
    rolloutId,
    [...states],
  );
}

/** The rollout of a command, locked; refused when it is gone or has moved since the person saw it. */
export async function lockRolloutSeen(
  tx: Transaction,
  rolloutId: string,
  expectedVersion: number,
): Promise<Result<RolloutRow>> {
  const rollout = await lockRollout(tx, rolloutId);
  if (rollout === null) return refuse('not_found', { kind: 'rollout', id: rolloutId });
  if (rollout.version === expectedVersion) return ok(rollout);
  return { ok: false, refusal: await staleVersion(tx, { ...rollout, rolloutId }, expectedVersion) };
}

/** Who changed it and when, from the newest event. */
export async function staleVersion(
  tx: Transaction,
  row: { readonly rolloutId: string; readonly state: string; readonly version: number },
  expectedVersion: number,
): Promise<Refusal> {
  const last = await tx.event.findFirst({ where: { rolloutId: row.rolloutId }, orderBy: { id: 'desc' } });
  const by = last?.actorId ? await tx.person.findUnique({ where: { id: last.actorId } }) : null;
  return {
    code: 'stale_version',
    facts: {
      state: row.state,
      expected: expectedVersion,
      version: row.version,
      verb: last?.verb ?? null,
      by: by?.name ?? null,
      at: last?.at.toISOString() ?? null,
    },
  };
}
