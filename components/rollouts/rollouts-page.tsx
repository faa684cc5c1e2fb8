'use client';

import Link from 'next/link';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { useView } from '@/lib/client/use-view';
import { isLiveRollout } from '@/lib/domain/rollout';
import type { Role } from '@/lib/domain/verbs';
import { plural } from '@/lib/wire/fact-text';
import { paths } from '@/lib/wire/paths';
import {
  ROLLOUT_LISTS,
  type RolloutListItem,
  type RolloutsQuery,
  type RolloutsView,
} from '@/lib/wire/rollout-view';
import { Badge } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { Progress } from '@/components/ui/progress';
import { StateBadge } from '@/components/ui/state-badge';
import { TabLinks } from '@/components/ui/tab-links';
import { Time } from '@/components/ui/time';
import { rolloutTitle } from './rollout-text';
import { segmentsOf } from './rollout-way';
import { rolloutLook, waveLook } from './state-words';
import { roleReason } from './why-not';

const pauses = {
  manual: 'by a person',
  check_failed: 'a check failed',
  check_error: 'a check could not be asked',
  failure_budget_exhausted: 'failure budget exhausted',
} as const;

export interface RolloutsPageProps {
  readonly initial: RolloutsView;
  readonly initialQuery: RolloutsQuery;
  readonly role: Role;
}

/** Live ones first, each with how far it is; the filter stands in the address. */
export const RolloutsPage = ({ initial, initialQuery, role }: RolloutsPageProps) => {
  const [shown] = useQueryState('state', parseAsStringLiteral(ROLLOUT_LISTS));
  const { data: view = initial } = useView<RolloutsView>({
    url: `/api/views/rollouts${shown === null ? '' : `?state=${shown}`}`,
    topics: ['rollouts', 'approvals'],
    ...((initialQuery.state ?? null) === shown && { initial }),
  });
  const { items } = view;
  const plan = (
    <LinkButton
      href={paths.planRollout()}
      variant="primary"
      icon="plus"
      disabledReason={roleReason(role, 'plan-rollout')}
    >
      Plan a rollout
    </LinkButton>
  );
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <PageHeader
        title="Rollouts"
        description={`${view.counts.live} live · ${plural(view.counts.all, 'rollout')} in all`}
        actions={plan}
      />
      <TabLinks
        label="State"
        items={[
          { href: paths.rollouts, label: 'All', count: view.counts.all, current: shown === null },
          {
            href: `${paths.rollouts}?state=live`,
            label: 'Live',
            count: view.counts.live,
            current: shown === 'live',
          },
          {
            href: `${paths.rollouts}?state=ended`,
            label: 'Ended',
            count: view.counts.ended,
            current: shown === 'ended',
          },
        ]}
      />
      {items.length === 0 ? (
        <Card>
          <EmptyState
            title={view.counts.all === 0 ? 'No rollouts yet' : 'None of these'}
            icon="wave"
            action={view.counts.all === 0 ? plan : undefined}
          >
            {view.counts.all === 0
              ? 'Plan one: choose a release and its tenants, put them into waves, and start with a small canary.'
              : 'Choose another state above.'}
          </EmptyState>
        </Card>
      ) : (
        <Card padding="flush" className="overflow-hidden">
          <ul aria-label="Rollouts">
            {items.map((item) => (
              <Item key={item.id} item={item} />
            ))}
          </ul>
        </Card>
      )}
    </div>
  );
};

const Item = ({ item }: { readonly item: RolloutListItem }) => {
  const look = rolloutLook[item.state];
  return (
    <li className="relative grid grid-cols-[minmax(0,1fr)] gap-x-6 gap-y-1.5 border-b border-border px-4 py-3 last:border-b-0 hover:bg-surface-hover md:grid-cols-[minmax(0,1.2fr)_minmax(0,1fr)_12rem] md:items-center">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Link
            href={paths.rollout(item.id)}
            className="min-w-0 truncate font-medium after:absolute after:inset-0"
          >
            {rolloutTitle(item)}
          </Link>
          {item.kind === 'rollback' && <Badge>rollback</Badge>}
        </p>
        <p className="flex flex-wrap items-center gap-x-2 text-muted">
          <StateBadge tone={look.tone}>{look.word}</StateBadge>
          {item.pauseReason !== null && <span>· {pauses[item.pauseReason]}</span>}
          {item.wave !== null && isLiveRollout(item.state) && (
            <span>
              · {item.wave.name} {waveLook[item.wave.state].word} ({item.wave.position + 1} of {item.waves})
            </span>
          )}
          {item.askedApprovalId !== null && (
            <Link
              href={paths.approval(item.askedApprovalId)}
              className="relative z-1 text-accent underline-offset-4 hover:underline"
            >
              waits for an approval
            </Link>
          )}
        </p>
      </div>
      <Progress label={`Progress of ${item.name}`} size="sm" segments={segmentsOf(item.counts)} />
      <p className="text-muted md:text-right">
        by {item.createdBy}
        <span className="block">
          {item.finishedAt !== null ? 'ended ' : item.startedAt !== null ? 'started ' : 'planned '}
          <Time at={item.finishedAt ?? item.startedAt ?? item.createdAt} />
        </span>
      </p>
    </li>
  );
};
