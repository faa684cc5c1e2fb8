import 'server-only';
import type { CheckMode, VerdictWord } from '@/lib/domain/verdict';
import type { Database } from '@/lib/db/client';
import type { CheckSummary, VerdictRow } from '@/lib/wire/rollout-view';

const LISTED = 500;

export type WaveVerdicts = {
  readonly checks: readonly CheckSummary[];
  readonly notPassed: readonly VerdictRow[];
};

/**
 * What the checks of one wave said, by check, and every answer that is not `passed`. The same answers as the gate
 * rests on: each target's newest judged attempt, without targets that were set aside. Two queries.
 */
export async function readWaveVerdicts(db: Database, waveId: string): Promise<WaveVerdicts> {
  const [counts, notPassed] = await Promise.all([
    db.$queryRaw<{ check: string; mode: CheckMode; verdict: VerdictWord; count: number; accepted: number }[]>`
      SELECT v."check", v."mode", v."verdict", count(*)::int AS "count", count(v."accepted_at")::int AS "accepted"
      FROM "target" t
      CROSS JOIN LATERAL (
        SELECT a."id" FROM "attempt" a
        WHERE a."target_id" = t."id" AND EXISTS (SELECT FROM "verdict" x WHERE x."attempt_id" = a."id")
        ORDER BY a."number" DESC LIMIT 1
      ) newest
      JOIN "verdict" v ON v."attempt_id" = newest."id"
      WHERE t."wave_id" = ${waveId}::uuid AND t."state" NOT IN ('quarantined', 'skipped', 'excluded', 'cancelled')
      GROUP BY 1, 2, 3`,
    db.$queryRaw<NotPassed[]>`
      SELECT v."id"::text, t."id"::text AS "targetId", n."key" AS "tenant", v."check", v."mode", v."verdict",
             v."measured", v."limit", p."name" AS "by", v."accepted_reason" AS "reason", v."accepted_at" AS "at"
      FROM "target" t
      CROSS JOIN LATERAL (
        SELECT a."id" FROM "attempt" a
        WHERE a."target_id" = t."id" AND EXISTS (SELECT FROM "verdict" x WHERE x."attempt_id" = a."id")
        ORDER BY a."number" DESC LIMIT 1
      ) newest
      JOIN "verdict" v ON v."attempt_id" = newest."id"
      JOIN "tenant" n ON n."id" = t."tenant_id"
      LEFT JOIN "person" p ON p."id" = v."accepted_by_id"
      WHERE t."wave_id" = ${waveId}::uuid AND v."verdict" <> 'passed'
        AND t."state" NOT IN ('quarantined', 'skipped', 'excluded', 'cancelled')
      ORDER BY v."check", n."key" LIMIT ${LISTED}`,
  ]);
  return { checks: summarise(counts), notPassed: notPassed.map(verdictRow) };
}

export type NotPassed = {
  readonly id: string;
  readonly targetId: string;
  readonly tenant: string;
  readonly check: string;
  readonly mode: CheckMode;
  readonly verdict: VerdictWord;
  readonly measured: string | null;
  readonly limit: string | null;
  readonly by: string | null;
  readonly reason: string | null;
  readonly at: Date | null;
};

export const verdictRow = ({ by, reason, at, ...row }: NotPassed): VerdictRow => ({
  ...row,
  accepted: at === null ? null : { by: by ?? '', reason: reason ?? '', at: at.toISOString() },
});

function summarise(
  rows: readonly { check: string; mode: CheckMode; verdict: VerdictWord; count: number; accepted: number }[],
): readonly CheckSummary[] {
  const summaries = new Map<string, CheckSummary>();
  for (const { check, mode, verdict, count, accepted } of rows) {
    const key = `${mode} ${check}`;
    const before = summaries.get(key);
    summaries.set(key, {
      check,
      mode,
      counts: { ...before?.counts, [verdict]: count },
      accepted: (before?.accepted ?? 0) + accepted,
      total: (before?.total ?? 0) + count,
    });
  }
  return [...summaries.values()].sort(
    (a, b) =>
      a.mode.localeCompare(b.mode) ||
      Number(a.check.startsWith('sql:')) - Number(b.check.startsWith('sql:')) ||
      a.check.localeCompare(b.check),
  );
}
