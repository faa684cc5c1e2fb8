'use client';

import Link from 'next/link';
import { isWaveOver } from '@/lib/domain/wave';
import { isLiveRollout } from '@/lib/domain/rollout';
import { paths } from '@/lib/wire/paths';
import type { RolloutView } from '@/lib/wire/rollout-view';
import { Badge } from '@/components/ui/badge';
import { PageHeader } from '@/components/ui/page-header';
import { StateBadge } from '@/components/ui/state-badge';
import { Time } from '@/components/ui/time';
import { RolloutActions } from './rollout-actions';
import { rolloutTitle, stillToCome } from './rollout-text';
import { rolloutLook } from './state-words';

export const RolloutHeader = ({ view }: { readonly view: RolloutView }) => {
  const look = rolloutLook[view.state];
  const current = view.waves.find((wave) => !isWaveOver(wave.state));
  return (
    <PageHeader
      back={{ href: paths.rollouts, label: 'Rollouts' }}
      title={rolloutTitle(view)}
      meta={
        <>
          <StateBadge tone={look.tone} look="chip">
            {look.word}
          </StateBadge>
          {view.kind === 'rollback' && <Badge>rollback</Badge>}
          {current !== undefined && isLiveRollout(view.state) && (
            <span className="text-sm text-muted">
              wave {current.position + 1} of {view.waves.length}
            </span>
          )}
        </>
      }
      description={<Story view={view} />}
      actions={<RolloutActions view={view} />}
    />
  );
};

/** By whom, when, and what is still to come. */
const Story = ({ view }: { readonly view: RolloutView }) => {
  // Within a line of muted words a link must not be told by its colour alone.
  const link = 'text-accent underline underline-offset-4';
  return (
    <p className="flex flex-wrap gap-x-2">
      <span>
        planned by {view.createdBy} <Time at={view.createdAt} />
      </span>
      {view.started !== null && (
        <span>
          · started{view.started.by === null ? '' : ` by ${view.started.by}`} <Time at={view.started.at} />
        </span>
      )}
      {view.finishedAt !== null && (
        <span>
          · ended <Time at={view.finishedAt} />
        </span>
      )}
      {isLiveRollout(view.state) && <span className="text-text">· {stillToCome(view)}</span>}
      <span>
        · release{' '}
        <Link href={paths.release(view.release.id)} className={link}>
          {view.release.name}
        </Link>
      </span>
      {view.origin !== null && (
        <span>
          · takes back{' '}
          <Link href={paths.rollout(view.origin.id)} className={link}>
            {view.origin.name}
          </Link>
        </span>
      )}
      {view.rollbacks.map((rollback) => (
        <span key={rollback.id}>
          · rollback{' '}
          <Link href={paths.rollout(rollback.id)} className={link}>
            {rollback.name}
          </Link>{' '}
          ({rolloutLook[rollback.state].word.toLowerCase()})
        </span>
      ))}
    </p>
  );
};
