import type { Failure } from '@/lib/domain/failure';
import type { HistoryRow } from '@/lib/domain/history';
import type { Database } from '@/lib/db/client';

export type ObservationState =
  | 'ok'
  | 'no_history'
  | 'home_made'
  | 'empty'
  | 'schema_missing'
  | 'unreachable'
  | 'unreadable';

/** What is told of a tenant's place: the observation counts only while the tenant is still there. */
export type ObservedPlace = {
  readonly tenantId: string;
  readonly serverId: string;
  readonly database: string;
  readonly schema: string;
  /** Before the first question was asked: an observation never overwrites one that was begun later. */
  readonly at: Date;
};

export type NewObservation = ObservedPlace & {
  readonly state: ObservationState;
  readonly currentVersion: string | null;
  readonly historyDigest: string | null;
  readonly history: readonly HistoryRow[];
  readonly fingerprint: string | null;
  readonly expectedFingerprint: string | null;
  readonly drift: 'clean' | 'drifted' | 'unknown';
  readonly serverMajor: number;
  /** Also with state `ok`: why drift is unknown. */
  readonly problem: Failure | null;
};

const rowsPerStatement = 500;

/** A tenant that was read. Set-based: one statement for 500. */
export async function saveObservations(db: Database, observations: readonly NewObservation[]): Promise<void> {
  for (const text of jsonBatches(observations)) {
    await db.$executeRaw`
      INSERT INTO "observation" AS o ("tenant_id", "state", "current_version", "history_digest", "history", "fingerprint",
        "expected_fingerprint", "drift", "server_major", "problem", "verified_at", "attempted_at")
      SELECT t."id", r."state", r."currentVersion", r."historyDigest", r."history", r."fingerprint",
        r."expectedFingerprint", r."drift", r."serverMajor", r."problem", r."at", r."at"
      FROM jsonb_to_recordset(${text}::jsonb) AS r("tenantId" uuid, "serverId" uuid, "database" text, "schema" text,
        "at" timestamptz, "state" text, "currentVersion" text, "historyDigest" text, "history" jsonb, "fingerprint" text,
        "expectedFingerprint" text, "drift" text, "serverMajor" int, "problem" jsonb)
      JOIN "tenant" t ON t."id" = r."tenantId" AND t."server_id" = r."serverId" AND t."database" = r."database"
        AND t."schema" = r."schema"
      ORDER BY t."id"
      ON CONFLICT ("tenant_id") DO UPDATE SET ("state", "current_version", "history_digest", "history", "fingerprint",
        "expected_fingerprint", "drift", "server_major", "problem", "verified_at", "attempted_at") =
        (excluded."state", excluded."current_version", excluded."history_digest", excluded."history",
         excluded."fingerprint", excluded."expected_fingerprint", excluded."drift", excluded."server_major",
         excluded."problem", excluded."verified_at", excluded."attempted_at")
      WHERE o."attempted_at" <= excluded."attempted_at"`;
  }
}

export type FailedObservation = ObservedPlace & {
  readonly state: 'unreachable' | 'unreadable';
  readonly problem: Failure;
};

/** A tenant that could not be read keeps what was last read, with its date; only state and reason are new. */
export async function saveFailedObservations(
  db: Database,
  failed: readonly FailedObservation[],
): Promise<void> {
  for (const text of jsonBatches(failed)) {
    await db.$executeRaw`
      INSERT INTO "observation" AS o ("tenant_id", "state", "problem", "attempted_at")
      SELECT t."id", r."state", r."problem", r."at"
      FROM jsonb_to_recordset(${text}::jsonb) AS r("tenantId" uuid, "serverId" uuid, "database" text, "schema" text,
        "at" timestamptz, "state" text, "problem" jsonb)
      JOIN "tenant" t ON t."id" = r."tenantId" AND t."server_id" = r."serverId" AND t."database" = r."database"
        AND t."schema" = r."schema"
      ORDER BY t."id"
      ON CONFLICT ("tenant_id") DO UPDATE SET ("state", "problem", "attempted_at") =
        (excluded."state", excluded."problem", excluded."attempted_at")
      WHERE o."attempted_at" <= excluded."attempted_at"`;
  }
}

function* jsonBatches(rows: readonly object[]): Generator<string> {
  for (let at = 0; at < rows.length; at += rowsPerStatement)
    yield JSON.stringify(rows.slice(at, at + rowsPerStatement));
}
