import type { Role } from '@/lib/domain/verbs';
import { paths } from '@/lib/wire/paths';
import { roleReason } from '@/components/rollouts/why-not';
import { EmptyState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';

export interface PlanNeedsProps {
  readonly role: Role;
  readonly releases: number;
  readonly tenants: number;
}

/** What has to be there before anything can be planned. */
export const PlanNeeds = ({ role, releases, tenants }: PlanNeedsProps) => (
  <div className="flex min-w-0 flex-col gap-4">
    <PageHeader back={{ href: paths.rollouts, label: 'Rollouts' }} title="Plan a rollout" />
    <div className="rounded-lg border border-border bg-surface">
      {releases === 0 ? (
        <EmptyState
          icon="file"
          title="No release has been published yet"
          action={
            <LinkButton
              variant="primary"
              href={paths.publish}
              disabledReason={roleReason(role, 'publish-release')}
            >
              Publish a release
            </LinkButton>
          }
        >
          A rollout brings tenants to a release: publish your Flyway directory first.
        </EmptyState>
      ) : (
        <EmptyState
          icon="database"
          title={tenants === 0 ? 'No tenant is registered yet' : 'Nothing to plan'}
          action={
            <LinkButton variant="primary" href={paths.fleet}>
              Register tenants
            </LinkButton>
          }
        >
          By form, by CSV, or by discovery of the schemas and databases on a server.
        </EmptyState>
      )}
    </div>
  </div>
);
