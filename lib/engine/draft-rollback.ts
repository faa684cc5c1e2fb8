import { planUndo } from '@/lib/domain/plan';
import { atOnceAtMost, canonicalPreview, exclusionOf, type Exclusion } from '@/lib/domain/preview';
import { ok, refuse, type Result } from '@/lib/domain/refusal';
import { canPlanRollback, type RolloutState } from '@/lib/domain/rollout';
import { targetCan, type TargetState } from '@/lib/domain/target';
import { compareVersionTexts } from '@/lib/domain/version';
import type { Database, Transaction } from '@/lib/db/client';
import { sha256 } from '@/lib/platform/secrets';
import type { Input, rollbackPlan as schema } from '@/lib/wire/commands';
import type {
  PlanExcluded,
  PlanMember,
  PlanNote,
  PlanView,
  PlanWave,
  PlanWarning,
} from '@/lib/wire/plan-view';
import type { Engine } from './context';
import { blastRadius, observationNotes, planMember, planScripts, serverPlaces } from './plan-parts';
import { loadPlanRelease, missingValue, plainRefusal, tenantValues, type PlanRelease } from './plan-release';
import { tenantsOfRollout, type PlanTenant } from './plan-tenants';

export type RollbackPlan = Input<typeof schema>;

export type DraftRollback = {
  readonly view: PlanView;
  readonly release: PlanRelease;
  readonly values: ReadonlyMap<string, Readonly<Record<string, string>>>;
  readonly origin: {
    readonly id: string;
    readonly name: string;
    readonly lockTimeoutMs: number;
    readonly statementTimeoutMs: number;
    readonly maxAttempts: number;
    readonly approvalHours: number;
  };
  /** What the new rollout is called. */
  readonly name: string;
  /** Targets of the origin that this plan takes over. */
  readonly originTargetIds: readonly string[];
};

/**
 * The way back as it would be frozen now: exactly the tenants that the origin changed and that are not back yet, last
 * wave first and within a wave last position first, each to the version it came from, by undo scripts.
 */
export async function draftRollback(
  engine: Pick<Engine, 'keys'>,
  db: Transaction | Database,
  input: RollbackPlan,
  now: Date,
): Promise<Result<DraftRollback>> {
  const origin = await db.rollout.findUnique({ where: { id: input.rolloutId } });
  if (origin === null) return refuse('not_found', { kind: 'rollout', id: input.rolloutId });
  if (origin.kind !== 'rollout')
    return refuse('nothing_to_roll_back', { kind: origin.kind, rollout: origin.name });
  if (!canPlanRollback(origin.state as RolloutState)) {
    return refuse('wrong_state', { state: origin.state, verb: 'plan-rollback' });
  }
  const targets = await changedTargets(db, input);
  if (targets.length === 0)
    return refuse('nothing_to_roll_back', { rollout: origin.name, scope: input.scope.kind });
  const release = await loadPlanRelease(db, origin.releaseId, engine.keys.credentials);
  if (release === null) throw new Error('a rollout without its release');
  const tenants = await tenantsOfRollout(db, origin.id, now);
  const byId = new Map(tenants.map((tenant) => [tenant.id, tenant]));
  const judged = targets.map((target) =>
    judge(release, target, byId.get(target.tenantId), origin, input.reason, now),
  );
  const view = compose(release, judged, byId, input);
  const [first] = targets;
  const scopeName =
    input.scope.kind === 'rollout'
      ? ''
      : `: ${input.scope.kind === 'wave' ? first?.waveName : first?.tenantKey}`;
  return ok({
    view,
    release,
    values: new Map(
      judged.flatMap((one) => (one.member === null ? [] : [[one.target.tenantId, one.values] as const])),
    ),
    origin,
    name: `Undo ${origin.name}${scopeName}`.slice(0, 200),
    originTargetIds: judged.flatMap((one) => (one.member === null ? [] : [one.target.id])),
  });
}

type OriginTarget = {
  readonly id: string;
  readonly tenantId: string;
  readonly tenantKey: string;
  readonly tenantName: string;
  readonly serverId: string;
  readonly server: string;
  readonly waveId: string;
  readonly waveName: string;
  readonly state: TargetState;
  readonly fromVersion: string | null;
  readonly toVersion: string | null;
};

