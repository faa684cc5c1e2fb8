import type { HistoryRow } from '@/lib/domain/history';
import { fromJson } from '@/lib/db/json';
import type { CheckRow, ObservationRow, RolloutRecord, ServerRow, TargetRecord, TenantRow } from '@/lib/db/rows';
import type { HistoryTable } from '@/lib/tenant/history';
import { historyRows } from '@/lib/wire/history-row';
import type { Engine } from './context';
import type { PlanRelease } from './plan-release';
import type { ServerEndpoint } from './server-connection';
import type { Workbench } from './workbench';

export type RunServer = ServerEndpoint &
  Pick<ServerRow, 'maintenanceDatabase' | 'environment' | 'historySchema' | 'historyTable'>;
export type RunCheck = Pick<CheckRow, 'name' | 'sql' | 'mode' | 'expectation' | 'timeoutMs' | 'rowCap'>;

type RunRow = {
  readonly target: Pick<TargetRecord, 'id' | 'includedReason' | 'toVersion'> & { readonly cancelRequested: boolean };
  readonly tenant: Pick<TenantRow, 'id' | 'database' | 'schema' | 'placeholders'>;
  readonly server: RunServer;
  readonly rollout: Pick<
    RolloutRecord,
    'id' | 'kind' | 'releaseId' | 'targetVersion' | 'lockTimeoutMs' | 'statementTimeoutMs'
  >;
  readonly observation: Pick<
    ObservationRow,
    'drift' | 'historyDigest' | 'fingerprint' | 'expectedFingerprint'
  > | null;
  readonly checks: readonly RunCheck[];
};

/** Everything that a run on one tenant needs to know beforehand: rows, read once, after the attempt has begun. */
export type Run = RunRow & {
  readonly release: PlanRelease;
  readonly historyTable: HistoryTable;
  /** Highest rank in the history that the first attempt on this target found; null: there was none. */
  readonly rankBefore: number | null;
  /** Flyway's own placeholders for this tenant. */
  readonly builtins: Readonly<Record<string, string>>;
};

export const highestRank = (history: readonly HistoryRow[]): number =>
  history.reduce((highest, row) => Math.max(highest, row.installedRank), 0);

/**
 * One statement for seven tables: it is asked once for every tenant of a rollout. Checks ask about the version that was
 * rolled out; on the way back they would ask about what has gone.
 */
async function readRun(engine: Engine, targetId: string): Promise<RunRow & { readonly historyBefore: unknown }> {
  const [row] = await engine.db.$queryRaw<(RunRow & { readonly historyBefore: unknown })[]>`
    SELECT
      json_build_object('id', t."id", 'includedReason', t."included_reason", 'toVersion', t."to_version",
        'cancelRequested', t."cancel_requested_at" IS NOT NULL) AS "target",
      json_build_object('id', n."id", 'database', n."database", 'schema', n."schema",
        'placeholders', n."placeholders") AS "tenant",
      json_build_object('id', s."id", 'key', s."key", 'host', s."host", 'port', s."port", 'tlsMode', s."tls_mode",
        'ca', s."ca", 'username', s."username", 'credential', s."credential",
        'observerUsername', s."observer_username", 'observerCredential', s."observer_credential",
        'runAsRole', s."run_as_role", 'maintenanceDatabase', s."maintenance_database",
        'environment', s."environment", 'historySchema', s."history_schema",
        'historyTable', s."history_table") AS "server",
      json_build_object('id', r."id", 'kind', r."kind", 'releaseId', r."release_id",
        'targetVersion', r."target_version", 'lockTimeoutMs', r."lock_timeout_ms",
        'statementTimeoutMs', r."statement_timeout_ms") AS "rollout",
      CASE WHEN o."tenant_id" IS NOT NULL THEN json_build_object('drift', o."drift",
        'historyDigest', o."history_digest", 'fingerprint', o."fingerprint",
        'expectedFingerprint', o."expected_fingerprint") END AS "observation",
      CASE WHEN r."kind" = 'rollback' THEN '[]' ELSE (
        SELECT coalesce(json_agg(json_build_object('name', c."name", 'sql', c."sql", 'mode', c."mode",
          'expectation', c."expectation", 'timeoutMs', c."timeout_ms", 'rowCap', c."row_cap") ORDER BY c."name"), '[]')
        FROM "check" c WHERE c."changelog_id" = n."changelog_id" AND c."disabled_at" IS NULL) END AS "checks",
      (SELECT a."history_before" FROM "attempt" a WHERE a."target_id" = t."id" AND a."backend_pid" IS NOT NULL
       ORDER BY a."number" LIMIT 1) AS "historyBefore"
    FROM "target" t
    JOIN "rollout" r ON r."id" = t."rollout_id"
    JOIN "tenant" n ON n."id" = t."tenant_id"
    JOIN "server" s ON s."id" = n."server_id"
    LEFT JOIN "observation" o ON o."tenant_id" = n."id"
    WHERE t."id" = ${targetId}::uuid`;
  if (row === undefined) throw new Error('a target that has begun is gone');
  return row;
}

export async function loadRun(engine: Engine, bench: Workbench, targetId: string): Promise<Run> {
  const { historyBefore, ...row } = await readRun(engine, targetId);
  const { rollout, tenant, server } = row;
  const release = await bench.release(rollout.releaseId);
  if (release === null) throw new Error('a rollout without its release');
  return {
    ...row,
    release,
    rankBefore: historyBefore === null ? null : highestRank(fromJson(historyRows, historyBefore)),
    historyTable: { schema: server.historySchema ?? tenant.schema, name: server.historyTable },
    builtins: {
      'flyway:defaultSchema': tenant.schema,
      'flyway:database': tenant.database,
      'flyway:user': server.runAsRole ?? server.username,
      'flyway:table': server.historyTable,
      'flyway:environment': server.environment,
      'flyway:timestamp': engine.clock.now().toISOString(),
    },
  };
}
