import {
  atOnceAtMost,
  canonicalPreview,
  exclusionOf,
  isPlannedException,
  placeTenants,
} from '@/lib/domain/preview';
import { refuse, type Result, ok } from '@/lib/domain/refusal';
import type { Database, Transaction } from '@/lib/db/client';
import { sha256 } from '@/lib/platform/secrets';
import type { Input, rolloutPlan as schema } from '@/lib/wire/commands';
import type { PlanExcluded, PlanMember, PlanNote, PlanView, PlanWave } from '@/lib/wire/plan-view';
import type { Engine } from './context';
import {
  blastRadius,
  observationNotes,
  planMember,
  planScripts,
  planWarnings,
  serverPlaces,
} from './plan-parts';
import { compareTenant, findTargetVersion, loadPlanRelease, type PlanRelease } from './plan-release';
import { tenantsOfChangelog, type PlanTenant } from './plan-tenants';

export type RolloutPlan = Input<typeof schema>;

export type DraftPlan = {
  readonly view: PlanView;
  readonly release: PlanRelease;
  /** Placeholder values in plain text, by tenant: for the plan's keyed hash and nothing else. */
  readonly values: ReadonlyMap<string, Readonly<Record<string, string>>>;
};

/**
 * The plan as it would be frozen now: what `previewRollout` shows and `planRollout` saves. Reads rows in a constant
 * number of queries, whatever the size of the fleet; no tenant's database is asked.
 * @param onlyTenantId plans for this tenant alone, as if the changelog had no other.
 */
export async function draftPlan(
  engine: Pick<Engine, 'keys'>,
  db: Transaction | Database,
  input: RolloutPlan,
  now: Date,
  onlyTenantId: string | null = null,
): Promise<Result<DraftPlan>> {
  const release = await loadPlanRelease(db, input.releaseId, engine.keys.credentials);
  if (release === null) return refuse('not_found', { kind: 'release', id: input.releaseId });
  const targetVersion = findTargetVersion(release, input.targetVersion);
  if (targetVersion === undefined) {
    return refuse('bad_input', {
      fields: [`targetVersion: ${release.name} has no version ${input.targetVersion ?? ''}.`],
      count: 1,
    });
  }
  if (input.strategy === 'rolling' && input.waves.length !== 1) {
    return refuse('bad_input', { fields: ['waves: A rolling update has exactly one wave.'], count: 1 });
  }
  const tenants = await tenantsOfChangelog(db, release.changelogId, now, onlyTenantId);
  const sorted = sortOut(release, tenants, input, targetVersion, now);
  return ok({
    view: compose(release, tenants, sorted, input, targetVersion),
    release,
    values: sorted.values,
  });
}

type SortedOut = {
  readonly eligible: ReadonlyMap<string, PlanMember>;
  readonly excluded: ReadonlyMap<string, Omit<PlanExcluded, 'wave'>>;
  readonly values: ReadonlyMap<string, Readonly<Record<string, string>>>;
};

function sortOut(
  release: PlanRelease,
  tenants: readonly PlanTenant[],
  input: RolloutPlan,
  targetVersion: string | null,
  now: Date,
): SortedOut {
  const reasons = new Map(input.include.map(({ key, reason }) => [key, reason]));
  const eligible = new Map<string, PlanMember>();
  const excluded = new Map<string, Omit<PlanExcluded, 'wave'>>();
  const values = new Map<string, Readonly<Record<string, string>>>();
  for (const tenant of tenants) {
    const { observed, hold, rollout } = tenant;
    const includedReason = reasons.get(tenant.key) ?? null;
    const compared = compareTenant(release, tenant, targetVersion);
    const { plan } = compared;
    const exclusion = exclusionOf({ observed, hold, rollout, includedReason, plan });
    if (exclusion !== null || plan === null || !plan.ok) {
      const { reason, facts } = exclusion ?? { reason: 'unknown' as const, facts: {} };
      const { id: tenantId, key, name, serverId } = tenant;
      const from = observed?.version ?? null;
      excluded.set(key, {
        tenantId,
        key,
        name,
        serverId,
        server: tenant.candidate.server,
        from,
        reason,
        facts,
      });
      continue;
    }
    const scripts = plan.steps.map(({ script }) => script);
    const notes: PlanNote[] = observationNotes(tenant, includedReason, now);
    if (plan.from === null) notes.push({ code: 'starts_from_nothing', facts: {} });
    if (plan.steps.every(({ kind }) => kind === 'repeatable')) {
      notes.push({ code: 'repeatables_only', facts: { scripts } });
    }
    eligible.set(
      tenant.key,
      planMember(
        tenant,
        { from: plan.from, to: plan.to, scripts },
        notes,
        observed?.drift === 'drifted' ? includedReason : null,
      ),
    );
    values.set(tenant.id, compared.values);
  }
  return { eligible, excluded, values };
}

