'use client';

import type { TenantView } from '@/lib/wire/tenant-view';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { KeyValues } from '@/components/ui/key-values';
import { SqlBlock } from '@/components/ui/sql-block';
import { StateBadge } from '@/components/ui/state-badge';

export const LabelsTab = ({ tenant }: { readonly tenant: TenantView }) => {
  const labels = Object.entries(tenant.labels);
  return (
    <div className="grid min-w-0 items-start gap-4 lg:grid-cols-2">
      <Card title="Placeholders" meta="over those of the release">
        {tenant.placeholders.length === 0 ? (
          <EmptyState title="None of its own">
            Scripts are filled with the release’s values. Edit the tenant to give it others.
          </EmptyState>
        ) : (
          <KeyValues
            items={tenant.placeholders.map(({ name, value, secret }) => ({
              key: name,
              value: secret ? (
                <StateBadge tone="held">secret, never shown</StateBadge>
              ) : (
                <span className="font-mono text-xs break-all">{value === '' ? '(empty)' : value}</span>
              ),
            }))}
          />
        )}
      </Card>
      <Card title="Labels" meta="to filter by and to plan waves with">
        {labels.length === 0 ? (
          <EmptyState title="No labels">Edit the tenant to add some.</EmptyState>
        ) : (
          <KeyValues items={labels.map(([name, value]) => ({ key: name, value }))} />
        )}
      </Card>
      {tenant.versionQuery !== null && (
        <Card title="Version query" meta="read instead of a history table" className="lg:col-span-2">
          <SqlBlock sql={tenant.versionQuery} label="Version query" />
        </Card>
      )}
    </div>
  );
};
