import Link from 'next/link';
import { plural, versionWords } from '@/lib/wire/fact-text';
import { paths } from '@/lib/wire/paths';
import type { ReleaseListItem } from '@/lib/wire/releases-view';
import { reachSegments } from '@/components/releases/reach-links';
import { countWords } from '@/components/releases/script-words';
import { Badge } from '@/components/ui/badge';
import { Progress } from '@/components/ui/progress';
import { StateBadge } from '@/components/ui/state-badge';
import { Time } from '@/components/ui/time';

export interface ReleaseItemProps {
  readonly item: ReleaseListItem;
  readonly showChangelog: boolean;
}

export const ReleaseItem = ({ item, showChangelog }: ReleaseItemProps) => (
  <li className="relative grid grid-cols-[minmax(0,1fr)] gap-x-6 gap-y-2 border-b border-border px-4 py-3 last:border-b-0 hover:bg-surface-hover md:grid-cols-[minmax(0,1.1fr)_minmax(0,1fr)_12rem] md:items-center">
    <div className="min-w-0">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Link
          href={paths.release(item.id)}
          className="min-w-0 truncate font-medium -outline-offset-2 after:absolute after:inset-0"
        >
          {item.name}
        </Link>
        <span className="font-mono text-xs text-muted">
          {item.targetVersion === null ? 'repeatables only' : `→ ${versionWords(item.targetVersion)}`}
        </span>
        {item.newest && <Badge look="accent">newest</Badge>}
        {showChangelog && <Badge>{item.changelog.name}</Badge>}
      </p>
      <p className="text-muted">{countWords(item.scripts)}</p>
      {item.scripts.outsideTransaction > 0 && (
        <StateBadge tone="info">
          <span className="text-muted">
            {plural(item.scripts.outsideTransaction, 'script')} outside a transaction
          </span>
        </StateBadge>
      )}
    </div>
    <Reach item={item} />
    <p className="flex flex-wrap gap-x-3 text-muted md:flex-col md:items-end">
      <span>by {item.publishedBy}</span>
      <Time at={item.publishedAt} />
      {item.rollouts.all > 0 && (
        <span>
          {plural(item.rollouts.all, 'rollout')}
          {item.rollouts.live > 0 && `, ${item.rollouts.live} live`}
        </span>
      )}
    </p>
  </li>
);

const Reach = ({ item }: { readonly item: ReleaseListItem }) => {
  if (item.reach === null) return <p className="text-muted">Sets no version</p>;
  if (item.reach.tenants === 0) return <p className="text-muted">The changelog has no tenants yet</p>;
  return (
    <Progress
      label={`Tenants and ${item.name}`}
      size="sm"
      segments={reachSegments(item)}
      // The row is one link; those to the fleet lie above it.
      className="[&_a]:relative [&_a]:z-1"
    />
  );
};
