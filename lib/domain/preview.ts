import type { Facts } from './refusal';
import { resolveWaves, type Candidate, type WaveRule } from './selection';

/** Why a tenant of the changelog is left out of a plan. The first that applies, in this order. */
export const EXCLUSION_REASONS = [
  'already_there',
  'in_other_rollout',
  'held',
  'unknown',
  'refused',
  'drifted',
  'nothing_to_undo',
  'moved_on',
] as const;
export type ExclusionReason = (typeof EXCLUSION_REASONS)[number];

export type Exclusion = { readonly reason: ExclusionReason; readonly facts: Facts };

/** Left out although it was meant: it stands on the rollout's list of exceptions until it is on the version. */
const EXCEPTIONAL: readonly ExclusionReason[] = ['held', 'unknown', 'refused', 'drifted'];

export const isPlannedException = (exclusion: Exclusion): boolean => EXCEPTIONAL.includes(exclusion.reason);

/** What the planner knows of one tenant. */
export type PlanSituation = {
  /** As last read from the tenant's own database; null when it never was. */
  readonly observed: null | {
    readonly state:
      | 'ok'
      | 'no_history'
      | 'home_made'
      | 'empty'
      | 'schema_missing'
      | 'unreachable'
      | 'unreadable';
    readonly version: string | null;
    readonly drift: 'clean' | 'drifted' | 'unknown';
  };
  readonly hold: null | {
    readonly owner: string;
    readonly reason: string;
    readonly expiresAt: string | null;
  };
  /** A live rollout that has the tenant. */
  readonly rollout: null | { readonly id: string; readonly name: string };
  /** Why a person includes the tenant although it is drifted. */
  readonly includedReason: string | null;
  /** What comparing its history with the release says; null where there is no history to compare. */
  readonly plan:
    | null
    | { readonly ok: true; readonly nothingToDo: boolean }
    | { readonly ok: false; readonly refusal: { readonly code: string; readonly facts: Facts } };
};

/** A schema without any table starts from nothing, as Flyway does; one with tables and no history asks for a baseline. */
const isReadable = (observed: PlanSituation['observed']): boolean =>
  observed !== null && (observed.state === 'ok' || observed.state === 'empty');

/** Whether the tenant can be in the plan, and if not, why. */
export function exclusionOf(tenant: PlanSituation): Exclusion | null {
  const { observed, hold, rollout, plan } = tenant;
  const readable = isReadable(observed);
  if (readable && plan?.ok === true && plan.nothingToDo) {
    return { reason: 'already_there', facts: { version: observed?.version ?? null } };
  }
  if (rollout !== null)
    return { reason: 'in_other_rollout', facts: { rolloutId: rollout.id, rollout: rollout.name } };
  if (hold !== null)
    return { reason: 'held', facts: { owner: hold.owner, why: hold.reason, expiresAt: hold.expiresAt } };
  if (!readable || plan === null)
    return { reason: 'unknown', facts: { cause: observed?.state ?? 'never_read' } };
  if (!plan.ok) return { reason: 'refused', facts: { ...plan.refusal.facts, code: plan.refusal.code } };
  if (observed?.drift === 'drifted' && tenant.includedReason === null) {
    return { reason: 'drifted', facts: { version: observed.version } };
  }
  return null;
}

export type PlacedWave = {
  /** Keys of the eligible tenants of the wave, sorted. */
  readonly members: readonly string[];
  /** Keys of tenants that its rule also means, but that are left out. */
  readonly excluded: readonly string[];
  /** Keys asked for by name that no tenant of the changelog has. */
  readonly unmatched: readonly string[];
  readonly repeated: readonly string[];
};

/**
 * Distributes tenants over waves. Shares are taken of eligible tenants only. A tenant that is left out is placed where
 * the same rules would have put it had all been eligible; one that they would not have chosen is in no wave.
 */
export function placeTenants(
  eligible: readonly Candidate[],
  exceptions: readonly Candidate[],
  others: readonly Candidate[],
  rules: readonly WaveRule[],
  seed: string,
): { readonly waves: readonly PlacedWave[]; readonly left: readonly string[] } {
  const chosen = resolveWaves(eligible, rules, seed);
  const meant = resolveWaves([...eligible, ...exceptions], rules, seed);
  const excepted = new Set(exceptions.map(({ key }) => key));
  const known = new Set([...eligible, ...exceptions, ...others].map(({ key }) => key));
  const waves = chosen.waves.map((wave, position) => ({
    members: wave.members,
    excluded: [
      ...(meant.waves[position]?.members ?? []).filter((key) => excepted.has(key)),
      ...namedOthers(rules[position], others),
    ],
    unmatched: wave.unmatched.filter((key) => !known.has(key)),
    repeated: wave.repeated,
  }));
  return { waves, left: chosen.left };
}

function namedOthers(rule: WaveRule | undefined, others: readonly Candidate[]): readonly string[] {
  if (rule?.kind !== 'keys') return [];
  const named = new Set(rule.keys);
  return others.map(({ key }) => key).filter((key) => named.has(key));
}

/** The most tenants of a wave that can be in flight at once: no cap can be passed, so the smallest one counts. */
export function atOnceAtMost(wave: {
  readonly members: number;
  readonly tolerance: number;
  readonly budgetMode: 'strict' | 'soft';
  readonly rolloutLimit: number;
  /** Per server: its own limit, and how many of the wave's tenants it holds. */
  readonly servers: readonly { readonly limit: number; readonly members: number }[];
}): number {
  const byServer = wave.servers.reduce((sum, server) => sum + Math.min(server.limit, server.members), 0);
  const byBudget = wave.budgetMode === 'strict' ? wave.tolerance + 1 : wave.members;
  return Math.min(wave.members, wave.rolloutLimit, byServer, byBudget);
}

/** The parts of a preview that a person agrees to when freezing it as a plan. */
export type PreviewSubject = {
  readonly releaseDigest: string;
  readonly targetVersion: string | null;
  /** Settings of the rollout, by name. */
  readonly settings: Readonly<Record<string, string | number | null>>;
  readonly waves: readonly {
    readonly name: string;
    readonly settings: Readonly<Record<string, string | number>>;
    /** `key`, `from`, `to` and the scripts, in the order of execution. */
    readonly members: readonly {
      readonly key: string;
      readonly from: string | null;
      readonly to: string | null;
      readonly scripts: readonly string[];
    }[];
    /** `key reason`. */
    readonly excluded: readonly string[];
  }[];
};

/** One canonical text: its sha256 is the preview's hash. */
export function canonicalPreview(subject: PreviewSubject): string {
  const sorted = (settings: Readonly<Record<string, string | number | null>>) =>
    Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([
    'groundswell-preview-1',
    subject.releaseDigest,
    subject.targetVersion,
    sorted(subject.settings),
    subject.waves.map((wave) => [
      wave.name,
      sorted(wave.settings),
      wave.members.map((member) => [member.key, member.from, member.to, member.scripts]),
      [...wave.excluded].sort(),
    ]),
  ]);
}
