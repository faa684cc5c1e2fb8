import 'server-only';
import { cellsOf, type CellState, type ReleaseScript } from '@/lib/domain/cells';
import { compareVersionTexts } from '@/lib/domain/version';
import type { Database } from '@/lib/db/client';
import { fromJson } from '@/lib/db/json';
import type { Facet, FleetQuery, FleetRow, FleetState, FleetView, CellLetter } from '@/lib/wire/fleet-view';
import { historyRows } from '@/lib/wire/history-row';
import { z } from 'zod';

const LETTER: Record<CellState, CellLetter> = {
  applied: 'a',
  baseline: 'b',
  out_of_order: 'o',
  checksum_changed: 'c',
  undone: 'u',
  failed: 'f',
  missing: 'm',
  future: 'm',
  pending: 'p',
  ignored: 'p',
  below_baseline: 'i',
};
const labelsShape = z.record(z.string(), z.string());

type Loaded = Awaited<ReturnType<typeof load>>;
type TenantRow = Loaded['tenants'][number];

/** Everything that the fleet's home shows, in a fixed number of queries whatever the number of tenants. */
export async function readFleet(db: Database, query: FleetQuery, now: Date): Promise<FleetView | null> {
  const changelogs = await db.changelog.findMany({ orderBy: { key: 'asc' }, select: { id: true, key: true, name: true } });
  const changelog = changelogs.find(({ key }) => key === query.changelog) ?? changelogs[0];
  if (changelog === undefined) return null;
  const loaded = await load(db, changelog.id, query.rollout);

  const versions = columnsOf(loaded);
  const scripts = loaded.scripts;
  const all = loaded.tenants.map((tenant) => rowOf(tenant, loaded, versions, scripts));
  const matching = all.filter((row) => matches(row, query));
  const grouped = matching.map((row) => ({ ...row, group: groupOf(row, query.group, loaded) }));
  grouped.sort((a, b) => compareGroups(a, b, query.group, loaded) || compareRows(a, b, query));

  return {
    changelog: { key: changelog.key, name: changelog.name },
    changelogs: changelogs.map(({ key, name }) => ({ key, name })),
    newest: loaded.newest && { id: loaded.newest.id, name: loaded.newest.name, version: loaded.newest.targetVersion },
    versions,
    totals: totalsOf(all, matching.length, versions),
    distribution: distributionOf(all),
    facets: facetsOf(all, query),
    groups: countGroups(grouped),
    rows: grouped,
    readAt: now.toISOString(),
  };
}

async function load(db: Database, changelogId: string, rolloutId: string | undefined) {
  const [tenants, newest, rollout] = await Promise.all([
    db.tenant.findMany({
      where: { changelogId, archivedAt: null },
      include: {
        server: { select: { key: true } },
        observation: true,
        holds: { where: { releasedAt: null }, include: { owner: { select: { name: true } } }, take: 1 },
        targets: {
          where: { live: true },
          take: 1,
          include: {
            rollout: { select: { id: true, name: true, state: true } },
            wave: { select: { name: true } },
            tries: { orderBy: { number: 'desc' }, take: 1, select: { step: true, state: true } },
          },
        },
      },
    }),
    db.release.findFirst({
      where: { changelogId },
      orderBy: { publishedAt: 'desc' },
      include: { migrations: { orderBy: { position: 'asc' }, omit: { sql: true } } },
    }),
    db.rollout.findFirst({
      where: { release: { changelogId }, kind: 'rollout', ...(rolloutId === undefined ? {} : { id: rolloutId }) },
      orderBy: { createdAt: 'desc' },
      select: {
        id: true,
        waves: { orderBy: { position: 'asc' }, select: { name: true, position: true } },
        targets: { select: { tenantId: true, wave: { select: { name: true } } } },
      },
    }),
  ]);
  const waveOf = new Map(rollout?.targets.map((target) => [target.tenantId, target.wave.name]) ?? []);
  const scripts: ReleaseScript[] = (newest?.migrations ?? []).map((one) => ({
    kind: one.kind as ReleaseScript['kind'],
    version: one.version,
    description: one.description,
    script: one.script,
    checksums: [one.checksum],
  }));
  return { tenants, newest, scripts, waveOf, waves: rollout?.waves.map(({ name }) => name) ?? [] };
}

function columnsOf({ scripts, tenants }: Loaded): { version: string; description: string }[] {
  const columns = new Map<string, string>();
  for (const script of scripts) {
    if (script.version !== null && script.kind !== 'undo') columns.set(script.version, script.description);
  }
  // A version that no release knows still has its column: it is what that tenant is on.
  for (const tenant of tenants) {
    const version = tenant.observation?.currentVersion;
    if (version && ![...columns.keys()].some((known) => compareVersionTexts(known, version) === 0)) {
      columns.set(version, 'not in the newest release');
    }
  }
  return [...columns]
    .map(([version, description]) => ({ version, description }))
    .sort((a, b) => compareVersionTexts(a.version, b.version));
}

