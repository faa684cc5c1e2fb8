import { FLEET_FACETS, type FleetFacet, type FleetState, type FleetView } from '@/lib/wire/fleet-view';
import type { AddressChange, FleetAddress } from '@/components/fleet/address';
import type { PickOption } from '@/components/ui/option-list';

const STATES: Readonly<Record<FleetState, string>> = {
  on_target: 'On target',
  behind: 'Behind',
  running: 'Running',
  failed: 'Failed',
  quarantined: 'Quarantined',
  no_history: 'No history',
  home_made: 'Home-made history',
  unreadable: 'Unreadable',
  unread: 'Not read yet',
};

export const FACET_NAMES: Readonly<Record<FleetFacet, string>> = {
  state: 'State',
  version: 'Version',
  tier: 'Tier',
  region: 'Region',
  server: 'Server',
  criticality: 'Criticality',
  label: 'Label',
};

const isState = (value: string): value is FleetState => Object.hasOwn(STATES, value);

export function facetWord(facet: FleetFacet, value: string): string {
  if (facet === 'state') return isState(value) ? STATES[value] : value;
  if (facet === 'version') return value === 'unknown' ? 'not known' : `v${value}`;
  return value;
}

export const facetOptions = (view: Pick<FleetView, 'facets'>, facet: FleetFacet): readonly PickOption[] =>
  view.facets[facet].map(({ value, count }) => ({ value, count, label: facetWord(facet, value) }));

const DRIFT = { clean: 'none', drifted: 'drifted', unknown: 'not known' } as const;

export type ActiveFilter = {
  readonly id: string;
  readonly name: string;
  readonly value: string;
  readonly without: AddressChange;
};

/** Every filter that is on, each with the address that lacks it. */
export function activeFilters(address: FleetAddress): readonly ActiveFilter[] {
  const facets = FLEET_FACETS.flatMap((facet) =>
    address[facet].map((value): ActiveFilter => ({
      id: `${facet} ${value}`,
      name: FACET_NAMES[facet],
      value: facetWord(facet, value),
      without: { [facet]: address[facet].filter((other) => other !== value) },
    })),
  );
  const keys: readonly ActiveFilter[] =
    address.key.length === 0
      ? []
      : [
          {
            id: 'key',
            name: 'Tenants',
            value: address.key.length === 1 ? (address.key[0] ?? '') : `${address.key.length} named`,
            without: { key: null },
          },
        ];
  return [
    ...(address.q.trim() === ''
      ? []
      : [{ id: 'q', name: 'Text', value: address.q.trim(), without: { q: null } }]),
    ...facets,
    ...keys,
    ...(address.drift === null
      ? []
      : [{ id: 'drift', name: 'Drift', value: DRIFT[address.drift], without: { drift: null } }]),
    ...(address.held === null
      ? []
      : [{ id: 'held', name: 'Held', value: address.held, without: { held: null } }]),
    ...(address.behind === null
      ? []
      : [{ id: 'behind', name: 'Behind by', value: `${address.behind} or more`, without: { behind: null } }]),
  ];
}

/** "wave of 2026.4" needs the rollout's name. */
export function groupWord(group: FleetAddress['group'], waveSource: string | null): string {
  if (group === 'wave') return waveSource === null ? 'wave' : `wave of ${waveSource}`;
  return group === 'none' ? 'none' : group;
}
