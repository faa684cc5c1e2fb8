import { randomUUID } from 'node:crypto';
import type { HistoryRow } from '@/lib/domain/history';
import type { Settlement } from './settle-target';
import type { Work } from './transact';

/** A tenant that was read, as its observation's row says it. */
export type ObservationWritten = {
  readonly currentVersion: string | null;
  readonly historyDigest: string;
  readonly history: readonly HistoryRow[];
  readonly fingerprint: string | null;
  readonly expectedFingerprint: string | null;
  readonly drift: 'clean' | 'drifted' | 'unknown';
  readonly serverMajor: number;
  readonly at: Date;
};

/**
 * Ends the attempt's row, with its verdicts and what was read from the tenant, in one statement: it is written once for
 * every tenant of a rollout.
 * @returns false, with nothing written, when the row does not run any more: the fence's other half is broken.
 */
export async function closeAttempt(work: Work, settlement: Settlement): Promise<boolean> {
  const { job, attemptId, outcome, verdicts, journal, observation } = settlement;
  const failure = outcome.kind === 'failed' ? JSON.stringify(outcome.failure) : null;
  const json = (value: unknown): string | null => (value == null ? null : JSON.stringify(value));
  const [closed] = await work.tx.$queryRaw<{ own: number }[]>`
    WITH own AS (
      UPDATE "attempt" SET "state" = ${outcome.kind}, "finished_at" = ${work.now},
        "failure" = coalesce(${failure}::jsonb, "failure"),
        "step" = coalesce(${journal?.step ?? null}, "step"),
        "steps" = coalesce(${json(journal?.steps)}::jsonb, "steps"),
        "results" = coalesce(${json(journal?.results)}::jsonb, "results"),
        "log" = coalesce(${json(journal?.log)}::jsonb, "log"),
        "blockers" = coalesce(${json(journal?.blockers)}::jsonb, "blockers"),
        "history_after" = coalesce(${json(observation?.history)}::jsonb, "history_after")
      WHERE "id" = ${attemptId}::uuid AND "state" = 'running'
      RETURNING "target_id"
    ), lines AS (
      INSERT INTO "verdict" ("id", "target_id", "attempt_id", "check", "mode", "verdict", "measured", "limit", "facts",
        "duration_ms", "at")
      SELECT v."id", own."target_id", ${attemptId}::uuid, v."check", v."mode", v."verdict", v."measured", v."limit",
        v."facts", v."durationMs", ${work.now}::timestamptz
      FROM own, jsonb_to_recordset(${JSON.stringify(verdicts.map((one) => ({ ...one, id: randomUUID() })))}::jsonb)
        AS v("id" uuid, "check" text, "mode" text, "verdict" text, "measured" text, "limit" text, "facts" jsonb,
             "durationMs" int)
    ), seen AS (
      INSERT INTO "observation" ("tenant_id", "state", "current_version", "history_digest", "history", "fingerprint",
        "expected_fingerprint", "drift", "server_major", "problem", "verified_at", "attempted_at")
      SELECT ${job.tenantId}::uuid, 'ok', o."currentVersion", o."historyDigest", o."history", o."fingerprint",
        o."expectedFingerprint", o."drift", o."serverMajor", NULL,
        ${observation?.at ?? null}::timestamptz, ${observation?.at ?? null}::timestamptz
      FROM own, jsonb_to_record(${json(observation)}::jsonb)
        AS o("currentVersion" text, "historyDigest" text, "history" jsonb, "fingerprint" text,
             "expectedFingerprint" text, "drift" text, "serverMajor" int)
      WHERE ${observation !== null}::boolean
      ON CONFLICT ("tenant_id") DO UPDATE SET "state" = EXCLUDED."state", "current_version" = EXCLUDED."current_version",
        "history_digest" = EXCLUDED."history_digest", "history" = EXCLUDED."history",
        "fingerprint" = EXCLUDED."fingerprint", "expected_fingerprint" = EXCLUDED."expected_fingerprint",
        "drift" = EXCLUDED."drift", "server_major" = EXCLUDED."server_major", "problem" = EXCLUDED."problem",
        "verified_at" = EXCLUDED."verified_at", "attempted_at" = EXCLUDED."attempted_at"
    )
    SELECT count(*)::int AS "own" FROM own`;
  return closed?.own === 1;
}
