'use client';

import { useView } from '@/lib/client/use-view';
import type { Role } from '@/lib/domain/verbs';
import { plural, versionWords } from '@/lib/wire/fact-text';
import { paths } from '@/lib/wire/paths';
import type { ReleaseView } from '@/lib/wire/releases-view';
import { PlaceholderCard } from '@/components/releases/placeholder-card';
import { ReleaseFacts } from '@/components/releases/release-facts';
import { ScriptList } from '@/components/releases/script-list';
import { roleReason } from '@/components/rollouts/why-not';
import { Badge } from '@/components/ui/badge';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { Time } from '@/components/ui/time';

export interface ReleasePageProps {
  readonly role: Role;
  readonly initial: ReleaseView;
}

export const ReleasePage = ({ role, initial }: ReleasePageProps) => {
  const { data: release = initial } = useView<ReleaseView>({
    url: `/api/views/releases/${initial.id}`,
    topics: ['releases', 'fleet', 'rollouts'],
    initial,
  });
  const behind = release.reach?.behind ?? 0;
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <PageHeader
        back={{ href: paths.releases, label: 'Releases' }}
        title={release.name}
        meta={
          <span className="flex flex-wrap items-center gap-2">
            <span className="font-mono text-muted">
              {release.targetVersion === null
                ? 'repeatables only'
                : `→ ${versionWords(release.targetVersion)}`}
            </span>
            {release.newest ? <Badge look="accent">newest</Badge> : <Badge>a newer release exists</Badge>}
          </span>
        }
        description={
          <>
            {release.changelog.name} · published by {release.publishedBy} <Time at={release.publishedAt} />{' '}
            from {release.source === 'folder' ? 'the configured folder' : 'an upload'}
          </>
        }
        actions={
          <LinkButton
            href={paths.planRollout({ release: release.id })}
            variant="primary"
            icon="wave"
            disabledReason={roleReason(role, 'plan-rollout')}
          >
            {behind > 0 ? `Plan a rollout · ${plural(behind, 'tenant')} behind` : 'Plan a rollout'}
          </LinkButton>
        }
      />
      <ReleaseFacts release={release} />
      <ScriptList release={release} />
      <PlaceholderCard release={release} />
    </div>
  );
};