function rowOf(
  tenant: TenantRow,
  loaded: Loaded,
  versions: FleetView['versions'],
  scripts: readonly ReleaseScript[],
): FleetRow {
  const { observation } = tenant;
  const target = tenant.targets[0];
  const running = target !== undefined && (target.state === 'running' || target.state === 'queued');
  const known = observation !== null && (observation.state === 'ok' || observation.state === 'home_made');
  const cells = cellLetters(observation, versions, scripts, running && target.state === 'running');
  const newestVersion = loaded.newest?.targetVersion ?? null;
  const behind = !known
    ? null
    : versions.filter(
        ({ version }, index) =>
          newestVersion !== null &&
          compareVersionTexts(version, newestVersion) <= 0 &&
          (cells[index] === 'p' || cells[index] === 'r' || cells[index] === 'u' || cells[index] === 'f'),
      ).length;
  const hold = tenant.holds[0];
  return {
    id: tenant.id,
    key: tenant.key,
    name: tenant.name,
    tier: tenant.tier,
    region: tenant.region,
    criticality: tenant.criticality,
    server: tenant.server.key,
    database: tenant.database,
    schema: tenant.schema,
    labels: fromJson(labelsShape, tenant.labels),
    version: observation?.currentVersion ?? null,
    behind,
    cells,
    state: stateOf(observation, behind, target?.state),
    drift: (observation?.drift ?? 'unknown') as FleetRow['drift'],
    hold: hold ? { reason: hold.reason, owner: hold.owner.name, expiresAt: hold.expiresAt?.toISOString() ?? null } : null,
    rollout: target
      ? {
          id: target.rollout.id,
          name: target.rollout.name,
          targetId: target.id,
          wave: target.wave.name,
          target: target.state,
          step: target.state === 'running' ? (target.tries[0]?.step ?? null) : null,
          startedAt: target.startedAt?.toISOString() ?? null,
        }
      : null,
    problem: problemCode(observation?.problem),
    verifiedAt: observation?.verifiedAt?.toISOString() ?? null,
    group: '',
  };
}

const problemShape = z.object({ code: z.string() }).nullable();
const problemCode = (problem: unknown): string | null => problemShape.safeParse(problem ?? null).data?.code ?? null;

function cellLetters(
  observation: TenantRow['observation'],
  versions: FleetView['versions'],
  scripts: readonly ReleaseScript[],
  running: boolean,
): string {
  if (observation === null || (observation.state !== 'ok' && observation.state !== 'home_made')) {
    return '?'.repeat(versions.length);
  }
  if (observation.state === 'home_made') {
    const current = observation.currentVersion;
    return versions
      .map(({ version }) => (current !== null && compareVersionTexts(version, current) <= 0 ? 'b' : 'p'))
      .join('');
  }
  const states = new Map(
    cellsOf(fromJson(historyRows, observation.history), scripts).flatMap((cell) =>
      cell.version === null ? [] : [[cell.version, LETTER[cell.state]] as const],
    ),
  );
  const letters = versions.map(({ version }) => {
    const exact = states.get(version);
    if (exact !== undefined) return exact;
    for (const [other, letter] of states) if (compareVersionTexts(other, version) === 0) return letter;
    return 'p';
  });
  const next = letters.findIndex((letter) => letter === 'p' || letter === 'u');
  if (running && next >= 0) letters[next] = 'r';
  return letters.join('');
}

function stateOf(
  observation: TenantRow['observation'],
  behind: number | null,
  target: string | undefined,
): FleetState {
  if (target === 'running' || target === 'queued') return 'running';
  if (target === 'failed') return 'failed';
  if (target === 'quarantined') return 'quarantined';
  if (observation === null) return 'unread';
  switch (observation.state) {
    case 'no_history':
    case 'empty':
      return 'no_history';
    case 'home_made':
      return 'home_made';
    case 'ok':
      return behind === 0 ? 'on_target' : 'behind';
    default:
      return 'unreadable';
  }
}

const holds = (list: readonly string[] | undefined, value: string): boolean =>
  list === undefined || list.length === 0 || list.includes(value);

function matches(row: FleetRow, query: FleetQuery, without?: string): boolean {
  const on = (field: string) => field !== without;
  const needle = query.q?.trim().toLowerCase() ?? '';
  return (
    (needle === '' || [row.key, row.name, row.database, row.schema].some((text) => text.toLowerCase().includes(needle))) &&
    (!on('tier') || holds(query.tier, row.tier)) &&
    (!on('region') || holds(query.region, row.region)) &&
    (!on('server') || holds(query.server, row.server)) &&
    (!on('criticality') || holds(query.criticality, row.criticality)) &&
    (!on('version') || holds(query.version, row.version ?? 'unknown')) &&
    (!on('state') || holds(query.state, row.state)) &&
    (!on('label') ||
      query.label === undefined ||
      query.label.length === 0 ||
      query.label.some((label) => Object.entries(row.labels).some(([name, value]) => `${name}=${value}` === label))) &&
    (query.drift === undefined || row.drift === query.drift) &&
    (query.held === undefined || (row.hold !== null) === (query.held === 'yes')) &&
    (query.behind === undefined || (row.behind ?? 0) >= query.behind)
  );
}

