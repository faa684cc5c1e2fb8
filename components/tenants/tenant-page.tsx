'use client';

import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { useView } from '@/lib/client/use-view';
import type { Role } from '@/lib/domain/verbs';
import { paths } from '@/lib/wire/paths';
import { TENANT_TABS, type TenantView } from '@/lib/wire/tenant-view';
import { DriftTab } from '@/components/tenants/drift-tab';
import { HistoryTab } from '@/components/tenants/history-tab';
import { LabelsTab } from '@/components/tenants/labels-tab';
import { RunsTab } from '@/components/tenants/runs-tab';
import { TenantActions } from '@/components/tenants/tenant-actions';
import { TenantAlerts } from '@/components/tenants/tenant-alerts';
import { TenantFacts } from '@/components/tenants/tenant-facts';
import { VersionsTab } from '@/components/tenants/versions-tab';
import { stateWords } from '@/components/fleet/tenant-state';
import { PageHeader } from '@/components/ui/page-header';
import { StateBadge } from '@/components/ui/state-badge';
import { Tabs } from '@/components/ui/tabs';

export interface TenantPageProps {
  readonly role: Role;
  readonly initial: TenantView;
}

export const TenantPage = ({ role, initial }: TenantPageProps) => {
  const [tab, setTab] = useQueryState('tab', parseAsStringLiteral(TENANT_TABS).withDefault('history'));
  const { data } = useView<TenantView>({
    url: `/api/views/tenants/${encodeURIComponent(initial.key)}`,
    topics: ['fleet', 'rollouts'],
    initial,
  });
  const tenant = data ?? initial;
  const state = stateWords({ ...tenant, problem: tenant.problem?.code ?? null, cells: '' });
  const pending = tenant.cells.filter(
    ({ letter }) => letter === 'p' || letter === 'u' || letter === 'f',
  ).length;

  return (
    <div className="flex min-w-0 flex-col gap-4">
      <PageHeader
        back={{ href: paths.fleet, label: 'Fleet' }}
        title={tenant.name}
        meta={
          <span className="flex flex-wrap items-center gap-2">
            <StateBadge look="chip" tone={state.tone}>
              {state.word}
            </StateBadge>
            {tenant.drift.state === 'drifted' && (
              <StateBadge look="chip" tone="drifted">
                drifted
              </StateBadge>
            )}
            {tenant.hold !== null && (
              <StateBadge look="chip" tone="held">
                held
              </StateBadge>
            )}
          </span>
        }
        description={
          <span className="font-mono text-xs break-all">
            {tenant.key} · {tenant.server.key} / {tenant.database} / {tenant.schema}
          </span>
        }
        actions={<TenantActions tenant={tenant} role={role} />}
      />
      <TenantAlerts tenant={tenant} />
      <TenantFacts tenant={tenant} role={role} />
      <Tabs
        label="About this tenant"
        value={tab}
        onChange={(value) => void setTab(TENANT_TABS.find((one) => one === value) ?? 'history')}
        items={[
          {
            value: 'history',
            label: 'History',
            count: tenant.history.length,
            content: <HistoryTab tenant={tenant} />,
          },
          { value: 'versions', label: 'Versions', count: pending, content: <VersionsTab tenant={tenant} /> },
          { value: 'runs', label: 'Runs', count: tenant.runs.length, content: <RunsTab tenant={tenant} /> },
          { value: 'drift', label: 'Drift', content: <DriftTab tenant={tenant} /> },
          { value: 'labels', label: 'Placeholders and labels', content: <LabelsTab tenant={tenant} /> },
        ]}
      />
    </div>
  );
};
