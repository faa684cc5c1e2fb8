import 'server-only';
import { versionKey } from '@/lib/domain/version';
import type { Database } from '@/lib/db/client';
import type { FleetQuery, FleetRow, FleetSetup, FleetView } from '@/lib/wire/fleet-view';
import { compareKnownVersions, facetsOf, matchesFleet } from './fleet-filter';
import { loadFleet } from './fleet-load';
import { countGroups, orderRows } from './fleet-order';
import { fleetRow } from './fleet-row';

/** The fleet of one changelog, filtered and ordered. Null when there is no changelog yet: nothing has been set up. */
export async function readFleet(db: Database, query: FleetQuery, now: Date): Promise<FleetView | null> {
  const changelogs = await db.changelog.findMany({
    orderBy: { key: 'asc' },
    select: { id: true, key: true, name: true },
  });
  const changelog = changelogs.find(({ key }) => key === query.changelog) ?? changelogs[0];
  if (changelog === undefined) return null;
  const fleet = await loadFleet(db, changelog.id, query.rollout);
  const all = fleet.tenants.map((tenant) => fleetRow(tenant, fleet));
  const rows = orderRows(
    all.filter((row) => matchesFleet(row, query)),
    query,
    fleet,
  );
  return {
    changelog: { key: changelog.key, name: changelog.name },
    changelogs: changelogs.map(({ key, name }) => ({ key, name })),
    newest: fleet.newest && {
      id: fleet.newest.id,
      name: fleet.newest.name,
      version: fleet.newest.targetVersion,
    },
    versions: fleet.columns,
    waveSource: fleet.rolloutName,
    totals: totalsOf(all, rows.length, fleet.columns),
    distribution: distributionOf(all),
    facets: facetsOf(all, query),
    groups: countGroups(rows),
    rows,
    complete: true,
    readAt: now.toISOString(),
  };
}

/** More rows than this are not written into a page; the browser asks for them as it starts. */
const FIRST_PAINT_ROWS = 80;

/** For the page's first paint: what fits on a screen, with the numbers of everything. */
export const firstPaint = (view: FleetView): FleetView =>
  view.rows.length <= FIRST_PAINT_ROWS * 2
    ? view
    : { ...view, rows: view.rows.slice(0, FIRST_PAINT_ROWS), complete: false };

function totalsOf(
  rows: readonly FleetRow[],
  matching: number,
  versions: FleetView['versions'],
): FleetView['totals'] {
  const places = new Map(versions.map(({ version }, index) => [versionKey(version), index]));
  let oldest = Infinity;
  let newest = -Infinity;
  for (const { version } of rows) {
    const place = version === null ? undefined : places.get(versionKey(version));
    if (place === undefined) continue;
    oldest = Math.min(oldest, place);
    newest = Math.max(newest, place);
  }
  return {
    tenants: rows.length,
    matching,
    onNewest: rows.filter(({ state }) => state === 'on_target').length,
    behindByMoreThanTwo: rows.filter(({ behind }) => behind !== null && behind > 2).length,
    drifted: rows.filter(({ drift }) => drift === 'drifted').length,
    unknown: rows.filter(({ drift }) => drift === 'unknown').length,
    held: rows.filter(({ hold }) => hold !== null).length,
    unreadable: rows.filter(({ state }) => state === 'unreadable' || state === 'unread').length,
    spread: newest < oldest ? 0 : newest - oldest + 1,
  };
}

function distributionOf(rows: readonly FleetRow[]): FleetView['distribution'] {
  const counts = new Map<string | null, number>();
  for (const { version } of rows) counts.set(version, (counts.get(version) ?? 0) + 1);
  return [...counts]
    .map(([version, count]) => ({ version, count }))
    .sort((a, b) => compareKnownVersions(b.version ?? 'unknown', a.version ?? 'unknown'));
}

/** How far a new installation has come. */
export async function readSetup(db: Database): Promise<FleetSetup> {
  const [servers, releases] = await Promise.all([
    db.server.count({ where: { archivedAt: null } }),
    db.release.count(),
  ]);
  return { servers, releases };
}
