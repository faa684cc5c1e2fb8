'use client';

import Link from 'next/link';
import { failureSentence, isFailureCode } from '@/lib/wire/failure-sentences';
import { paths } from '@/lib/wire/paths';
import type { TenantView } from '@/lib/wire/tenant-view';
import { Banner } from '@/components/ui/banner';
import { Time } from '@/components/ui/time';

/** Everything about this tenant that needs a person: what happened, why, what to do. */
export const TenantAlerts = ({ tenant }: { readonly tenant: TenantView }) => {
  const { problem, hold, rollout } = tenant;
  const changed = tenant.cells.filter(({ letter }) => letter === 'c');
  return (
    <>
      {tenant.archivedAt !== null && (
        <Banner tone="info" title="This tenant is archived">
          No rollout plans it. What was done to it stays readable here.
        </Banner>
      )}
      {tenant.state === 'unreadable' && <Unreadable tenant={tenant} problem={problem} />}
      {(tenant.state === 'failed' || tenant.state === 'quarantined') && rollout !== null && (
        <Banner
          tone="danger"
          title={`It ${tenant.state === 'failed' ? 'failed' : 'is quarantined'} in ${rollout.name}, ${rollout.wave}`}
          action={
            <Link
              href={paths.target(rollout.id, rollout.targetId)}
              className="text-accent underline-offset-4 hover:underline"
            >
              See why
            </Link>
          }
        >
          Mend its cause, then retry it there, or skip it with a reason.
        </Banner>
      )}
      {tenant.state === 'no_history' && (
        <Banner
          tone="info"
          title={tenant.observed === 'empty' ? 'The schema is empty' : 'It has tables, and no history table'}
        >
          {tenant.observed === 'empty'
            ? 'A rollout builds it from the first script. Nothing else is needed.'
            : 'Nobody knows which scripts it has. Find out which version its schema is at and baseline it there; until then rollouts leave it out.'}
        </Banner>
      )}
      {tenant.state === 'home_made' && (
        <Banner tone="info" title="Its version comes from a table of its own">
          The version query reads it. Baseline it at that version, so that rollouts can take it along.
        </Banner>
      )}
      {changed.length > 0 && (
        <Banner
          tone="danger"
          title={`${changed.length === 1 ? 'A script that it ran has' : `${changed.length} scripts that it ran have`} another text in ${tenant.newest?.name ?? 'the release'}`}
        >
          {changed.map(({ script }) => script).join(', ')}. The history below shows both checksums. Publish
          the release with the text that ran, or put the change into a new script; no rollout touches the
          tenant before.
        </Banner>
      )}
      {tenant.drift.state === 'drifted' && (
        <Banner tone="warning" title="Its schema is not what its scripts build">
          Somebody changed it by hand, or a script did something else here. Rollouts leave it out unless it is
          included with a reason. See Drift.
        </Banner>
      )}
      {hold !== null && (
        <Banner tone="info" title={`Held by ${hold.owner}: ${hold.reason}`}>
          Rollouts leave it out{' '}
          {hold.expiresAt === null ? (
            'until the hold is released'
          ) : (
            <>
              until <Time at={hold.expiresAt} />
            </>
          )}
          .
        </Banner>
      )}
    </>
  );
};

const Unreadable = ({
  tenant,
  problem,
}: {
  readonly tenant: TenantView;
  readonly problem: TenantView['problem'];
}) => {
  const known =
    problem !== null && isFailureCode(problem.code)
      ? failureSentence({ code: problem.code, facts: problem.facts })
      : null;
  return (
    <Banner tone="danger" role="alert" title={known?.sentence ?? 'Its database could not be read'}>
      {known?.remedy ?? 'Check server, database and schema, then verify it again.'}{' '}
      {tenant.verifiedAt === null ? (
        'It has never been read.'
      ) : (
        <>
          What you see below is from <Time at={tenant.verifiedAt} />.
        </>
      )}
    </Banner>
  );
};
