import 'server-only';
import { compareVersionTexts, versionKey } from '@/lib/domain/version';
import type { ReleaseReach } from '@/lib/wire/releases-view';

/** How many tenants are on a version; null: never read, or nothing known. */
export type VersionCount = { readonly version: string | null; readonly tenants: number };

/** Where tenants are, seen from a release's last version. */
export function reachOf(counts: readonly VersionCount[], target: string): ReleaseReach {
  const reach = {
    tenants: 0,
    on: 0,
    behind: 0,
    ahead: 0,
    unknown: 0,
    onVersions: [] as string[],
    behindVersions: [] as string[],
    aheadVersions: [] as string[],
  };
  for (const { version, tenants } of counts) {
    reach.tenants += tenants;
    if (version === null) {
      reach.unknown += tenants;
      continue;
    }
    const side = sideOf(version, target);
    reach[side] += tenants;
    reach[`${side}Versions`].push(version);
  }
  return reach;
}

function sideOf(version: string, target: string): 'on' | 'behind' | 'ahead' {
  if (versionKey(version) === versionKey(target)) return 'on';
  return compareVersionTexts(version, target) < 0 ? 'behind' : 'ahead';
}
