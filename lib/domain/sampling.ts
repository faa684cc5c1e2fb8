/** FNV-1a, 32 bit, finished with murmur's avalanche: small, stable across processes, good enough to shuffle keys by. */
export function stableHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * A share of each stratum, by largest remainder, so that the sample's total is the rounded share of the whole and no
 * stratum is off by more than one. Within a stratum, members are taken in the order of a hash of seed and key: adding
 * a tenant elsewhere does not reshuffle the rest. At least one is taken of a non-empty whole when percent > 0.
 * @param percent 0–100.
 * @returns keys, sorted.
 */
export function sampleStratified(
  members: readonly { readonly key: string; readonly stratum: string }[],
  percent: number,
  seed: string,
): readonly string[] {
  const share = Math.min(100, Math.max(0, percent)) / 100;
  if (members.length === 0 || share === 0) return [];
  const total = Math.min(members.length, Math.max(1, Math.round(members.length * share)));

  const strata = new Map<string, string[]>();
  for (const member of members) {
    const list = strata.get(member.stratum);
    if (list) list.push(member.key);
    else strata.set(member.stratum, [member.key]);
  }
  const quotas = [...strata].map(([stratum, keys]) => {
    const exact = (keys.length * total) / members.length;
    return { stratum, keys, take: Math.floor(exact), remainder: exact - Math.floor(exact) };
  });
  let missing = total - quotas.reduce((sum, quota) => sum + quota.take, 0);
  const byRemainder = [...quotas].sort(
    (a, b) => b.remainder - a.remainder || stableHash(seed + a.stratum) - stableHash(seed + b.stratum),
  );
  for (const quota of byRemainder) {
    if (missing === 0) break;
    if (quota.take < quota.keys.length) {
      quota.take += 1;
      missing -= 1;
    }
  }
  return quotas
    .flatMap(({ keys, take }) =>
      [...keys].sort((a, b) => stableHash(seed + a) - stableHash(seed + b) || (a < b ? -1 : 1)).slice(0, take),
    )
    .sort();
}
