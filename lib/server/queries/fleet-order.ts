import type { FleetQuery, FleetRow, FleetView } from '@/lib/wire/fleet-view';
import { compareKnownVersions } from './fleet-filter';

const NOT_IN_ROLLOUT = 'In no wave';
const CRITICALITY = ['critical', 'high', 'normal', 'low'];

export type Waves = { readonly waves: readonly string[]; readonly waveOf: ReadonlyMap<string, string> };

/** Puts each row into its group and everything in order: groups first, then the chosen column, then the key. */
export function orderRows(rows: readonly FleetRow[], query: FleetQuery, waves: Waves): FleetRow[] {
  return rows
    .map((row) => ({ ...row, group: groupOf(row, query.group, waves) }))
    .sort((a, b) => compareGroups(a.group, b.group, query.group, waves.waves) || compareRows(a, b, query));
}

export function countGroups(rows: readonly FleetRow[]): FleetView['groups'] {
  const counts = new Map<string, number>();
  for (const { group } of rows) counts.set(group, (counts.get(group) ?? 0) + 1);
  return [...counts].map(([key, count]) => ({ key, count }));
}

function groupOf(row: FleetRow, group: FleetQuery['group'], { waveOf }: Waves): string {
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

function compareGroups(a: string, b: string, group: FleetQuery['group'], waves: readonly string[]): number {
  if (a === b) return 0;
  if (group === 'version') return compareKnownVersions(b, a);
  if (group === 'criticality') return CRITICALITY.indexOf(a) - CRITICALITY.indexOf(b);
  if (group === 'wave') {
    const place = (name: string) => (name === NOT_IN_ROLLOUT ? waves.length : waves.indexOf(name));
    return place(a) - place(b);
  }
  return a.localeCompare(b, 'en', { numeric: true });
}

function compareRows(a: FleetRow, b: FleetRow, query: FleetQuery): number {
  const direction = query.desc === '1' ? -1 : 1;
  return direction * compareBy(a, b, query.sort) || byText(a.key, b.key);
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function compareBy(a: FleetRow, b: FleetRow, sort: FleetQuery['sort']): number {
  switch (sort) {
    case 'tenant':
      return byText(a.key, b.key);
    case 'version':
      return compareKnownVersions(a.version ?? 'unknown', b.version ?? 'unknown');
    case 'verified':
      return byText(a.verifiedAt ?? '', b.verifiedAt ?? '');
    case 'tier':
    case 'region':
    case 'server':
    case 'state':
      return byText(a[sort], b[sort]);
  }
}
