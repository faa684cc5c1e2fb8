'use client';

import { parseAsString, useQueryState } from 'nuqs';
import { useView } from '@/lib/client/use-view';
import type { Role } from '@/lib/domain/verbs';
import type { ChecksView } from '@/lib/wire/checks-view';
import { plural } from '@/lib/wire/fact-text';
import { BuiltInCard } from '@/components/checks/built-in-card';
import { CheckDialog } from '@/components/checks/check-dialog';
import { CheckItem } from '@/components/checks/check-item';
import { roleReason } from '@/components/rollouts/why-not';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';

export interface ChecksPageProps {
  readonly role: Role;
  readonly initial: ChecksView;
}

const NEW = 'new';

/** What every tenant is asked after its migration: what is built in, and what people wrote for each product. */
export const ChecksPage = ({ role, initial }: ChecksPageProps) => {
  const { data: view = initial } = useView<ChecksView>({
    url: '/api/views/checks',
    topics: ['rollouts'],
    initial,
  });
  const [edited, setEdited] = useQueryState('edit', parseAsString.withOptions({ history: 'push' }));
  const { checks, changelogs } = view;
  const refused = roleReason(role, 'write-check');
  const check = checks.find(({ id }) => id === edited);
  const isOpen = refused === undefined && changelogs.length > 0 && (edited === NEW || check !== undefined);
  const enabled = checks.filter(({ disabledAt }) => disabledAt === null).length;
  const write = (
    <Button
      variant="primary"
      icon="plus"
      disabledReason={
        refused ??
        (changelogs.length === 0 ? 'Publish a release first: a check belongs to its changelog' : undefined)
      }
      onClick={() => void setEdited(NEW)}
    >
      Write a check
    </Button>
  );
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <PageHeader
        title="Checks"
        description={`What is asked of each tenant after its migration · ${plural(enabled, 'check')} of your own${
          enabled === checks.length ? '' : `, ${checks.length - enabled} disabled`
        }`}
        actions={write}
      />
      <BuiltInCard builtIn={view.builtIn} />
      {checks.length === 0 && (
        <Card>
          <EmptyState icon="shield" title="No checks of your own yet" action={write}>
            Ask what only your product knows: “every invoice has lines”, “somebody can sign in as owner”.
            Start with one that is only observed, and enforce it when you trust it.
          </EmptyState>
        </Card>
      )}
      {changelogs.map((changelog) => {
        const written = checks.filter(({ changelogKey }) => changelogKey === changelog.key);
        if (written.length === 0) return null;
        return (
          <Card
            key={changelog.key}
            title={changelog.name}
            meta={`${plural(written.length, 'check')} · asked of ${plural(changelog.tenants, 'tenant')}`}
            padding="flush"
            className="overflow-hidden"
          >
            <ul aria-label={`Checks of ${changelog.name}`}>
              {written.map((one) => (
                <CheckItem key={one.id} check={one} role={role} onEdit={() => void setEdited(one.id)} />
              ))}
            </ul>
          </Card>
        );
      })}
      {isOpen && (
        <CheckDialog
          key={edited}
          check={check ?? null}
          changelogs={changelogs}
          onClose={() => void setEdited(null)}
        />
      )}
    </div>
  );
};