/** Changed, and not back yet: in the order in which they are taken back. */
function changedTargets(
  db: Transaction | Database,
  { rolloutId, scope }: RollbackPlan,
): Promise<readonly OriginTarget[]> {
  const waveId = scope.kind === 'wave' ? scope.waveId : null;
  const targetId = scope.kind === 'target' ? scope.targetId : null;
  return db.$queryRaw<OriginTarget[]>`
    SELECT t."id"::text, t."tenant_id"::text AS "tenantId", n."key" AS "tenantKey", n."name" AS "tenantName",
           t."server_id"::text AS "serverId", s."key" AS "server", w."id"::text AS "waveId", w."name" AS "waveName",
           t."state", t."from_version" AS "fromVersion", t."to_version" AS "toVersion"
    FROM "target" t
    JOIN "wave" w ON w."id" = t."wave_id"
    JOIN "tenant" n ON n."id" = t."tenant_id"
    JOIN "server" s ON s."id" = t."server_id"
    WHERE t."rollout_id" = ${rolloutId}::uuid AND t."changed" AND t."state" <> 'rolled_back'
      AND (${waveId}::uuid IS NULL OR t."wave_id" = ${waveId}::uuid)
      AND (${targetId}::uuid IS NULL OR t."id" = ${targetId}::uuid)
    ORDER BY w."position" DESC, t."position" DESC`;
}

type Judged = {
  readonly target: OriginTarget;
  readonly member: PlanMember | null;
  readonly exclusion: Exclusion | null;
  readonly values: Readonly<Record<string, string>>;
};

function judge(
  release: PlanRelease,
  target: OriginTarget,
  tenant: PlanTenant | undefined,
  origin: { readonly id: string; readonly name: string },
  why: string,
  now: Date,
): Judged {
  const out = (reason: Exclusion['reason'], facts: Exclusion['facts']): Judged => ({
    target,
    member: null,
    exclusion: { reason, facts },
    values: {},
  });
  if (tenant === undefined) return out('refused', { code: 'tenant_archived', tenant: target.tenantKey });
  // Waiting for another attempt, or in flight while the pause takes hold: its own rollout still has it.
  if (!targetCan(target.state, 'roll-back')) {
    return out('in_other_rollout', { rolloutId: origin.id, rollout: origin.name, state: target.state });
  }
  const plan = planUndo({ history: tenant.history, release: release.scripts, toVersion: target.fromVersion });
  const exclusion = exclusionOf({
    observed: tenant.observed,
    hold: tenant.hold,
    rollout: tenant.rollout?.id === origin.id ? null : tenant.rollout,
    // A tenant that has drifted may come back all the same; the preview says so.
    includedReason: why,
    plan: plan.ok ? { ok: true, nothingToDo: false } : { ok: false, refusal: plainRefusal(plan.refusal) },
  });
  if (exclusion !== null || !plan.ok) return out(exclusion?.reason ?? 'unknown', exclusion?.facts ?? {});
  const { from, to } = plan;
  if (from !== null && target.toVersion !== null && compareVersionTexts(from, target.toVersion) > 0) {
    return out('moved_on', { version: from, rolledTo: target.toVersion });
  }
  if (plan.nothingToDo) return out('nothing_to_undo', { version: from, repeatables: plan.leavesRepeatables });
  const scripts = plan.steps.map(({ script }) => script.script);
  const opened = tenantValues(release, tenant);
  const missing = opened.ok ? missingValue(release, scripts, opened.values) : opened.refusal;
  if (!opened.ok || missing !== null)
    return out('refused', { ...missing?.facts, code: missing?.code ?? null });
  const includedReason = tenant.observed?.drift === 'drifted' ? why : null;
  const notes: PlanNote[] = observationNotes(tenant, includedReason, now);
  if (plan.leavesRepeatables.length > 0) {
    notes.push({ code: 'leaves_repeatables', facts: { scripts: plan.leavesRepeatables } });
  }
  return {
    target,
    member: planMember(tenant, { from, to, scripts }, notes, includedReason),
    exclusion: null,
    values: opened.values,
  };
}

