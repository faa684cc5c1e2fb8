'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useMemo, useState } from 'react';
import { useView } from '@/lib/client/use-view';
import type { Role } from '@/lib/domain/verbs';
import type { FleetRow, FleetView } from '@/lib/wire/fleet-view';
import { paths } from '@/lib/wire/paths';
import { AddTenants } from '@/components/fleet/add-tenants';
import { askedQuery, useFleetAddress } from '@/components/fleet/address';
import { BulkBar } from '@/components/fleet/bulk-bar';
import { fleetColumns } from '@/components/fleet/columns';
import { NothingMatches } from '@/components/fleet/fleet-empty';
import { FleetFilters } from '@/components/fleet/fleet-filters';
import { activeFilters } from '@/components/fleet/filter-words';
import { FleetGrid } from '@/components/fleet/fleet-grid';
import { FleetHeader } from '@/components/fleet/fleet-header';
import { linesOf } from '@/components/fleet/lines';
import { useNarrow } from '@/components/fleet/use-narrow';
import { ProductChoice } from '@/components/fleet/product-choice';
import {
  between,
  EVERYTHING,
  isSelected,
  mark,
  NOTHING,
  selectedOf,
  type Selection,
} from '@/components/fleet/selection';
import { roleReason } from '@/components/tenants/role-reason';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { LinkButton } from '@/components/ui/link-button';

export interface FleetPageProps {
  readonly role: Role;
  /** The answer to the address with which the page was opened. */
  readonly initial: FleetView;
}

const viewUrl = (query: string): string => `/api/views/fleet${query}`;

export const FleetPage = ({ role, initial }: FleetPageProps) => {
  const router = useRouter();
  const { address, set, clear, follow } = useFleetAddress();
  const query = askedQuery(address);
  const [opened] = useState({ query, view: initial });
  const { data, error, refetch, isPlaceholderData } = useView<FleetView>({
    url: viewUrl(query),
    topics: ['fleet', 'rollouts'],
    ...(query === opened.query ? { initial: opened.view } : {}),
  });
  const view = data ?? opened.view;
  const { complete } = view;
  useEffect(() => {
    if (!complete) void refetch();
  }, [complete, refetch]);

  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set());
  const { selection, select, anchor, setAnchor } = useSelection(query);
  const narrow = useNarrow();
  const grouped = address.group !== 'none';
  const lines = useMemo(
    () => linesOf(view.rows, view.groups, grouped, collapsed),
    [view.rows, view.groups, grouped, collapsed],
  );
  const columns = useMemo(
    () =>
      fleetColumns({ versions: view.versions, newest: view.newest }, address.view, address.versions, narrow),
    [view.versions, view.newest, address.view, address.versions, narrow],
  );
  const selected = useMemo(() => selectedOf(view.rows, selection), [view.rows, selection]);
  const allSelected =
    selected.length === 0 ? false : selected.length === view.rows.length ? true : ('mixed' as const);

  const onSelect = (id: string, extend: boolean) => {
    const order = lines.flatMap((line) => (line.kind === 'tenant' ? [line.row.id] : []));
    select(
      extend
        ? mark(selection, between(order, anchor, id), true)
        : mark(selection, [id], !isSelected(selection, id)),
    );
    if (!extend || anchor === null) setAnchor(id);
  };

  return (
    <div className="flex min-w-0 flex-col gap-4">
      <FleetHeader
        view={view}
        address={address}
        follow={follow}
        actions={
          <>
            <ProductChoice view={view} onChange={(changelog) => set({ changelog })} />
            <AddTenants role={role} changelog={view.changelog.key} />
            <LinkButton
              variant="primary"
              href={paths.planRollout()}
              disabledReason={roleReason(role, 'plan-rollout')}
            >
              Plan a rollout
            </LinkButton>
          </>
        }
      />
      <FleetFilters view={view} address={address} set={set} clear={clear} />
      {error !== null && (
        <Banner
          tone="warning"
          title="The fleet could not be read anew"
          action={
            <Button size="sm" onClick={() => void refetch()}>
              Try again
            </Button>
          }
        >
          What you see is as it was read before.
        </Banner>
      )}
      {view.rows.length === 0 ? (
        <NothingMatches filters={activeFilters(address).length} onClear={clear} />
      ) : (
        <div aria-busy={isPlaceholderData || !complete} className="flex min-w-0 flex-col gap-3">
          <FleetGrid
            label={`${view.totals.matching} tenants of ${view.changelog.name}`}
            lines={lines}
            columns={columns}
            sort={address.sort}
            descending={address.desc === '1'}
            allSelected={allSelected}
            shorter={selected.length > 0}
            isSelected={(id) => isSelected(selection, id)}
            onSelect={onSelect}
            onSelectAll={() => select(allSelected === true ? NOTHING : EVERYTHING)}
            onSort={(sort) => set({ sort, desc: address.sort === sort && address.desc === '0' ? '1' : '0' })}
            onFold={(group) => setCollapsed((before) => toggled(before, group))}
            onAllVersions={() => set({ versions: true })}
            onOpen={(row: FleetRow) => router.push(paths.tenant(row.key))}
          />
          {selected.length > 0 ? (
            <BulkBar
              role={role}
              selected={selected}
              matching={view.totals.matching}
              byQuery={selection.kind === 'matching'}
              query={query}
              onSelectAll={() => select(EVERYTHING)}
              onClear={() => select(NOTHING)}
            />
          ) : (
            <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-xs text-muted">
              <span>{view.totals.matching.toLocaleString('en')} tenants</span>
              <a
                href={`${paths.exportFleet}${query}`}
                download
                className="underline-offset-4 hover:text-text hover:underline"
              >
                Export CSV
              </a>
            </div>
          )}
        </div>
      )}
    </div>
  );
};

function toggled(set: ReadonlySet<string>, value: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(value)) next.add(value);
  return next;
}

/** "Everything that matches" means this filter: another filter starts without it. Ids stay chosen. */
function useSelection(query: string) {
  const [selection, select] = useState<Selection>(NOTHING);
  const [anchor, setAnchor] = useState<string | null>(null);
  const [madeFor, setMadeFor] = useState(query);
  if (madeFor !== query) {
    setMadeFor(query);
    if (selection.kind === 'matching') select(NOTHING);
  }
  return { selection, select, anchor, setAnchor };
}
