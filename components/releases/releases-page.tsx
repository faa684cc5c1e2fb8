'use client';

import { parseAsString, useQueryState } from 'nuqs';
import { useView } from '@/lib/client/use-view';
import type { Role } from '@/lib/domain/verbs';
import { plural } from '@/lib/wire/fact-text';
import { paths } from '@/lib/wire/paths';
import { queryText } from '@/lib/wire/query-text';
import type { ReleasesQuery, ReleasesView } from '@/lib/wire/releases-view';
import { ReleaseItem } from '@/components/releases/release-item';
import { roleReason } from '@/components/rollouts/why-not';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { TabLinks } from '@/components/ui/tab-links';

export interface ReleasesPageProps {
  readonly role: Role;
  readonly initial: ReleasesView;
  readonly initialQuery: ReleasesQuery;
}

/** The newest first, with where its changelog's tenants are; the changelog stands in the address. */
export const ReleasesPage = ({ role, initial, initialQuery }: ReleasesPageProps) => {
  const [changelog] = useQueryState('changelog', parseAsString);
  const search = queryText({ changelog });
  const { data: view = initial } = useView<ReleasesView>({
    url: `/api/views/releases${search}`,
    topics: ['releases', 'fleet', 'rollouts'],
    ...((initialQuery.changelog ?? null) === changelog && { initial }),
  });
  const all = view.changelogs.reduce((sum, { releases }) => sum + releases, 0);
  const publish = (
    <LinkButton
      href={paths.publish}
      variant="primary"
      icon="upload"
      disabledReason={roleReason(role, 'publish-release')}
    >
      Publish a release
    </LinkButton>
  );
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <PageHeader
        title="Releases"
        description="Sets of scripts under one name. A published release never changes."
        actions={
          <>
            {view.items.length > 0 && (
              <LinkButton href={`/api/export/releases${search}`} icon="download" download>
                Export CSV
              </LinkButton>
            )}
            {publish}
          </>
        }
      />
      {view.changelogs.length > 1 && (
        <TabLinks
          label="Changelog"
          items={[
            { href: paths.releases, label: 'All', count: all, current: changelog === null },
            ...view.changelogs.map(({ key, name, releases }) => ({
              href: `${paths.releases}${queryText({ changelog: key })}`,
              label: name,
              count: releases,
              current: changelog === key,
            })),
          ]}
        />
      )}
      {view.items.length === 0 ? (
        <Card>
          <EmptyState
            icon="file"
            title={all === 0 ? 'No releases yet' : 'No releases of this changelog yet'}
            action={publish}
          >
            Publish your folder of Flyway scripts: as it is, as a zip, or from the folder on this machine.
            Nothing runs on any tenant before a rollout is planned and started.
          </EmptyState>
        </Card>
      ) : (
        <Card padding="flush" className="overflow-hidden">
          <ul aria-label="Releases">
            {view.items.map((item) => (
              <ReleaseItem key={item.id} item={item} showChangelog={view.changelogs.length > 1} />
            ))}
          </ul>
        </Card>
      )}
      {view.total > view.items.length && (
        <p className="text-muted">
          The newest {view.items.length} of {plural(view.total, 'release')}; the export has all of them.
        </p>
      )}
    </div>
  );
};
