'use client';

import { useState } from 'react';
import type { Role } from '@/lib/domain/verbs';
import { releaseHoldAction, verifyTenantsAction } from '@/lib/server/actions/tenants';
import { plural } from '@/lib/wire/fact-text';
import type { FleetRow } from '@/lib/wire/fleet-view';
import { paths } from '@/lib/wire/paths';
import { HoldDialog } from '@/components/tenants/hold-dialog';
import { roleReason } from '@/components/tenants/role-reason';
import { useTold } from '@/components/tenants/use-told';
import { Button } from '@/components/ui/button';
import { LinkButton } from '@/components/ui/link-button';

export interface BulkBarProps {
  readonly role: Role;
  readonly selected: readonly FleetRow[];
  /** How many match the filter; all of them are selected when the numbers are equal. */
  readonly matching: number;
  /** True for a selection by the filter itself. */
  readonly byQuery: boolean;
  /** The filter as the server's query. */
  readonly query: string;
  readonly onSelectAll: () => void;
  readonly onClear: () => void;
}

/** Longer lists of keys do not fit into an address: the filter itself is handed over. */
const KEYS_IN_ADDRESS = 200;
/** The filter would mean more tenants than were chosen. */
const TOO_MANY = `More than ${KEYS_IN_ADDRESS} chosen one by one: select all matching, or paste their keys in the planner`;

export const BulkBar = ({ role, selected, matching, byQuery, query, onSelectAll, onClear }: BulkBarProps) => {
  const [holding, setHolding] = useState(false);
  const verify = useTold(verifyTenantsAction, ({ tenants }) => `Reading ${plural(tenants, 'tenant')} anew`);
  const release = useTold(releaseHoldAction, ({ released }) => `Released ${plural(released, 'tenant')}`);
  const held = selected.filter((row) => row.hold !== null);
  const free = selected.filter((row) => row.hold === null);
  const keys = selected.map((row) => row.key);
  const named = keys.length <= KEYS_IN_ADDRESS;
  const whole = byQuery && selected.length === matching;
  const ids = (rows: readonly FleetRow[]) => rows.map((row) => row.id);

  return (
    <section
      aria-label="Selected tenants"
      className="sticky bottom-3 z-30 flex w-full max-w-fit flex-wrap items-center gap-x-3 gap-y-2 rounded-lg border border-border bg-surface-raised px-3 py-2 shadow-popover"
    >
      <output className="flex items-center gap-2 text-sm">
        <span className="font-medium">
          {whole
            ? `All ${matching.toLocaleString('en')} matching selected`
            : `${selected.length.toLocaleString('en')} selected`}
        </span>
        {selected.length < matching && (
          <button
            type="button"
            onClick={onSelectAll}
            className="min-h-6 rounded-sm text-accent underline-offset-4 hover:underline"
          >
            Select all {matching.toLocaleString('en')} matching
          </button>
        )}
      </output>
      <span className="flex flex-wrap items-center gap-1.5">
        <LinkButton
          size="sm"
          variant="primary"
          href={named ? paths.planRollout({ tenants: keys.join(',') }) : `${paths.planRollout()}${query}`}
          disabledReason={roleReason(role, 'plan-rollout') ?? (named || whole ? undefined : TOO_MANY)}
        >
          Roll out…
        </LinkButton>
        <Button
          size="sm"
          icon="lock"
          disabledReason={
            roleReason(role, 'hold-tenant') ?? (free.length === 0 ? 'They are all held already' : undefined)
          }
          onClick={() => setHolding(true)}
        >
          Hold…
        </Button>
        <Button
          size="sm"
          disabledReason={
            roleReason(role, 'release-hold') ?? (held.length === 0 ? 'None of them is held' : undefined)
          }
          pending={release.pending}
          onClick={() => void release.tell({ tenantIds: ids(held) })}
        >
          {held.length === 0 ? 'Release hold' : `Release ${plural(held.length, 'hold')}`}
        </Button>
        <Button
          size="sm"
          icon="refresh"
          disabledReason={roleReason(role, 'verify-tenants')}
          pending={verify.pending}
          pendingLabel="Asking…"
          onClick={() => void verify.tell({ tenantIds: ids(selected) })}
        >
          Verify now
        </Button>
        <LinkButton
          size="sm"
          icon="download"
          download
          href={`${paths.exportFleet}${exportQuery(query, keys, byQuery, named)}`}
        >
          Export CSV
        </LinkButton>
        <Button size="sm" variant="ghost" icon="cross" iconLabel="Clear the selection" onClick={onClear} />
      </span>
      {holding && <HoldDialog tenants={free} already={held.length} onClose={() => setHolding(false)} />}
    </section>
  );
};

/** A few named ones, else what the filter matches. */
function exportQuery(query: string, keys: readonly string[], byQuery: boolean, named: boolean): string {
  if (byQuery || !named) return query;
  const search = new URLSearchParams(query);
  search.delete('key');
  for (const key of keys) search.append('key', key);
  return `?${search.toString()}`;
}
