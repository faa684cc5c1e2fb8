import type { ReleaseScript } from '@/lib/domain/cells';
import { versionKey } from '@/lib/domain/version';
import type { PlanMember, PlanNote, PlanScript, PlanView, PlanWave, PlanWarning } from '@/lib/wire/plan-view';
import type { PlanRelease } from './plan-release';
import type { PlanTenant } from './plan-tenants';

/** Parts of a plan's view that a rollout and a rollback share. */

const DAY_MS = 86_400_000;

export function planMember(
  tenant: PlanTenant,
  plan: { readonly from: string | null; readonly to: string | null; readonly scripts: readonly string[] },
  notes: readonly PlanNote[],
  includedReason: string | null,
): PlanMember {
  const { candidate } = tenant;
  return {
    tenantId: tenant.id,
    key: tenant.key,
    name: tenant.name,
    tier: candidate.tier,
    region: candidate.region,
    criticality: candidate.criticality,
    serverId: tenant.serverId,
    server: candidate.server,
    database: tenant.database,
    schema: tenant.schema,
    ...plan,
    notes,
    includedReason,
    verifiedAt: tenant.verifiedAt === null ? null : tenant.verifiedAt.toISOString(),
  };
}

/** What the last reading of the tenant adds to any plan with it. */
export function observationNotes(tenant: PlanTenant, includedReason: string | null, now: Date): PlanNote[] {
  const notes: PlanNote[] = [];
  if (tenant.observed?.drift === 'drifted')
    notes.push({ code: 'drift_included', facts: { why: includedReason } });
  if (tenant.observed?.drift === 'unknown' && tenant.observed.state === 'ok') {
    notes.push({ code: 'drift_unknown', facts: {} });
  }
  if (tenant.verifiedAt !== null && now.getTime() - tenant.verifiedAt.getTime() > DAY_MS) {
    notes.push({ code: 'read_long_ago', facts: { verifiedAt: tenant.verifiedAt.toISOString() } });
  }
  return notes;
}

/** The scripts that the members run, in the release's order, with what is known of each. */
export function planScripts(release: PlanRelease, members: readonly PlanMember[]): readonly PlanScript[] {
  const runs = new Map<string, number>();
  for (const member of members) {
    for (const script of member.scripts) runs.set(script, (runs.get(script) ?? 0) + 1);
  }
  const undoOf = undoScripts(release.scripts);
  return release.published
    .filter(({ migration }) => runs.has(migration.script))
    .map(({ migration, transactional, statements }) => ({
      script: migration.script,
      kind: migration.kind,
      version: migration.version,
      description: migration.description,
      transactional,
      statements,
      undo: migration.kind === 'versioned' ? (undoOf.get(versionKey(migration.version ?? '')) ?? null) : null,
      tenants: runs.get(migration.script) ?? 0,
    }));
}

const undoScripts = (scripts: readonly ReleaseScript[]): ReadonlyMap<string, string> =>
  new Map(
    scripts.flatMap(({ kind, version, script }) =>
      kind === 'undo' && version !== null ? [[versionKey(version), script] as const] : [],
    ),
  );

export function blastRadius(
  members: readonly PlanMember[],
  tenants: ReadonlyMap<string, PlanTenant>,
): PlanView['blastRadius'] {
  const servers = new Map<string, { key: string; name: string; environment: string; tenants: number }>();
  for (const member of members) {
    const known = servers.get(member.serverId);
    if (known !== undefined) known.tenants += 1;
    else {
      const tenant = tenants.get(member.tenantId);
      servers.set(member.serverId, {
        key: member.server,
        name: tenant?.serverName ?? member.server,
        environment: tenant?.candidate.environment ?? '',
        tenants: 1,
      });
    }
  }
  return {
    tenants: members.length,
    databases: new Set(members.map((member) => `${member.serverId} ${member.database}`)).size,
    servers: [...servers.values()].sort((a, b) => (a.key < b.key ? -1 : 1)),
  };
}

/** How many of each server's places the members of a wave can use. */
export function serverPlaces(
  members: readonly PlanMember[],
  tenants: ReadonlyMap<string, PlanTenant>,
): readonly { readonly limit: number; readonly members: number }[] {
  const places = new Map<string, { limit: number; members: number }>();
  for (const { serverId, tenantId } of members) {
    const place = places.get(serverId);
    if (place !== undefined) place.members += 1;
    else places.set(serverId, { limit: tenants.get(tenantId)?.serverLimit ?? 1, members: 1 });
  }
  return [...places.values()];
}

/** What a person should read before agreeing; none of it forbids the plan. */
export function planWarnings(
  plan: Pick<PlanView, 'waves' | 'left' | 'scripts'>,
  settings: {
    readonly approvalsRequired: number;
    readonly maxConcurrency: number;
    readonly includeUnmatched: readonly string[];
  },
): readonly PlanWarning[] {
  const { waves, left, scripts } = plan;
  const names = (list: readonly PlanWave[]) => list.map((wave) => wave.name);
  const empty = waves.filter((wave) => wave.members.length === 0);
  const unmatched = waves.flatMap((wave) => wave.unmatched);
  const repeated = waves.flatMap((wave) => wave.repeated);
  const outside = scripts.filter((script) => !script.transactional);
  const irreversible = scripts.filter((script) => script.kind === 'versioned' && script.undo === null);
  const covered = waves.filter((wave) => wave.members.length > 1 && wave.tolerance >= wave.members.length);
  const soft = waves.filter((wave) => wave.budgetMode === 'soft');
  const named = (
    code: PlanWarning['code'],
    list: readonly string[],
    facts: PlanWarning['facts'] = {},
  ): PlanWarning[] =>
    list.length === 0 ? [] : [{ code, facts: { ...facts, count: list.length, names: list } }];
  return [
    ...named(
      'tenants_left_over',
      left.map(({ key }) => key),
    ),
    ...named('empty_waves', names(empty)),
    ...named('unmatched_keys', unmatched),
    ...named('repeated_keys', repeated),
    ...named('include_unmatched', settings.includeUnmatched),
    ...named(
      'outside_transaction',
      outside.map(({ script }) => script),
    ),
    ...named(
      'not_reversible',
      irreversible.map(({ script }) => script),
    ),
    ...named('budget_covers_wave', names(covered)),
    ...named('soft_budget', names(soft), { overrun: settings.maxConcurrency - 1 }),
    ...(settings.approvalsRequired === 0 && waves.length > 1
      ? [{ code: 'no_approval' as const, facts: {} }]
      : []),
  ];
}
