import Link from 'next/link';
import { plural, versionWords } from '@/lib/wire/fact-text';
import { paths } from '@/lib/wire/paths';
import type { ReleaseView } from '@/lib/wire/releases-view';
import { reachSegments } from '@/components/releases/reach-links';
import { countWords } from '@/components/releases/script-words';
import { rolloutLook } from '@/components/rollouts/state-words';
import { Card } from '@/components/ui/card';
import { Code } from '@/components/ui/code';
import { CopyButton } from '@/components/ui/copy-button';
import { KeyValues } from '@/components/ui/key-values';
import { Progress } from '@/components/ui/progress';
import { StateBadge } from '@/components/ui/state-badge';
import { Time } from '@/components/ui/time';

const link = 'text-accent underline-offset-4 hover:underline';
const DIGEST_SHOWN = 12;

/** What the release is, and where its tenants and rollouts are. */
export const ReleaseFacts = ({ release }: { readonly release: ReleaseView }) => (
  <div className="grid grid-cols-[minmax(0,1fr)] gap-4 lg:grid-cols-2">
    <Card title="Tenants">
      <Reach release={release} />
      <h3 className="mt-4 mb-1.5 font-medium">Rollouts</h3>
      <Rollouts release={release} />
    </Card>
    <Card title="Contents">
      <KeyValues
        items={[
          { key: 'Scripts', value: countWords(release.scripts) },
          {
            key: 'Transactions',
            value:
              release.scripts.outsideTransaction === 0
                ? 'every script runs in one, with its history row'
                : `${plural(release.scripts.outsideTransaction, 'script')} outside one: a failure half-way leaves what ran`,
          },
          { key: 'Undo', value: undoWords(release) },
          {
            key: 'Release before',
            value:
              release.previous === null ? (
                'none: this is the changelog’s first'
              ) : (
                <Link href={paths.release(release.previous.id)} className={link}>
                  {release.previous.name}
                </Link>
              ),
          },
          {
            key: 'Digest',
            value: (
              <span className="inline-flex items-center gap-1">
                <Code>{release.digest.slice(0, DIGEST_SHOWN)}…</Code>
                <CopyButton text={release.digest} label="Copy the digest" />
              </span>
            ),
          },
        ]}
      />
    </Card>
  </div>
);

function undoWords({ scripts, list }: ReleaseView): string {
  if (scripts.versioned === 0) return 'no version to take back';
  const undone = new Set(list.flatMap(({ kind, version }) => (kind === 'undo' ? [version] : [])));
  const without = list.filter(({ kind, version }) => kind === 'versioned' && !undone.has(version));
  if (without.length === 0) return 'every version can be taken back';
  if (undone.size === 0) return 'no version can be taken back';
  const named = without.slice(0, 5).map(({ version }) => versionWords(version));
  const more = without.length - named.length;
  return `all but ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''} can be taken back`;
}

const Reach = ({ release }: { readonly release: ReleaseView }) => {
  if (release.reach === null) {
    return (
      <p className="text-muted">The release sets no version: its repeatables run where they have changed.</p>
    );
  }
  if (release.reach.tenants === 0) {
    return (
      <p className="text-muted">
        No tenant follows {release.changelog.name} yet.{' '}
        <Link href={paths.fleet} className={link}>
          Add tenants
        </Link>
      </p>
    );
  }
  return <Progress label={`Tenants and ${release.name}`} segments={reachSegments(release)} />;
};

const Rollouts = ({ release }: { readonly release: ReleaseView }) =>
  release.recentRollouts.length === 0 ? (
    <p className="text-muted">
      None yet: nothing of this release has run on a tenant by way of this console.
    </p>
  ) : (
    <ul className="flex flex-col gap-1">
      {release.recentRollouts.map((rollout) => {
        const look = rolloutLook[rollout.state];
        return (
          <li key={rollout.id} className="flex flex-wrap items-center gap-x-3">
            <StateBadge tone={look.tone}>{look.word}</StateBadge>
            <Link href={paths.rollout(rollout.id)} className={link}>
              {rollout.name}
            </Link>
            <span className="text-muted">
              {rollout.kind === 'rollback' && 'rollback · '}
              <Time at={rollout.createdAt} />
            </span>
          </li>
        );
      })}
    </ul>
  );
