'use client';

import Link from 'next/link';
import { useView } from '@/lib/client/use-view';
import { plural } from '@/lib/wire/fact-text';
import { paths } from '@/lib/wire/paths';
import type { ApprovalView } from '@/lib/wire/approval-view';
import { EventList } from '@/components/rollouts/timeline';
import { rolloutTitle } from '@/components/rollouts/rollout-text';
import { Banner } from '@/components/ui/banner';
import { Card } from '@/components/ui/card';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { AskedCard } from './asked-card';
import { DecisionCard } from './decision-card';
import { ConditionsCard, EvidenceCard, ThinCard } from './evidence-card';

const EVERY_MS = 15_000;

/** One request, to be read in a minute: what, what has been seen, what is missing, who. */
export const ApprovalPage = ({ initial }: { readonly initial: ApprovalView }) => {
  const { data: view = initial } = useView<ApprovalView>({
    url: `/api/views/approvals/${initial.id}`,
    topics: ['approvals', `rollout:${initial.rollout.id}`],
    initial,
    everyMs: EVERY_MS,
  });
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <PageHeader
        back={{ href: paths.approvals, label: 'Approvals' }}
        title={`May ${view.wave.name} start?`}
        description={`${rolloutTitle(view.rollout)} · ${plural(view.asked.tenants.length, 'tenant')} · release ${view.rollout.release.name}`}
        actions={
          <LinkButton href={paths.rollout(view.rollout.id)} icon="arrow-right">
            The rollout
          </LinkButton>
        }
      />
      <Closed view={view} />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <AskedCard view={view} />
          <EvidenceCard view={view} />
        </div>
        <div className="flex min-w-0 flex-col gap-4 lg:sticky lg:top-20">
          <DecisionCard view={view} />
          <ThinCard view={view} />
          <ConditionsCard view={view} />
        </div>
      </div>
      {view.state === 'superseded' && view.since.length > 0 && (
        <Card title="What has changed since it was asked" padding="flush">
          <EventList
            events={view.since}
            tenantOf={(targetId, tenant) => (
              <Link
                href={paths.target(view.rollout.id, targetId)}
                className="text-accent underline-offset-4 hover:underline"
              >
                {tenant}
              </Link>
            )}
          />
        </Card>
      )}
    </div>
  );
};

const Closed = ({ view }: { readonly view: ApprovalView }) => {
  const newer =
    view.newerId === null ? undefined : (
      <LinkButton href={paths.approval(view.newerId)} size="sm">
        The newer request
      </LinkButton>
    );
  switch (view.state) {
    case 'requested':
      return null;
    case 'approved':
      return <Banner tone="info" title="Approved: the wave starts as soon as its gate allows." />;
    case 'rejected':
      return (
        <Banner tone="warning" title="Rejected: the wave does not start." {...(newer && { action: newer })}>
          It can be asked for again once something has changed.
        </Banner>
      );
    case 'expired':
      return (
        <Banner
          tone="warning"
          title="It ran out before enough people had decided."
          {...(newer && { action: newer })}
        >
          An operator can ask again from the rollout’s page.
        </Banner>
      );
    case 'superseded':
      return (
        <Banner
          tone="warning"
          title="What was asked about has changed: this request counts no more."
          {...(newer && { action: newer })}
        >
          {newer === undefined ? 'An operator has to ask again from the rollout’s page. ' : ''}Below stands
          what holds now, and what has changed since.
        </Banner>
      );
  }
};
