import { z } from 'zod';
import type { HistoryRow } from '@/lib/domain/history';
import type { PlanSituation } from '@/lib/domain/preview';
import type { Candidate } from '@/lib/domain/selection';
import type { Database, Transaction } from '@/lib/db/client';
import { fromJson } from '@/lib/db/json';
import { historyRows } from '@/lib/wire/history-row';

type Observed = NonNullable<PlanSituation['observed']>;

/** One tenant as the planner reads it: its row, place, last observation, hold and live rollout. */
export type PlanTenant = {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly database: string;
  readonly schema: string;
  readonly placeholders: unknown;
  readonly serverId: string;
  readonly serverName: string;
  readonly serverLimit: number;
  readonly candidate: Candidate;
  readonly observed: Observed | null;
  /** Null where there is no history table to compare; an empty schema starts from an empty one. */
  readonly history: readonly HistoryRow[] | null;
  readonly verifiedAt: Date | null;
  readonly hold: PlanSituation['hold'];
  readonly rollout: PlanSituation['rollout'];
  /** Flyway's own placeholders, where the control plane knows them. */
  readonly builtins: Readonly<Record<string, string>>;
};

type Row = {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly tier: string;
  readonly region: string;
  readonly criticality: string;
  readonly labels: unknown;
  readonly placeholders: unknown;
  readonly database: string;
  readonly schema: string;
  readonly serverId: string;
  readonly server: string;
  readonly serverName: string;
  readonly environment: string;
  readonly serverLimit: number;
  readonly user: string;
  readonly historyTable: string;
  readonly state: Observed['state'] | null;
  readonly version: string | null;
  readonly history: unknown;
  readonly drift: Observed['drift'] | null;
  readonly verifiedAt: Date | null;
  readonly holdReason: string | null;
  readonly holdExpiresAt: Date | null;
  readonly holdOwner: string | null;
  readonly rolloutId: string | null;
  readonly rolloutName: string | null;
};

const labels = z.record(z.string(), z.string());

const SELECT = `
  SELECT t."id"::text, t."key", t."name", t."tier", t."region", t."criticality", t."labels", t."placeholders",
         t."database", t."schema", s."id"::text AS "serverId", s."key" AS "server", s."name" AS "serverName",
         s."environment", s."max_concurrency" AS "serverLimit", coalesce(s."run_as_role", s."username") AS "user",
         s."history_table" AS "historyTable",
         o."state", o."current_version" AS "version", o."history", o."drift", o."verified_at" AS "verifiedAt",
         h."reason" AS "holdReason", h."expires_at" AS "holdExpiresAt", p."name" AS "holdOwner",
         r."id"::text AS "rolloutId", r."name" AS "rolloutName"
  FROM "tenant" t
  JOIN "server" s ON s."id" = t."server_id"
  LEFT JOIN "observation" o ON o."tenant_id" = t."id"
  LEFT JOIN "hold" h ON h."tenant_id" = t."id" AND h."released_at" IS NULL
    AND (h."expires_at" IS NULL OR h."expires_at" > $2::timestamptz)
  LEFT JOIN "person" p ON p."id" = h."owner_id"
  LEFT JOIN "target" g ON g."tenant_id" = t."id" AND g."live"
  LEFT JOIN "rollout" r ON r."id" = g."rollout_id"
  WHERE t."archived_at" IS NULL AND `;

/**
 * Every tenant of the changelog that is not archived, by key; or the one that is asked for. One query, however many
 * there are.
 */
export const tenantsOfChangelog = (
  db: Transaction | Database,
  changelogId: string,
  now: Date,
  onlyTenantId: string | null = null,
): Promise<readonly PlanTenant[]> =>
  query(
    db,
    `${SELECT} t."changelog_id" = $1::uuid AND ($3::uuid IS NULL OR t."id" = $3::uuid) ORDER BY t."key" COLLATE "C"`,
    [changelogId, now, onlyTenantId],
  );

/** The tenants that have a target in the rollout, by key; archived ones are not among them. */
export const tenantsOfRollout = (
  db: Transaction | Database,
  rolloutId: string,
  now: Date,
): Promise<readonly PlanTenant[]> =>
  query(
    db,
    `${SELECT} t."id" IN (SELECT "tenant_id" FROM "target" WHERE "rollout_id" = $1::uuid) ORDER BY t."key" COLLATE "C"`,
    [rolloutId, now],
  );

type Parameters = readonly [id: string, now: Date, onlyTenantId?: string | null];

async function query(
  db: Transaction | Database,
  sql: string,
  values: Parameters,
): Promise<readonly PlanTenant[]> {
  const rows = await db.$queryRawUnsafe<Row[]>(sql, ...values);
  const [, now] = values;
  return rows.map((row) => planTenant(row, now));
}

function planTenant(row: Row, now: Date): PlanTenant {
  return {
    id: row.id,
    key: row.key,
    name: row.name,
    database: row.database,
    schema: row.schema,
    placeholders: row.placeholders,
    serverId: row.serverId,
    serverName: row.serverName,
    serverLimit: row.serverLimit,
    candidate: {
      key: row.key,
      tier: row.tier,
      region: row.region,
      criticality: row.criticality,
      server: row.server,
      environment: row.environment,
      version: row.version,
      labels: fromJson(labels, row.labels),
    },
    observed:
      row.state === null ? null : { state: row.state, version: row.version, drift: row.drift ?? 'unknown' },
    history: row.state === 'ok' || row.state === 'empty' ? fromJson(historyRows, row.history) : null,
    verifiedAt: row.verifiedAt,
    hold:
      row.holdReason === null
        ? null
        : {
            owner: row.holdOwner ?? '',
            reason: row.holdReason,
            expiresAt: row.holdExpiresAt === null ? null : row.holdExpiresAt.toISOString(),
          },
    rollout: row.rolloutId === null ? null : { id: row.rolloutId, name: row.rolloutName ?? '' },
    builtins: {
      'flyway:defaultSchema': row.schema,
      'flyway:database': row.database,
      'flyway:user': row.user,
      'flyway:table': row.historyTable,
      'flyway:environment': row.environment,
      'flyway:timestamp': now.toISOString(),
    },
  };
}