function compose(
  release: PlanRelease,
  judged: readonly Judged[],
  tenants: ReadonlyMap<string, PlanTenant>,
  input: RollbackPlan,
): PlanView {
  const groups = Map.groupBy(judged, ({ target }) => target.waveId);
  const waves: PlanWave[] = [];
  const excluded: PlanExcluded[] = [];
  for (const group of groups.values()) {
    const members = group.flatMap(({ member }) => (member === null ? [] : [member]));
    const position = members.length === 0 ? null : waves.length;
    excluded.push(
      ...group.flatMap((one) =>
        one.exclusion === null ? [] : [excludedOf(one, one.exclusion, tenants, position)],
      ),
    );
    if (position !== null) waves.push(waveBack(group, members, position, tenants, input));
  }
  const planned = waves.flatMap(({ members }) => members);
  const scripts = [...planScripts(release, planned)].reverse();
  return {
    previewHash: sha256(
      canonicalPreview({
        releaseDigest: release.digest,
        targetVersion: null,
        settings: {
          origin: input.rolloutId,
          scope: JSON.stringify(input.scope),
          maxConcurrency: input.maxConcurrency,
        },
        waves: waves.map(({ name, tolerance, members, position }) => ({
          name,
          settings: { tolerance },
          members,
          excluded: excluded
            .filter(({ wave }) => wave === position)
            .map(({ key, reason }) => `${key} ${reason}`),
        })),
      }),
    ),
    kind: 'rollback',
    release: { id: release.id, name: release.name, changelog: release.changelog },
    targetVersion: null,
    counts: { tenants: judged.length, planned: planned.length, excluded: excluded.length, left: 0 },
    waves,
    excluded,
    left: [],
    scripts,
    blastRadius: blastRadius(planned, tenants),
    warnings: rollbackWarnings(
      release,
      scripts.map(({ script }) => script),
    ),
  };
}

/**
 * As many at once as the person allows, and no further ones once that many have failed: every tenant that waits stays
 * on a version that somebody wants to leave. No soak, no approval, for the same reason.
 */
function waveBack(
  group: readonly Judged[],
  members: readonly PlanMember[],
  position: number,
  tenants: ReadonlyMap<string, PlanTenant>,
  { maxConcurrency }: RollbackPlan,
): PlanWave {
  const budget = { tolerance: Math.min(members.length, maxConcurrency) - 1, budgetMode: 'strict' as const };
  const servers = serverPlaces(members, tenants);
  return {
    position,
    name: group[0]?.target.waveName ?? '',
    rule: { kind: 'keys', keys: group.map(({ target }) => target.tenantKey) },
    ...budget,
    onExhausted: 'halt',
    soakMs: 0,
    atOnce: atOnceAtMost({ ...budget, members: members.length, rolloutLimit: maxConcurrency, servers }),
    members,
    unmatched: [],
    repeated: [],
  };
}

function excludedOf(
  { target }: Judged,
  { reason, facts }: Exclusion,
  tenants: ReadonlyMap<string, PlanTenant>,
  wave: number | null,
): PlanExcluded {
  return {
    tenantId: target.tenantId,
    key: target.tenantKey,
    name: target.tenantName,
    serverId: target.serverId,
    server: target.server,
    from: tenants.get(target.tenantId)?.observed?.version ?? null,
    reason,
    facts,
    wave,
  };
}

/** A first look, by words: what an undo script drops, deletes or empties is gone with the rows in it. */
const LOSES_ROWS = /\b(?:drop\s+(?:table|column|schema|materialized\s+view)|truncate|delete\s+from)\b/i;

function rollbackWarnings(release: PlanRelease, scripts: readonly string[]): readonly PlanWarning[] {
  const published = scripts.flatMap((script) => release.byScript.get(script) ?? []);
  const losing = published
    .filter(({ migration }) => LOSES_ROWS.test(migration.sql))
    .map(({ migration }) => migration.script);
  const outside = published
    .filter(({ transactional }) => !transactional)
    .map(({ migration }) => migration.script);
  return [
    ...(losing.length > 0
      ? [{ code: 'undo_loses_data' as const, facts: { count: losing.length, names: losing } }]
      : []),
    ...(outside.length > 0
      ? [{ code: 'outside_transaction' as const, facts: { count: outside.length, names: outside } }]
      : []),
  ];
}
