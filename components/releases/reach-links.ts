import { paths } from '@/lib/wire/paths';
import type { ReleaseListItem } from '@/lib/wire/releases-view';
import type { ProgressSegment } from '@/components/ui/progress';

/** Exactly these tenants in the fleet. */
export function fleetOf(changelog: string, versions: readonly string[]): string {
  const search = new URLSearchParams({ changelog });
  for (const version of versions) search.append('version', version);
  return `${paths.fleet}?${search.toString()}`;
}

/** Where the changelog's tenants are, as segments that lead to the rows behind them. */
export function reachSegments({ reach, changelog }: ReleaseListItem): readonly ProgressSegment[] {
  if (reach === null) return [];
  const { key } = changelog;
  return [
    {
      key: 'on',
      tone: 'applied',
      count: reach.on,
      word: 'on it',
      href: fleetOf(key, reach.onVersions),
      settled: true,
    },
    {
      key: 'ahead',
      tone: 'info',
      count: reach.ahead,
      word: 'beyond it',
      href: fleetOf(key, reach.aheadVersions),
      settled: true,
    },
    {
      key: 'behind',
      tone: 'pending',
      count: reach.behind,
      word: 'behind',
      href: fleetOf(key, reach.behindVersions),
    },
    {
      key: 'unknown',
      tone: 'skipped',
      count: reach.unknown,
      word: 'not known',
      href: fleetOf(key, ['unknown']),
    },
  ];
}
