import 'server-only';
import { failureSignature, type Failure } from '@/lib/domain/failure';
import type { RolloutState } from '@/lib/domain/rollout';
import type { TargetState } from '@/lib/domain/target';
import { waitingCause, type Waiting } from '@/lib/domain/waiting';
import type { WaveState } from '@/lib/domain/wave';
import type { Database } from '@/lib/db/client';
import { fromJson } from '@/lib/db/json';
import { failureJson } from '@/lib/wire/attempt-json';
import type { TargetRow } from '@/lib/wire/rollout-view';

export type LoadedTarget = {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly serverId: string;
  readonly server: string;
  readonly serverLimit: number;
  readonly tier: string;
  readonly region: string;
  readonly waveId: string;
  readonly wave: number;
  readonly from: string | null;
  readonly to: string | null;
  readonly state: TargetState;
  readonly reason: string | null;
  readonly includedReason: string | null;
  readonly failure: unknown;
  readonly scripts: number;
  readonly attempts: number;
  readonly changed: boolean;
  readonly countedFailure: boolean;
  readonly cancelRequestedAt: Date | null;
  readonly retryAt: Date | null;
  readonly queuedAt: Date | null;
  readonly holdReason: string | null;
  readonly holdUntil: Date | null;
  readonly holdOwner: string | null;
  readonly step: string | null;
  /** Scripts of the newest attempt: those done, and those it set out to do. */
  readonly applied: number;
  readonly planned: number;
  readonly blocked: boolean;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly succeeded: boolean;
  readonly validated: TargetRow['validated'];
};

/** Every target with its newest attempt and what the checks said: one query, whatever their number. */
export function loadTargets(db: Database, rolloutId: string): Promise<LoadedTarget[]> {
  return db.$queryRaw<LoadedTarget[]>`
    SELECT t."id"::text, n."key", n."name", s."id"::text AS "serverId", s."key" AS "server",
           s."max_concurrency" AS "serverLimit", n."tier", n."region", w."id"::text AS "waveId", w."position" AS "wave",
           t."from_version" AS "from", t."to_version" AS "to", t."state", t."reason",
           t."included_reason" AS "includedReason", t."failure", jsonb_array_length(t."scripts")::int AS "scripts",
           t."attempts", t."changed", t."counted_failure" AS "countedFailure",
           t."cancel_requested_at" AS "cancelRequestedAt", t."retry_at" AS "retryAt", t."queued_at" AS "queuedAt",
           h."reason" AS "holdReason", h."expires_at" AS "holdUntil", o."name" AS "holdOwner",
           a."step", COALESCE(a."applied", 0)::int AS "applied", COALESCE(a."planned", 0)::int AS "planned",
           COALESCE(a."state" = 'running' AND jsonb_array_length(a."blockers") > 0, false) AS "blocked",
           a."started_at" AS "startedAt", a."finished_at" AS "finishedAt",
           COALESCE(a."state" = 'succeeded', false) AS "succeeded",
           CASE WHEN v."judged" IS NULL OR v."judged" = 0 THEN NULL
                WHEN v."passed" THEN 'passed' WHEN v."taken" THEN 'accepted' ELSE 'not_passed' END AS "validated"
    FROM "target" t
    JOIN "wave" w ON w."id" = t."wave_id"
    JOIN "tenant" n ON n."id" = t."tenant_id"
    JOIN "server" s ON s."id" = t."server_id"
    LEFT JOIN "hold" h ON h."tenant_id" = n."id" AND h."released_at" IS NULL
    LEFT JOIN "person" o ON o."id" = h."owner_id"
    LEFT JOIN LATERAL (
      SELECT x."step", x."state", x."started_at", x."finished_at",
             CASE jsonb_typeof(x."blockers") WHEN 'array' THEN x."blockers" ELSE '[]' END AS "blockers",
             jsonb_array_length(x."results") AS "planned",
             (SELECT count(*) FROM jsonb_array_elements(x."results") r WHERE r->>'state' = 'applied') AS "applied"
      FROM "attempt" x WHERE x."target_id" = t."id" ORDER BY x."number" DESC LIMIT 1
    ) a ON true
    LEFT JOIN LATERAL (
      SELECT count(*) AS "judged", bool_and(y."verdict" = 'passed') AS "passed",
             bool_and(y."verdict" = 'passed' OR y."accepted_at" IS NOT NULL) AS "taken"
      FROM "verdict" y WHERE y."mode" = 'enforce' AND y."attempt_id" = (
        SELECT z."id" FROM "attempt" z
        WHERE z."target_id" = t."id" AND EXISTS (SELECT FROM "verdict" q WHERE q."attempt_id" = z."id")
        ORDER BY z."number" DESC LIMIT 1)
    ) v ON true
    WHERE t."rollout_id" = ${rolloutId}::uuid
    ORDER BY w."position", t."position"`;
}