/** Counts per value of each filter, with the other filters applied: what choosing it would leave. */
function facetsOf(rows: readonly FleetRow[], query: FleetQuery): FleetView['facets'] {
  const count = (field: string, values: (row: FleetRow) => readonly string[]): Facet[] => {
    const counts = new Map<string, number>();
    for (const row of rows) {
      for (const value of values(row)) counts.set(value, (counts.get(value) ?? 0) + (matches(row, query, field) ? 1 : 0));
    }
    const facets = [...counts].map(([value, n]) => ({ value, count: n }));
    return field === 'version'
      ? facets.sort((a, b) => compareNullableVersions(b.value, a.value))
      : facets.sort((a, b) => a.value.localeCompare(b.value));
  };
  return {
    tier: count('tier', (row) => [row.tier]),
    region: count('region', (row) => [row.region]),
    server: count('server', (row) => [row.server]),
    criticality: count('criticality', (row) => [row.criticality]),
    version: count('version', (row) => [row.version ?? 'unknown']),
    state: count('state', (row) => [row.state]),
    label: count('label', (row) => Object.entries(row.labels).map(([name, value]) => `${name}=${value}`)),
  };
}

function compareNullableVersions(a: string, b: string): number {
  if (a === 'unknown' || b === 'unknown') return a === b ? 0 : a === 'unknown' ? -1 : 1;
  return compareVersionTexts(a, b);
}

function totalsOf(rows: readonly FleetRow[], matching: number, versions: FleetView['versions']): FleetView['totals'] {
  const known = rows.flatMap(({ version }) => (version === null ? [] : [version]));
  const at = (version: string) => versions.findIndex((column) => compareVersionTexts(column.version, version) === 0);
  const places = known.map(at);
  return {
    tenants: rows.length,
    matching,
    onNewest: rows.filter(({ state }) => state === 'on_target').length,
    behindByMoreThanTwo: rows.filter(({ behind }) => behind !== null && behind > 2).length,
    drifted: rows.filter(({ drift }) => drift === 'drifted').length,
    unknown: rows.filter(({ drift }) => drift === 'unknown').length,
    held: rows.filter(({ hold }) => hold !== null).length,
    unreadable: rows.filter(({ state }) => state === 'unreadable' || state === 'unread').length,
    spread: places.length === 0 ? 0 : Math.max(...places) - Math.min(...places) + 1,
  };
}

function distributionOf(rows: readonly FleetRow[]): FleetView['distribution'] {
  const counts = new Map<string | null, number>();
  for (const { version } of rows) counts.set(version, (counts.get(version) ?? 0) + 1);
  return [...counts]
    .map(([version, count]) => ({ version, count }))
    .sort((a, b) => compareNullableVersions(b.version ?? 'unknown', a.version ?? 'unknown'));
}

const NOT_IN_ROLLOUT = 'Not in the rollout';

function groupOf(row: FleetRow, group: FleetQuery['group'], { waveOf }: Loaded): string {
  switch (group) {
    case 'none':
      return '';
    case 'wave':
      return waveOf.get(row.id) ?? NOT_IN_ROLLOUT;
    case 'version':
      return row.version ?? 'unknown';
    case 'tier':
    case 'region':
    case 'server':
    case 'criticality':
      return row[group];
  }
}

function compareGroups(a: FleetRow, b: FleetRow, group: FleetQuery['group'], { waves }: Loaded): number {
  if (a.group === b.group) return 0;
  if (group === 'version') return compareNullableVersions(b.group, a.group);
  if (group === 'wave') {
    const place = (name: string) => (name === NOT_IN_ROLLOUT ? waves.length : waves.indexOf(name));
    return place(a.group) - place(b.group);
  }
  return a.group.localeCompare(b.group);
}

function compareRows(a: FleetRow, b: FleetRow, query: FleetQuery): number {
  const direction = query.desc === '1' ? -1 : 1;
  return direction * compareBy(a, b, query.sort) || (a.key < b.key ? -1 : 1);
}

function compareBy(a: FleetRow, b: FleetRow, sort: FleetQuery['sort']): number {
  switch (sort) {
    case 'tenant':
      return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
    case 'version':
      return compareNullableVersions(a.version ?? 'unknown', b.version ?? 'unknown');
    case 'verified':
      return (a.verifiedAt ?? '').localeCompare(b.verifiedAt ?? '');
    case 'tier':
    case 'region':
    case 'server':
    case 'state':
      return a[sort].localeCompare(b[sort]);
  }
}

function countGroups(rows: readonly FleetRow[]): FleetView['groups'] {
  const counts = new Map<string, number>();
  for (const { group } of rows) counts.set(group, (counts.get(group) ?? 0) + 1);
  return [...counts].map(([key, count]) => ({ key, count }));
}

