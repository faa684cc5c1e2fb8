import { z } from 'zod';

/** The matrix's cells, one letter each, so that a row is one short string. The words are for people and screen readers. */
export const CELL_LETTERS = {
  a: 'applied',
  b: 'baseline',
  o: 'out of order',
  c: 'checksum changed',
  u: 'undone',
  f: 'failed',
  m: 'missing from the release',
  r: 'running',
  p: 'pending',
  s: 'skipped: older than the tenant’s version',
  x: 'newer than the release',
  i: 'below the baseline',
  '-': 'another release’s',
  '?': 'not known',
} as const;
export type CellLetter = keyof typeof CELL_LETTERS;

export const FLEET_STATES = [
  'on_target',
  'behind',
  'running',
  'failed',
  'quarantined',
  'no_history',
  'home_made',
  'unreadable',
  'unread',
] as const;
export type FleetState = (typeof FLEET_STATES)[number];

export const FLEET_GROUPS = ['none', 'wave', 'tier', 'region', 'server', 'version', 'criticality'] as const;

/** Filters of many values; the names of `FleetView.facets` too. */
export const FLEET_FACETS = ['tier', 'region', 'server', 'criticality', 'version', 'state', 'label'] as const;
export type FleetFacet = (typeof FLEET_FACETS)[number];

export const FLEET_SORTS = ['tenant', 'version', 'tier', 'region', 'server', 'state', 'verified'] as const;
export type FleetSort = (typeof FLEET_SORTS)[number];

/** Repeated parameters, never split: a label's value may hold a comma. */
const list = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (Array.isArray(value) ? value : [value]))
  .pipe(z.array(z.string().max(300)).max(200))
  .optional();

/** The fleet's filters, as they stand in the address. OR within one, AND across. */
export const fleetQuery = z.object({
  q: z.string().max(200).optional(),
  changelog: z.string().max(200).optional(),
  tier: list,
  region: list,
  server: list,
  criticality: list,
  version: list,
  state: list,
  label: list,
  /** Just these tenants. */
  key: list,
  drift: z.enum(['clean', 'drifted', 'unknown']).optional(),
  held: z.enum(['yes', 'no']).optional(),
  behind: z.coerce.number().int().min(1).max(1000).optional(),
  group: z.enum(FLEET_GROUPS).default('none'),
  /** The rollout whose waves group the rows; without it the newest one. */
  rollout: z.string().max(60).optional(),
  sort: z.enum(FLEET_SORTS).default('tenant'),
  desc: z.enum(['1', '0']).default('0'),
});
export type FleetQuery = z.infer<typeof fleetQuery>;

export type FleetRow = {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly tier: string;
  readonly region: string;
  readonly criticality: string;
  readonly server: string;
  readonly database: string;
  readonly schema: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly version: string | null;
  /** How many versions of the newest release are still to come; null when the tenant's version is not known. */
  readonly behind: number | null;
  /** One letter of CELL_LETTERS for each of `FleetView.versions`. */
  readonly cells: string;
  readonly state: FleetState;
  readonly drift: 'clean' | 'drifted' | 'unknown';
  readonly hold: null | {
    readonly reason: string;
    readonly owner: string;
    readonly expiresAt: string | null;
  };
  /** A live rollout that this tenant is in. */
  readonly rollout: null | {
    readonly id: string;
    readonly name: string;
    readonly targetId: string;
    readonly wave: string;
    /** The target's state (lib/domain/target.ts). */
    readonly target: string;
    readonly step: string | null;
    readonly startedAt: string | null;
  };
  readonly problem: string | null;
  readonly verifiedAt: string | null;
  readonly group: string;
};

export type Facet = { readonly value: string; readonly count: number };

export type FleetView = {
  readonly changelog: { readonly key: string; readonly name: string };
  readonly changelogs: readonly { readonly key: string; readonly name: string }[];
  /** The newest published release: what "behind" is measured against. */
  readonly newest: null | { readonly id: string; readonly name: string; readonly version: string | null };
  /** Columns of the matrix, oldest first. */
  readonly versions: readonly { readonly version: string; readonly description: string }[];
  /** The rollout whose waves the group "wave" means. */
  readonly waveSource: string | null;
  readonly totals: {
    readonly tenants: number;
    readonly matching: number;
    readonly onNewest: number;
    readonly behindByMoreThanTwo: number;
    readonly drifted: number;
    readonly unknown: number;
    readonly held: number;
    readonly unreadable: number;
    /** Versions between the oldest and the newest tenant. */
    readonly spread: number;
  };
  /** Tenants per version, newest first; null: not known. */
  readonly distribution: readonly { readonly version: string | null; readonly count: number }[];
  readonly facets: Readonly<Record<FleetFacet, readonly Facet[]>>;
  readonly groups: readonly { readonly key: string; readonly count: number }[];
  readonly rows: readonly FleetRow[];
  /** False in a page's first paint of a large fleet: the browser asks for the other rows at once. */
  readonly complete: boolean;
  readonly readAt: string;
};

export type FleetSetup = { readonly servers: number; readonly releases: number };
