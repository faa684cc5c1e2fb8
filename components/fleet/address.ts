'use client';

import {
  createLoader,
  createSerializer,
  parseAsBoolean,
  parseAsInteger,
  parseAsNativeArrayOf,
  parseAsString,
  parseAsStringLiteral,
  useQueryStates,
  type inferParserType,
} from 'nuqs';
import { useMemo } from 'react';
import { FLEET_FACETS, FLEET_GROUPS, FLEET_SORTS } from '@/lib/wire/fleet-view';
import { paths } from '@/lib/wire/paths';

const many = parseAsNativeArrayOf(parseAsString);

/** What decides which rows there are, and in which order: the server's query. */
const asked = {
  q: parseAsString.withDefault(''),
  changelog: parseAsString,
  tier: many,
  region: many,
  server: many,
  criticality: many,
  version: many,
  state: many,
  label: many,
  key: many,
  drift: parseAsStringLiteral(['clean', 'drifted', 'unknown']),
  held: parseAsStringLiteral(['yes', 'no']),
  behind: parseAsInteger,
  group: parseAsStringLiteral(FLEET_GROUPS).withDefault('none'),
  rollout: parseAsString,
  sort: parseAsStringLiteral(FLEET_SORTS).withDefault('tenant'),
  desc: parseAsStringLiteral(['1', '0']).withDefault('0'),
};
/** How they are drawn: the browser's own business. */
const drawn = {
  view: parseAsStringLiteral(['matrix', 'list']).withDefault('matrix'),
  versions: parseAsBoolean.withDefault(false),
};

const parsers = { ...asked, ...drawn };
export type FleetAddress = inferParserType<typeof parsers>;

const serialize = createSerializer(parsers);
const serializeAsked = createSerializer(asked);
const load = createLoader(parsers);

/** Filters that can be taken away; grouping, order and look are not filters. */
const NO_FILTERS = {
  q: null,
  tier: null,
  region: null,
  server: null,
  criticality: null,
  version: null,
  state: null,
  label: null,
  key: null,
  drift: null,
  held: null,
  behind: null,
} as const satisfies Partial<Record<keyof FleetAddress, null>>;

export const isFiltered = (address: FleetAddress): boolean =>
  address.q.trim() !== '' ||
  FLEET_FACETS.some((facet) => address[facet].length > 0) ||
  address.key.length > 0 ||
  address.drift !== null ||
  address.held !== null ||
  address.behind !== null;

/** The address of some filter alone, keeping product, grouping and look. */
export const filterHref = (address: FleetAddress, filter: Partial<FleetAddress>): string => {
  const { changelog, group, rollout, sort, desc, view, versions } = address;
  return serialize(paths.fleet, { changelog, group, rollout, sort, desc, view, versions, ...filter });
};

/** The server's query of an address, for its view and its export. */
export const askedQuery = (address: FleetAddress): string => serializeAsked(address);

/** Null takes a part away. */
export type AddressChange = { readonly [Name in keyof FleetAddress]?: FleetAddress[Name] | null };
export type SetAddress = (change: AddressChange, how?: { readonly typing?: boolean }) => void;

/** The address as state. Choosing pushes a step back; typing does not. */
export function useFleetAddress() {
  const [address, setAddress] = useQueryStates(parsers, { shallow: true });
  return useMemo(() => {
    const set: SetAddress = (change, how) =>
      void setAddress(change, { history: how?.typing === true ? 'replace' : 'push' });
    return {
      address,
      set,
      clear: () => set(NO_FILTERS),
      /** Goes where a link of this page leads, without asking the server for the page again. */
      follow: (search: string) => {
        const to = load(new URLSearchParams(search));
        void setAddress(to, { history: 'push' });
      },
    };
  }, [address, setAddress]);
}
