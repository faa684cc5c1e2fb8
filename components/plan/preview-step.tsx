'use client';

import { useState } from 'react';
import type { PlanView } from '@/lib/wire/plan-view';
import { BYTE_ORDER_MARK, exportName } from '@/lib/wire/csv';
import { plural } from '@/lib/wire/fact-text';
import { EXCLUSION_LOOK } from '@/components/plan/plan-words';
import { previewCsv, searchRows, shownRows } from '@/components/plan/preview-rows';
import { PreviewTable } from '@/components/plan/preview-table';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { Icon } from '@/components/ui/icon';
import { Select } from '@/components/ui/select';
import { TextField } from '@/components/ui/text-field';

export interface PreviewStepProps {
  readonly view: PlanView | null;
  readonly stale: boolean;
  readonly show: string;
  readonly onShow: (rows: string) => void;
  readonly onInclude?: ((key: string) => void) | undefined;
  readonly onLeaveOut?: ((key: string) => void) | undefined;
}

/** Everybody whom the plan speaks of, as it would be frozen. */
export const PreviewStep = ({ view, stale, show, onShow, onInclude, onLeaveOut }: PreviewStepProps) => {
  const [search, setSearch] = useState('');
  if (view === null) {
    return (
      <Card title="Preview">
        <EmptyState title="Nothing to preview yet">
          Say what to roll out and to whom; the tenants appear here.
        </EmptyState>
      </Card>
    );
  }
  const options = optionsOf(view);
  const known = options.some(({ value }) => value === show) ? show : 'all';
  const rows = searchRows(shownRows(view, known), search);
  return (
    <Card
      title="Tenants"
      meta={stale ? 'reading…' : plural(rows.length, 'tenant')}
      padding="flush"
      actions={
        <Button size="sm" icon="download" onClick={() => download(previewCsv(rows))}>
          Export CSV
        </Button>
      }
      footer={
        view.kind === 'rollout'
          ? 'Frozen when the rollout is created: a tenant registered later joins the next one, and nobody is taken further than it says here.'
          : 'Frozen when the rollback is created. Each tenant goes back to the version that it came from.'
      }
    >
      <div className="flex flex-wrap gap-2 border-b border-border px-4 py-2">
        <TextField
          label="Find among these tenants"
          hideLabel
          type="search"
          className="min-w-40 flex-1 sm:max-w-72"
          leading={<Icon name="search" size={14} />}
          placeholder="Find a tenant…"
          autoComplete="off"
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <Select
          label="Which rows"
          hideLabel
          className="min-w-40 flex-1 sm:max-w-64"
          value={known}
          options={options}
          onChange={(event) => onShow(event.currentTarget.value)}
        />
      </div>
      <PreviewTable
        key={`${known} ${search}`}
        view={view}
        rows={rows}
        onInclude={onInclude}
        onLeaveOut={onLeaveOut}
        empty={
          <EmptyState
            title="No tenant is among these"
            action={
              <Button
                onClick={() => {
                  setSearch('');
                  onShow('all');
                }}
              >
                Show all
              </Button>
            }
          >
            Another choice or search may have some.
          </EmptyState>
        }
      />
    </Card>
  );
};

function optionsOf(view: PlanView): readonly { value: string; label: string }[] {
  const { counts, waves, excluded } = view;
  const noted = waves.reduce(
    (sum, { members }) => sum + members.filter(({ notes }) => notes.length > 0).length,
    0,
  );
  const reasons = Map.groupBy(excluded, ({ reason }) => reason);
  return [
    { value: 'all', label: `All · ${counts.planned + counts.left + counts.excluded}` },
    ...waves.map((wave, at) => ({
      value: `wave:${at}`,
      label: `${wave.name || `Wave ${at + 1}`} · ${wave.members.length}`,
    })),
    ...(counts.left > 0 ? [{ value: 'left', label: `Left over · ${counts.left}` }] : []),
    ...(noted > 0 ? [{ value: 'noted', label: `With notes · ${noted}` }] : []),
    ...(excluded.length > 0 ? [{ value: 'excluded', label: `Left out · ${excluded.length}` }] : []),
    ...[...reasons].map(([reason, list]) => ({
      value: `excluded:${reason}`,
      label: `Left out: ${EXCLUSION_LOOK[reason].word.toLowerCase()} · ${list.length}`,
    })),
  ];
}

function download(csv: string): void {
  const url = URL.createObjectURL(new Blob([BYTE_ORDER_MARK, csv], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = exportName('plan', new Date(Date.now()));
  link.click();
  URL.revokeObjectURL(url);
}
