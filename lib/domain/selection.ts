import { sampleStratified } from './sampling';

/** A tenant as the planner sees it: labels and place, nothing of its database. */
export type Candidate = {
  readonly key: string;
  readonly tier: string;
  readonly region: string;
  readonly criticality: string;
  readonly server: string;
  readonly environment: string;
  readonly version: string | null;
  readonly labels: Readonly<Record<string, string>>;
};

/** `field` is a column (tier, region, criticality, server, environment, version) or `label:<name>`. */
export type LabelCondition = { readonly field: string; readonly values: readonly string[] };

/** How one wave picks its tenants. Selections are expressions; they are resolved on the server, each time. */
export type WaveRule =
  | { readonly kind: 'labels'; readonly where: readonly LabelCondition[] }
  | { readonly kind: 'percent'; readonly percent: number }
  | { readonly kind: 'keys'; readonly keys: readonly string[] }
  | { readonly kind: 'rest' };

export type ResolvedWave = {
  readonly members: readonly string[];
  /** Keys asked for by name that no eligible tenant has. */
  readonly unmatched: readonly string[];
  /** Keys asked for that an earlier wave already has, or that were given twice. */
  readonly repeated: readonly string[];
};

function fieldOf(candidate: Candidate, field: string): string | null {
  if (field.startsWith('label:')) return candidate.labels[field.slice('label:'.length)] ?? null;
  switch (field) {
    case 'tier':
      return candidate.tier;
    case 'region':
      return candidate.region;
    case 'criticality':
      return candidate.criticality;
    case 'server':
      return candidate.server;
    case 'environment':
      return candidate.environment;
    case 'version':
      return candidate.version;
    default:
      return null;
  }
}

/** OR within a field, AND across fields. */
export const matchesLabels = (candidate: Candidate, where: readonly LabelCondition[]): boolean =>
  where.every((condition) => {
    const value = fieldOf(candidate, condition.field);
    return value !== null && condition.values.includes(value);
  });

/** Tenants alike in these are one stratum: a percentage takes its share of each. */
const stratumOf = (candidate: Candidate): string =>
  JSON.stringify([candidate.tier, candidate.region, candidate.criticality, candidate.server]);

/**
 * Distributes candidates over waves. The first wave that matches has the tenant; a percentage is of what the earlier
 * waves left; order within a wave is by key. `seed` makes sampling repeatable: the same plan picks the same tenants.
 */
export function resolveWaves(
  candidates: readonly Candidate[],
  rules: readonly WaveRule[],
  seed: string,
): { readonly waves: readonly ResolvedWave[]; readonly left: readonly string[] } {
  const remaining = new Map(
    [...candidates].sort((a, b) => (a.key < b.key ? -1 : 1)).map((candidate) => [candidate.key, candidate]),
  );
  const eligible = new Set(remaining.keys());
  const waves = rules.map((rule) => {
    const resolved = pick(rule, remaining, eligible, seed);
    for (const key of resolved.members) remaining.delete(key);
    return resolved;
  });
  return { waves, left: [...remaining.keys()] };
}

function pick(
  rule: WaveRule,
  remaining: ReadonlyMap<string, Candidate>,
  eligible: ReadonlySet<string>,
  seed: string,
): ResolvedWave {
  switch (rule.kind) {
    case 'labels': {
      const members = [...remaining.values()].filter((one) => matchesLabels(one, rule.where)).map((one) => one.key);
      return { members, unmatched: [], repeated: [] };
    }
    case 'percent': {
      const left = [...remaining.values()].map((one) => ({ key: one.key, stratum: stratumOf(one) }));
      return { members: sampleStratified(left, rule.percent, seed), unmatched: [], repeated: [] };
    }
    case 'keys': {
      const members = new Set<string>();
      const unmatched: string[] = [];
      const repeated: string[] = [];
      for (const key of rule.keys) {
        if (!eligible.has(key)) unmatched.push(key);
        else if (members.has(key) || !remaining.has(key)) repeated.push(key);
        else members.add(key);
      }
      return { members: [...members].sort(), unmatched, repeated };
    }
    case 'rest':
      return { members: [...remaining.keys()], unmatched: [], repeated: [] };
  }
}