/** In flight per server, over all rollouts. */
export async function loadServerLoad(db: Database, rolloutId: string): Promise<ReadonlyMap<string, number>> {
  const rows = await db.$queryRaw<{ serverId: string; inFlight: number }[]>`
    SELECT "server_id"::text AS "serverId", count(*)::int AS "inFlight" FROM "target"
    WHERE "state" IN ('queued', 'running')
      AND "server_id" IN (SELECT DISTINCT "server_id" FROM "target" WHERE "rollout_id" = ${rolloutId}::uuid)
    GROUP BY "server_id"`;
  return new Map(rows.map((row) => [row.serverId, row.inFlight]));
}

/** What every target's waiting is judged by. */
export type Surroundings = {
  readonly now: Date;
  readonly state: RolloutState;
  readonly maxConcurrency: number;
  readonly paceMs: number;
  readonly waves: ReadonlyMap<
    string,
    {
      readonly state: WaveState;
      readonly tolerance: number;
      readonly budgetMode: 'strict' | 'soft';
      readonly failures: number;
    }
  >;
  readonly serverLoad: ReadonlyMap<string, number>;
  readonly liveWorkers: number;
};

/** The failure of a target that stands as failed; null for one that has moved on. */
export function standingFailure(target: Pick<LoadedTarget, 'state' | 'failure'>): Failure | null {
  const stands =
    target.state === 'failed' || target.state === 'quarantined' || target.state === 'rollback_failed';
  return stands && target.failure !== null ? fromJson(failureJson, target.failure) : null;
}

/** The hold that stands now, whatever stood when the plan was made. */
export const holdOf = (target: LoadedTarget): TargetRow['hold'] =>
  target.holdReason === null
    ? null
    : {
        owner: target.holdOwner ?? '',
        reason: target.holdReason,
        expiresAt: target.holdUntil?.toISOString() ?? null,
      };

export function targetRows(targets: readonly LoadedTarget[], around: Surroundings): readonly TargetRow[] {
  const waiting = waitingOf(targets, around);
  return targets.map((target) => {
    const failure = standingFailure(target);
    const begun = target.state !== 'pending' && target.state !== 'queued' && target.startedAt !== null;
    const duration =
      begun && target.finishedAt && target.startedAt
        ? target.finishedAt.getTime() - target.startedAt.getTime()
        : null;
    return {
      id: target.id,
      key: target.key,
      name: target.name,
      server: target.server,
      tier: target.tier,
      region: target.region,
      wave: target.wave,
      from: target.from,
      to: target.to,
      state: target.state,
      reason: target.reason,
      hold: holdOf(target),
      includedReason: target.includedReason,
      cause: failure === null ? null : failureSignature(failure),
      step: target.state === 'running' ? target.step : null,
      scriptsDone: target.state === 'succeeded' ? target.scripts : target.applied,
      scripts: target.state === 'running' && target.planned > 0 ? target.planned : target.scripts,
      attempts: target.attempts,
      startedAt: begun ? (target.startedAt?.toISOString() ?? null) : null,
      finishedAt: begun ? (target.finishedAt?.toISOString() ?? null) : null,
      durationMs: duration,
      waiting: waiting(target),
      validated: target.validated,
      changed: target.changed,
      cancelRequested: target.cancelRequestedAt !== null && target.state === 'running',
    };
  });
}

function waitingOf(
  targets: readonly LoadedTarget[],
  around: Surroundings,
): (target: LoadedTarget) => Waiting | null {
  const flying = targets.filter(({ state }) => state === 'queued' || state === 'running');
  const fresh = new Map<string, number>();
  for (const { waveId, countedFailure } of flying) {
    if (!countedFailure) fresh.set(waveId, (fresh.get(waveId) ?? 0) + 1);
  }
  const lastStart = Math.max(0, ...targets.map(({ queuedAt }) => queuedAt?.getTime() ?? 0));
  const paceLeftMs = around.paceMs === 0 ? 0 : Math.max(0, lastStart + around.paceMs - around.now.getTime());
  return (target) => {
    const wave = around.waves.get(target.waveId);
    if (wave === undefined) return null;
    return waitingCause({
      rollout: { state: around.state, paceLeftMs },
      wave,
      load: {
        tolerance: wave.tolerance,
        budgetMode: wave.budgetMode,
        failures: wave.failures,
        freshInFlight: fresh.get(target.waveId) ?? 0,
        rolloutInFlight: flying.length,
        rolloutLimit: around.maxConcurrency,
      },
      server: { inFlight: around.serverLoad.get(target.serverId) ?? 0, limit: target.serverLimit },
      target: {
        state: target.state,
        takesBudget: !target.countedFailure && wave.state !== 'passed',
        retryLeftMs:
          target.retryAt === null ? 0 : Math.max(0, target.retryAt.getTime() - around.now.getTime()),
        blocked: target.blocked,
      },
      liveWorkers: around.liveWorkers,
    });
  };
}
