import type { FleetSort, FleetView } from '@/lib/wire/fleet-view';

export type FleetLook = 'matrix' | 'list';

/** One column of the grid. `index` of a version is its place in `FleetView.versions` and in a row's `cells`. */
export type Column = {
  readonly id: string;
  readonly width: number;
  readonly label: string;
  readonly sort?: FleetSort;
  readonly grows?: true;
} & (
  | { readonly kind: 'select' | 'tenant' | 'field' }
  | {
      readonly kind: 'version';
      readonly index: number;
      readonly version: string;
      readonly description: string;
      readonly newest: boolean;
    }
  | { readonly kind: 'older'; readonly count: number }
);

/** Versions shown at once; older ones fold into one cell until they are asked for. */
const SHOWN_VERSIONS = { wide: 20, narrow: 6 };
const CELL_WIDTH = 26;

const select: Column = { kind: 'select', id: 'select', width: 36, label: 'Select' };
const tenant: Column = { kind: 'tenant', id: 'tenant', width: 196, label: 'Tenant', sort: 'tenant' };
const field = (id: string, label: string, width: number, sort?: FleetSort): Column => ({
  kind: 'field',
  id,
  label,
  width,
  ...(sort === undefined ? {} : { sort }),
});
const tier = field('tier', 'Tier', 96, 'tier');
const region = field('region', 'Region', 84, 'region');
const server = field('server', 'Server', 112, 'server');
const version = field('version', 'Version', 84, 'version');
const state: Column = { ...field('state', 'State', 190, 'state'), grows: true };
const verified = field('verified', 'Verified', 104, 'verified');

export function fleetColumns(
  view: Pick<FleetView, 'versions' | 'newest'>,
  look: FleetLook,
  allVersions: boolean,
  narrow: boolean,
): readonly Column[] {
  if (look === 'list') {
    return [
      select,
      tenant,
      tier,
      region,
      field('criticality', 'Criticality', 92),
      server,
      field('database', 'Database', 132),
      field('schema', 'Schema', 140),
      field('labels', 'Labels', 180),
      version,
      state,
      field('hold', 'Hold', 200),
      verified,
    ];
  }
  // On a phone the cells come right after the name; the fields are in the list and in the filters.
  const fields = narrow ? [{ ...version, width: 64 }] : [tier, region, server, version];
  return [
    select,
    tenant,
    ...fields,
    ...versionColumns(view, allVersions ? Infinity : SHOWN_VERSIONS[narrow ? 'narrow' : 'wide']),
    state,
    verified,
  ];
}

function versionColumns(
  { versions, newest }: Pick<FleetView, 'versions' | 'newest'>,
  shown: number,
): readonly Column[] {
  const hidden = Math.max(0, versions.length - shown);
  const older: readonly Column[] =
    hidden === 0
      ? []
      : [{ kind: 'older', id: 'older', width: 36, label: `${hidden} older versions`, count: hidden }];
  return [
    ...older,
    ...versions.slice(hidden).map((one, at): Column => ({
      kind: 'version',
      id: `v ${one.version}`,
      width: CELL_WIDTH,
      label: `v${one.version}`,
      index: hidden + at,
      version: one.version,
      description: one.description,
      newest: one.version === newest?.version,
    })),
  ];
}

/** Left edges of the columns that stay while the rest scrolls. */
export const stuckLeft = (column: Column): number | null =>
  column.kind === 'select' ? 0 : column.kind === 'tenant' ? select.width : null;

export const totalWidth = (columns: readonly Column[]): number =>
  columns.reduce((sum, { width }) => sum + width, 0);
