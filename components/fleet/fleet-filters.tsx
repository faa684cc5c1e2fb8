'use client';

import { useState } from 'react';
import { FLEET_GROUPS, type FleetFacet, type FleetView } from '@/lib/wire/fleet-view';
import { isFiltered, type FleetAddress, type SetAddress } from '@/components/fleet/address';
import { FilterBox } from '@/components/fleet/filter-box';
import { activeFilters, FACET_NAMES, facetOptions, groupWord } from '@/components/fleet/filter-words';
import { LookChoice } from '@/components/fleet/look-choice';
import { Button } from '@/components/ui/button';
import { Drawer } from '@/components/ui/drawer';
import { DropdownMenu } from '@/components/ui/dropdown-menu';
import { MultiSelect } from '@/components/ui/multi-select';
import { Select } from '@/components/ui/select';
import { Tag } from '@/components/ui/tag';

export interface FleetFiltersProps {
  readonly view: FleetView;
  readonly address: FleetAddress;
  readonly set: SetAddress;
  readonly clear: () => void;
}

const ALWAYS: readonly FleetFacet[] = ['state', 'version', 'tier', 'region', 'server'];
const MORE: readonly FleetFacet[] = ['criticality', 'label'];

export const FleetFilters = ({ view, address, set, clear }: FleetFiltersProps) => {
  const [sheet, setSheet] = useState(false);
  const active = activeFilters(address);
  // What the box says is not hidden in the sheet.
  const hidden = active.filter(({ id }) => id !== 'q').length;
  return (
    <search aria-label="Tenants" className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <FilterBox value={address.q} onChange={(q) => set({ q: q === '' ? null : q }, { typing: true })} />
        <Button icon="filter" className="lg:hidden" onClick={() => setSheet(true)}>
          {hidden === 0 ? 'Filters' : `Filters · ${hidden}`}
        </Button>
        <div className="hidden flex-wrap items-center gap-2 lg:flex">
          {[...ALWAYS, ...MORE].map((facet) => (
            <FacetSelect key={facet} facet={facet} view={view} address={address} set={set} />
          ))}
          <GroupMenu view={view} address={address} set={set} />
        </div>
        <div className="ml-auto hidden lg:block">
          <LookChoice value={address.view} onChange={(look) => set({ view: look })} />
        </div>
      </div>
      {active.length > 0 && (
        <div className="flex flex-wrap items-center gap-1.5">
          {active.map((filter) => (
            <Tag
              key={filter.id}
              name={filter.name.toLowerCase()}
              value={filter.value}
              onRemove={() => set(filter.without)}
            />
          ))}
          <Button variant="ghost" size="sm" onClick={clear}>
            Clear filters
          </Button>
          <output className="text-xs text-muted">
            {view.totals.matching.toLocaleString('en')} of {view.totals.tenants.toLocaleString('en')} tenants
            match
          </output>
        </div>
      )}
      <Drawer
        open={sheet}
        onOpenChange={setSheet}
        title="Filters"
        description={`${view.totals.matching.toLocaleString('en')} of ${view.totals.tenants.toLocaleString('en')} tenants match`}
        footer={
          <>
            <Button onClick={clear} disabledReason={isFiltered(address) ? undefined : 'No filter is on'}>
              Clear filters
            </Button>
            <Button variant="primary" onClick={() => setSheet(false)}>
              Show {view.totals.matching.toLocaleString('en')} tenants
            </Button>
          </>
        }
      >
        <div className="flex flex-col gap-4">
          <div className="flex flex-wrap gap-2">
            {[...ALWAYS, ...MORE].map((facet) => (
              <FacetSelect key={facet} facet={facet} view={view} address={address} set={set} />
            ))}
          </div>
          <Select
            label="Group by"
            value={address.group}
            options={FLEET_GROUPS.map((group) => ({
              value: group,
              label: groupWord(group, view.waveSource),
            }))}
            onChange={(event) =>
              set({ group: FLEET_GROUPS.find((group) => group === event.currentTarget.value) ?? 'none' })
            }
          />
          <MarkSelects address={address} set={set} />
          <LookChoice value={address.view} onChange={(look) => set({ view: look })} />
        </div>
      </Drawer>
    </search>
  );
};

interface PartProps {
  readonly view: FleetView;
  readonly address: FleetAddress;
  readonly set: SetAddress;
}

const FacetSelect = ({ facet, view, address, set }: PartProps & { readonly facet: FleetFacet }) => {
  const options = facetOptions(view, facet);
  // With one value there is nothing to choose between.
  if (options.length < 2 && address[facet].length === 0) return null;
  return (
    <MultiSelect
      label={FACET_NAMES[facet]}
      options={options}
      value={address[facet]}
      onChange={(values) => set({ [facet]: [...values] })}
    />
  );
};

const GroupMenu = ({ view, address, set }: PartProps) => (
  <DropdownMenu
    align="start"
    trigger={
      <Button className="max-w-56">
        <span className="truncate">
          <span className="text-muted">Group: </span>
          {groupWord(address.group, view.waveSource)}
        </span>
      </Button>
    }
    items={FLEET_GROUPS.map((group) => ({
      kind: 'choice',
      id: group,
      label: groupWord(group, view.waveSource),
      checked: address.group === group,
      onSelect: () => set({ group }),
    }))}
  />
);

const MarkSelects = ({ address, set }: Omit<PartProps, 'view'>) => (
  <>
    <Select
      label="Drift"
      value={address.drift ?? ''}
      options={[
        { value: '', label: 'any' },
        { value: 'clean', label: 'none' },
        { value: 'drifted', label: 'drifted' },
        { value: 'unknown', label: 'not known' },
      ]}
      onChange={(event) => {
        const { value } = event.currentTarget;
        set({ drift: value === 'clean' || value === 'drifted' || value === 'unknown' ? value : null });
      }}
    />
    <Select
      label="Held"
      value={address.held ?? ''}
      options={[
        { value: '', label: 'any' },
        { value: 'yes', label: 'held' },
        { value: 'no', label: 'not held' },
      ]}
      onChange={(event) => {
        const { value } = event.currentTarget;
        set({ held: value === 'yes' || value === 'no' ? value : null });
      }}
    />
  </>
);
