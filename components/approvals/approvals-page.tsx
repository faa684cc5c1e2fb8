'use client';

import Link from 'next/link';
import { useView } from '@/lib/client/use-view';
import { may } from '@/lib/domain/verbs';
import { plural } from '@/lib/wire/fact-text';
import { paths } from '@/lib/wire/paths';
import type { ApprovalListItem, ApprovalsView } from '@/lib/wire/approval-view';
import { rolloutTitle } from '@/components/rollouts/rollout-text';
import { approvalLook } from '@/components/rollouts/state-words';
import { Badge } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { StateBadge } from '@/components/ui/state-badge';
import { Time } from '@/components/ui/time';

/** What waits for a decision, this reader's own first; then what has been decided. */
export const ApprovalsPage = ({ initial }: { readonly initial: ApprovalsView }) => {
  const { data: view = initial } = useView<ApprovalsView>({
    url: '/api/views/approvals',
    topics: ['approvals', 'rollouts'],
    initial,
  });
  const mine = view.open.filter(({ forMe }) => forMe).length;
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <PageHeader
        title="Approvals"
        description={
          may(view.role, 'approve-wave')
            ? `${plural(mine, 'request')} for you · ${view.open.length} open`
            : `${view.open.length} open · approvers and admins decide; your role is ${view.role}`
        }
      />
      <Card title="Open" padding="flush" className="overflow-hidden">
        {view.open.length === 0 ? (
          <EmptyState title="Nothing waits for a decision" icon="check">
            An operator asks from a rollout’s page once a wave has given its evidence.
          </EmptyState>
        ) : (
          <List items={view.open} label="Open requests" />
        )}
      </Card>
      {view.history.length > 0 && (
        <Card title="Decided and closed" padding="flush" className="overflow-hidden">
          <List items={view.history} label="Closed requests" />
        </Card>
      )}
    </div>
  );
};

const List = ({ items, label }: { readonly items: readonly ApprovalListItem[]; readonly label: string }) => (
  <ul aria-label={label}>
    {items.map((item) => {
      const look = approvalLook[item.state];
      return (
        <li
          key={item.id}
          className="relative grid grid-cols-[minmax(0,1fr)] gap-x-6 gap-y-1 border-b border-border px-4 py-3 last:border-b-0 hover:bg-surface-hover md:grid-cols-[minmax(0,1.3fr)_minmax(0,1fr)_12rem] md:items-center"
        >
          <p className="min-w-0">
            <Link href={paths.approval(item.id)} className="font-medium after:absolute after:inset-0">
              {item.wave} of {rolloutTitle(item.rollout)}
            </Link>{' '}
            {item.forMe && <Badge look="accent">for you</Badge>}
            <span className="block text-muted">{plural(item.tenants, 'tenant')}</span>
          </p>
          <p className="min-w-0">
            <StateBadge tone={look.tone}>{look.word}</StateBadge>
            <span className="block truncate text-muted">
              {item.decisions.length === 0
                ? `${item.approved} of ${item.required}`
                : item.decisions.map(({ by, decision }) => `${by} ${decision}`).join(', ')}
            </span>
          </p>
          <p className="text-muted md:text-right">
            asked by {item.requestedBy} <Time at={item.requestedAt} />
            <span className="block">
              {item.closedAt !== null ? (
                <>
                  closed <Time at={item.closedAt} />
                </>
              ) : (
                item.state === 'requested' && (
                  <>
                    expires <Time at={item.expiresAt} />
                  </>
                )
              )}
            </span>
          </p>
        </li>
      );
    })}
  </ul>
);
