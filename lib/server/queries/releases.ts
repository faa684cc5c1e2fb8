import 'server-only';
import { LIVE_ROLLOUT_STATES } from '@/lib/domain/rollout';
import type { Database } from '@/lib/db/client';
import type { Engine } from '@/lib/engine/context';
import type { ReleaseListItem, ReleasesQuery, ReleasesView, ScriptCounts } from '@/lib/wire/releases-view';
import { reachOf, type VersionCount } from './release-reach';

const LISTED = 200;

const itemParts = {
  changelog: { select: { id: true, key: true, name: true } },
  publishedBy: { select: { name: true } },
} as const;

/** The newest ones first, of one changelog or of all; a fixed number of queries. */
export async function readReleases(
  engine: Engine,
  query: ReleasesQuery,
  limit: number = LISTED,
): Promise<ReleasesView> {
  const { db } = engine;
  const where = query.changelog === undefined ? {} : { changelog: { key: query.changelog } };
  const [rows, total, changelogs] = await Promise.all([
    db.release.findMany({ where, orderBy: { publishedAt: 'desc' }, take: limit, include: itemParts }),
    db.release.count({ where }),
    db.changelog.findMany({
      orderBy: { name: 'asc' },
      select: { key: true, name: true, _count: { select: { releases: true } } },
    }),
  ]);
  return {
    items: await itemsOf(db, rows),
    changelogs: changelogs.map(({ key, name, _count }) => ({ key, name, releases: _count.releases })),
    total,
    limit,
  };
}

export type ReleaseItemRow = {
  readonly id: string;
  readonly changelogId: string;
  readonly name: string;
  readonly targetVersion: string | null;
  readonly source: string;
  readonly publishedAt: Date;
  readonly changelog: { readonly key: string; readonly name: string };
  readonly publishedBy: { readonly name: string };
};

/** List items of rows, whatever their number, in five queries. */
export async function itemsOf(
  db: Database,
  rows: readonly ReleaseItemRow[],
): Promise<readonly ReleaseListItem[]> {
  const ids = rows.map(({ id }) => id);
  const changelogIds = [...new Set(rows.map(({ changelogId }) => changelogId))];
  const [scripts, newest, rollouts, tenants] = await Promise.all([
    scriptCounts(db, ids),
    newestOf(db, changelogIds),
    db.rollout.groupBy({
      by: ['releaseId', 'state'],
      where: { releaseId: { in: ids }, kind: 'rollout' },
      _count: { _all: true },
    }),
    versionCounts(db, changelogIds),
  ]);
  const live: readonly string[] = LIVE_ROLLOUT_STATES;
  const rolloutsOf = Map.groupBy(rollouts, ({ releaseId }) => releaseId);
  return rows.map((row) => {
    const own = rolloutsOf.get(row.id) ?? [];
    const sum = (of: typeof own) => of.reduce((all, { _count }) => all + _count._all, 0);
    return {
      id: row.id,
      name: row.name,
      changelog: { key: row.changelog.key, name: row.changelog.name },
      targetVersion: row.targetVersion,
      source: row.source === 'folder' ? 'folder' : 'upload',
      publishedBy: row.publishedBy.name,
      publishedAt: row.publishedAt.toISOString(),
      scripts: scripts.get(row.id) ?? noScripts,
      newest: newest.has(row.id),
      reach:
        row.targetVersion === null ? null : reachOf(tenants.get(row.changelogId) ?? [], row.targetVersion),
      rollouts: { all: sum(own), live: sum(own.filter(({ state }) => live.includes(state))) },
    };
  });
}

const noScripts: ScriptCounts = { versioned: 0, undo: 0, repeatable: 0, baseline: 0, outsideTransaction: 0 };

async function scriptCounts(
  db: Database,
  ids: readonly string[],
): Promise<ReadonlyMap<string, ScriptCounts>> {
  const groups = await db.releaseMigration.groupBy({
    by: ['releaseId', 'kind', 'transactional'],
    where: { releaseId: { in: [...ids] } },
    _count: { _all: true },
  });
  const counts = new Map<string, ScriptCounts>();
  for (const { releaseId, kind, transactional, _count } of groups) {
    const before = counts.get(releaseId) ?? noScripts;
    const name = kind as 'versioned' | 'undo' | 'repeatable' | 'baseline';
    counts.set(releaseId, {
      ...before,
      [name]: before[name] + _count._all,
      outsideTransaction: before.outsideTransaction + (transactional ? 0 : _count._all),
    });
  }
  return counts;
}

async function newestOf(db: Database, changelogIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db.release.findMany({
    where: { changelogId: { in: [...changelogIds] } },
    distinct: ['changelogId'],
    orderBy: { publishedAt: 'desc' },
    select: { id: true },
  });
  return new Set(rows.map(({ id }) => id));
}

async function versionCounts(
  db: Database,
  changelogIds: readonly string[],
): Promise<ReadonlyMap<string, readonly VersionCount[]>> {
  const rows = await db.$queryRaw<{ changelogId: string; version: string | null; tenants: number }[]>`
    SELECT t."changelog_id" AS "changelogId", o."current_version" AS "version", count(*)::int AS "tenants"
    FROM "tenant" t LEFT JOIN "observation" o ON o."tenant_id" = t."id"
    WHERE t."archived_at" IS NULL AND t."changelog_id" = ANY(${changelogIds}::uuid[])
    GROUP BY 1, 2`;
  return Map.groupBy(rows, ({ changelogId }) => changelogId);
}
