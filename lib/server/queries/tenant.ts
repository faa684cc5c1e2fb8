import 'server-only';
import { z } from 'zod';
import { cellsOf } from '@/lib/domain/cells';
import type { HistoryRow } from '@/lib/domain/history';
import { compareVersionTexts } from '@/lib/domain/version';
import { fromJson } from '@/lib/db/json';
import type { Engine } from '@/lib/engine/context';
import { storedPlaceholders } from '@/lib/engine/placeholder-values';
import { loadPlanRelease, tenantValues, type PlanRelease } from '@/lib/engine/plan-release';
import { repeatableChecksums } from '@/lib/engine/release-scripts';
import { historyRows } from '@/lib/wire/history-row';
import type { TenantChoices, TenantView } from '@/lib/wire/tenant-view';
import { columnsOf, historyLetters } from './fleet-cells';
import { hasHistory } from './fleet-load';
import { fleetRow } from './fleet-row';
import { markHistory, tenantCells } from './tenant-history';
import { readRuns } from './tenant-runs';

const criticalities = ['low', 'normal', 'high', 'critical'] as const;
const problemShape = z.object({
  code: z.string(),
  facts: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .catch({})
    .default({}),
});

/** One tenant with its history, runs and drift. Null when there is none of this key. An archived one can still be read. */
export async function readTenant(engine: Engine, key: string): Promise<TenantView | null> {
  const { db } = engine;
  const tenant = await loadTenant(db, key);
  if (tenant === null) return null;
  const newest = await db.release.findFirst({
    where: { changelogId: tenant.changelogId },
    orderBy: { publishedAt: 'desc' },
    select: { id: true, name: true, targetVersion: true },
  });
  const [release, runs] = await Promise.all([
    newest && loadPlanRelease(db, newest.id, engine.keys.credentials),
    readRuns(db, tenant.id),
  ]);
  const { observation } = tenant;
  const isRead = observation !== null && hasHistory(observation);
  const history = isRead ? fromJson(historyRows, observation.history) : [];
  const scripts = release?.scripts ?? [];
  const columns = columnsOf(scripts, observation?.currentVersion ? [observation.currentVersion] : []);
  const letters = new Map(isRead ? [[tenant.id, historyLetters(history, scripts, columns)]] : []);
  const row = fleetRow(tenant, { newest, columns, letters });
  return {
    id: tenant.id,
    key: tenant.key,
    name: tenant.name,
    rowVersion: tenant.version,
    server: tenant.server,
    database: tenant.database,
    schema: tenant.schema,
    changelog: tenant.changelog,
    tier: tenant.tier,
    region: tenant.region,
    criticality: criticalities.find((one) => one === tenant.criticality) ?? 'normal',
    labels: row.labels,
    placeholders: Object.entries(fromJson(storedPlaceholders, tenant.placeholders))
      .map(([name, stored]) => ({
        name,
        secret: !('value' in stored),
        value: 'value' in stored ? stored.value : null,
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    versionQuery: tenant.versionQuery,
    archivedAt: tenant.archivedAt?.toISOString() ?? null,
    state: row.state,
    observed: observation?.state ?? null,
    version: row.version,
    newest: newest && { id: newest.id, name: newest.name, version: newest.targetVersion },
    behind: row.behind,
    drift: {
      state: row.drift,
      fingerprint: observation?.fingerprint ?? null,
      expected: observation?.expectedFingerprint ?? null,
      serverMajor: observation?.serverMajor ?? null,
    },
    problem: problemShape.safeParse(observation?.problem).data ?? null,
    verifiedAt: row.verifiedAt,
    attemptedAt: observation?.attemptedAt.toISOString() ?? null,
    hold: row.hold,
    rollout: row.rollout,
    history: markHistory(history, release?.published.map(({ migration }) => migration) ?? []).reverse(),
    cells: release === null ? [] : cellsWithValues(release, tenant, history),
    runs: runs.runs,
    moreRuns: runs.more,
  };
}

const loadTenant = (db: Engine['db'], key: string) =>
  db.tenant.findUnique({
    where: { key },
    include: {
      server: { select: { id: true, key: true, name: true, environment: true } },
      changelog: { select: { key: true, name: true } },
      observation: true,
      holds: { where: { releasedAt: null }, include: { owner: { select: { name: true } } }, take: 1 },
      targets: {
        where: { live: true },
        take: 1,
        include: {
          rollout: { select: { id: true, name: true } },
          wave: { select: { name: true } },
          tries: { orderBy: { number: 'desc' }, take: 1, select: { step: true } },
        },
      },
    },
  });

/** As the planner compares: a repeatable's checksum is that of its text with this tenant's values. */
function cellsWithValues(
  release: PlanRelease,
  tenant: { readonly id: string; readonly placeholders: unknown },
  history: readonly HistoryRow[],
) {
  const opened = tenantValues(release, tenant);
  const values = opened.ok ? opened.values : {};
  const scripts = release.scripts.map((script) => {
    const published = script.kind === 'repeatable' ? release.byScript.get(script.script) : undefined;
    return published === undefined
      ? script
      : { ...script, checksums: repeatableChecksums(published, values) };
  });
  return tenantCells(cellsOf(history, scripts), new Set(scripts.map(({ script }) => script)));
}

/** What the tenant forms offer: servers, changelogs with their versions, tiers and regions in use. */
export async function readTenantChoices({ db }: Pick<Engine, 'db'>): Promise<TenantChoices> {
  const [servers, changelogs, versions, tiers, regions] = await Promise.all([
    db.server.findMany({
      where: { archivedAt: null },
      orderBy: { key: 'asc' },
      select: { id: true, key: true, name: true, environment: true },
    }),
    db.changelog.findMany({ orderBy: { key: 'asc' }, select: { id: true, key: true, name: true } }),
    db.releaseMigration.findMany({
      where: { kind: { in: ['versioned', 'baseline'] }, version: { not: null } },
      select: { version: true, release: { select: { changelogId: true } } },
    }),
    db.tenant.findMany({
      where: { archivedAt: null },
      distinct: ['tier'],
      select: { tier: true },
      orderBy: { tier: 'asc' },
    }),
    db.tenant.findMany({
      where: { archivedAt: null },
      distinct: ['region'],
      select: { region: true },
      orderBy: { region: 'asc' },
    }),
  ]);
  return {
    servers,
    changelogs: changelogs.map(({ id, key, name }) => ({
      key,
      name,
      versions: [
        ...new Set(
          versions.flatMap((one) =>
            one.release.changelogId === id && one.version !== null ? [one.version] : [],
          ),
        ),
      ].sort(compareVersionTexts),
    })),
    tiers: tiers.map(({ tier }) => tier),
    regions: regions.map(({ region }) => region),
  };
}
