import { compareVersionTexts } from '@/lib/domain/version';
import {
  FLEET_FACETS,
  type Facet,
  type FleetFacet,
  type FleetQuery,
  type FleetRow,
  type FleetView,
} from '@/lib/wire/fleet-view';

/** What a row answers to each filter. A version that is not known is the value `unknown`. */
const VALUES: Readonly<Record<FleetFacet, (row: FleetRow) => readonly string[]>> = {
  tier: (row) => [row.tier],
  region: (row) => [row.region],
  server: (row) => [row.server],
  criticality: (row) => [row.criticality],
  version: (row) => [row.version ?? 'unknown'],
  state: (row) => [row.state],
  label: (row) => Object.entries(row.labels).map(([name, value]) => `${name}=${value}`),
};

/** OR within one filter, AND across. `except` leaves one out: what choosing in it would give. */
export function matchesFleet(row: FleetRow, query: FleetQuery, except?: FleetFacet): boolean {
  return (
    matchesText(row, query.q) &&
    matchesMarks(row, query) &&
    FLEET_FACETS.every((facet) => {
      const wanted = query[facet];
      if (facet === except || wanted === undefined || wanted.length === 0) return true;
      return VALUES[facet](row).some((value) => wanted.includes(value));
    })
  );
}

/** Words in any order, each in one of the names; `tier:free` and the like name a field. */
function matchesText(row: FleetRow, text: string | undefined): boolean {
  const words = (text ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return true;
  const names = [row.key, row.name, row.database, row.schema].map((name) => name.toLowerCase());
  return words.every((word) => {
    const [field, ...rest] = word.split(':');
    const facet = FLEET_FACETS.find((one) => one === field);
    if (facet !== undefined && rest.length > 0 && rest[0] !== '') {
      return VALUES[facet](row).some((value) => value.toLowerCase().startsWith(rest.join(':')));
    }
    return names.some((name) => name.includes(word));
  });
}

const matchesMarks = (row: FleetRow, { key, drift, held, behind }: FleetQuery): boolean =>
  (key === undefined || key.length === 0 || key.includes(row.key)) &&
  (drift === undefined || row.drift === drift) &&
  (held === undefined || (row.hold !== null) === (held === 'yes')) &&
  (behind === undefined || (row.behind ?? 0) >= behind);

/** Counts per value of each filter, with the other filters applied: what choosing it would leave. */
export function facetsOf(rows: readonly FleetRow[], query: FleetQuery): FleetView['facets'] {
  const count = (facet: FleetFacet): Facet[] => {
    const counts = new Map<string, number>();
    // A chosen value stays on its list at zero, so that it can be taken back.
    for (const value of query[facet] ?? []) counts.set(value, 0);
    for (const row of rows) {
      if (!matchesFleet(row, query, facet)) continue;
      for (const value of VALUES[facet](row)) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const facets = [...counts].map(([value, n]) => ({ value, count: n }));
    return facets.sort((a, b) =>
      facet === 'version'
        ? compareKnownVersions(b.value, a.value)
        : a.value.localeCompare(b.value, 'en', { numeric: true }),
    );
  };
  return {
    tier: count('tier'),
    region: count('region'),
    server: count('server'),
    criticality: count('criticality'),
    version: count('version'),
    state: count('state'),
    label: count('label'),
  };
}

/** By version; what is not known comes first. */
export function compareKnownVersions(a: string, b: string): number {
  if (a === 'unknown' || b === 'unknown') return a === b ? 0 : a === 'unknown' ? -1 : 1;
  return compareVersionTexts(a, b);
}