function compose(
  release: PlanRelease,
  tenants: readonly PlanTenant[],
  { eligible, excluded }: SortedOut,
  input: RolloutPlan,
  targetVersion: string | null,
): PlanView {
  const candidates = (keep: (key: string) => boolean) =>
    tenants.filter(({ key }) => keep(key)).map(({ candidate }) => candidate);
  const isException = (key: string) => {
    const one = excluded.get(key);
    return one !== undefined && isPlannedException(one);
  };
  const placed = placeTenants(
    candidates((key) => eligible.has(key)),
    candidates(isException),
    candidates((key) => excluded.has(key) && !isException(key)),
    input.waves.map(({ rule }) => rule),
    // The digest and not the rollout's name: the same release picks the same sample, however often it is previewed.
    release.digest,
  );
  const byId = new Map(tenants.map((tenant) => [tenant.id, tenant]));
  const membersOf = (keys: readonly string[]): PlanMember[] =>
    keys.flatMap((key) => {
      const member = eligible.get(key);
      return member === undefined ? [] : [member];
    });
  const waves = placed.waves.map(({ members: keys, unmatched, repeated }, position): PlanWave => {
    const plan = input.waves[position];
    if (plan === undefined) throw new Error('a placed wave that nobody planned');
    const members = membersOf(keys);
    const servers = serverPlaces(members, byId);
    return {
      ...plan,
      position,
      atOnce: atOnceAtMost({ ...plan, members: members.length, rolloutLimit: input.maxConcurrency, servers }),
      members,
      unmatched,
      repeated,
    };
  });
  const waveOf = new Map(
    placed.waves.flatMap((wave, position) => wave.excluded.map((key) => [key, position] as const)),
  );
  const left = membersOf(placed.left);
  const planned = waves.flatMap(({ members }) => members);
  const scripts = planScripts(release, planned);
  const known = new Set(tenants.map(({ key }) => key));
  const out = [...excluded.values()].map((one) => ({ ...one, wave: waveOf.get(one.key) ?? null }));
  const { approvalsRequired, maxConcurrency } = input;
  const includeUnmatched = input.include.map(({ key }) => key).filter((key) => !known.has(key));
  return {
    previewHash: previewHash(release, input, targetVersion, waves, out),
    kind: 'rollout',
    release: { id: release.id, name: release.name, changelog: release.changelog },
    targetVersion,
    counts: { tenants: tenants.length, planned: planned.length, excluded: out.length, left: left.length },
    waves,
    excluded: out,
    left,
    scripts,
    blastRadius: blastRadius(planned, byId),
    warnings: planWarnings({ waves, left, scripts }, { approvalsRequired, maxConcurrency, includeUnmatched }),
  };
}

/** The name is not in it: a plan that is only renamed has not moved. */
function previewHash(
  release: PlanRelease,
  input: RolloutPlan,
  targetVersion: string | null,
  waves: readonly PlanWave[],
  excluded: readonly PlanExcluded[],
): string {
  const { strategy, maxConcurrency, lockTimeoutMs, statementTimeoutMs, maxAttempts } = input;
  const { approvalsRequired, approvalHours, paceMs } = input;
  return sha256(
    canonicalPreview({
      releaseDigest: release.digest,
      targetVersion,
      settings: {
        strategy,
        maxConcurrency,
        lockTimeoutMs,
        statementTimeoutMs,
        maxAttempts,
        approvalsRequired,
        approvalHours,
        paceMs,
      },
      waves: waves.map(({ position, name, tolerance, budgetMode, onExhausted, soakMs, members }) => ({
        name,
        settings: { tolerance, budgetMode, onExhausted, soakMs },
        members,
        excluded: excluded
          .filter(({ wave }) => wave === position)
          .map(({ key, reason }) => `${key} ${reason}`),
      })),
    }),
  );
}
