import { randomUUID } from 'node:crypto';
import { isPlannedException } from '@/lib/domain/preview';
import { ok, refuse, type Result } from '@/lib/domain/refusal';
import { ROLLOUT_TRANSITIONS } from '@/lib/domain/rollout';
import type { Transaction } from '@/lib/db/client';
import { toJson } from '@/lib/db/json';
import { hmacSha256 } from '@/lib/platform/secrets';
import type { PlanExcluded, PlanMember, PlanView, PlanWave } from '@/lib/wire/plan-view';
import type { Actor, Engine } from './context';
import type { PlanRelease } from './plan-release';
import type { Work } from './transact';

/** PostgreSQL takes 65,535 parameters a statement: a thousand targets of a dozen columns are well below. */
const BATCH = 1000;

export type PlanToFreeze = {
  readonly view: PlanView;
  readonly release: PlanRelease;
  readonly values: ReadonlyMap<string, Readonly<Record<string, string>>>;
  readonly name: string;
  readonly originId: string | null;
  readonly settings: {
    readonly strategy: 'phased' | 'rolling';
    readonly maxConcurrency: number;
    readonly lockTimeoutMs: number;
    readonly statementTimeoutMs: number;
    readonly maxAttempts: number;
    readonly approvalsRequired: number;
    readonly approvalHours: number;
    readonly paceMs: number;
  };
  readonly reason?: string;
};

export type FrozenPlan = { readonly rolloutId: string; readonly version: number; readonly planned: number };

/**
 * Saves a plan: rollout, waves and targets, from `draft` over `validating` to `ready`, all in the caller's transaction.
 * Membership is frozen from here on. Refuses `no_targets`, and `tenant_in_rollout` when another plan has taken a tenant
 * since this one was drafted: the index `target_live_tenant` decides, not what was read before.
 */
export async function freezePlan(
  engine: Engine,
  work: Work,
  actor: Actor,
  plan: PlanToFreeze,
): Promise<Result<FrozenPlan>> {
  const { view, release } = plan;
  if (view.counts.planned === 0) {
    return refuse('no_targets', {
      tenants: view.counts.tenants,
      excluded: view.counts.excluded,
      left: view.counts.left,
    });
  }
  const rolloutId = randomUUID();
  await work.tx.rollout.create({
    data: {
      id: rolloutId,
      kind: view.kind,
      name: plan.name,
      releaseId: release.id,
      originId: plan.originId,
      targetVersion: view.targetVersion,
      ...plan.settings,
      state: ROLLOUT_TRANSITIONS.freeze.to,
      planHash: planHash(engine.keys.credentials, plan),
      createdById: actor.id,
      createdAt: work.now,
    },
  });
  const waveIds = view.waves.map(() => randomUUID());
  await work.tx.wave.createMany({
    data: view.waves.map((wave, position) => ({
      id: waveIds[position] ?? '',
      rolloutId,
      position,
      name: wave.name,
      state: 'pending',
      rule: toJson(wave.rule),
      tolerance: wave.tolerance,
      budgetMode: wave.budgetMode,
      onExhausted: wave.onExhausted,
      soakMs: wave.soakMs,
    })),
  });
  const rows = view.waves.flatMap((wave, position) =>
    targetRows(rolloutId, waveIds[position] ?? '', wave, view.excluded),
  );
  for (let start = 0; start < rows.length; start += BATCH) {
    const data = rows.slice(start, start + BATCH);
    const { count } = await work.tx.target.createMany({ data, skipDuplicates: true });
    if (count < data.length)
      return takenTenant(
        work.tx,
        rolloutId,
        data.map(({ tenantId }) => tenantId),
      );
  }
  await recordBirth(work, rolloutId, plan);
  await work.hand(rolloutId);
  await work.audit(
    { kind: 'rollout', id: rolloutId, label: plan.name },
    {
      ...(plan.reason === undefined ? {} : { reason: plan.reason }),
      data: {
        release: release.name,
        version: view.targetVersion,
        tenants: view.counts.planned,
        waves: view.waves.length,
      },
    },
  );
  work.announce('fleet', 'rollouts');
  return ok({ rolloutId, version: 1, planned: view.counts.planned });
}

/** Three events for three states: the draft is made, checked and frozen within one transaction. */
async function recordBirth(work: Work, rolloutId: string, { view, reason }: PlanToFreeze): Promise<void> {
  const { validate, freeze } = ROLLOUT_TRANSITIONS;
  const why = reason === undefined ? {} : { reason };
  await work.event({
    rolloutId,
    verb: view.kind === 'rollback' ? 'plan-rollback' : 'plan-rollout',
    to: 'draft',
    ...why,
  });
  await work.event({ rolloutId, verb: 'validate', from: 'draft', to: validate.to });
  const exceptions = view.excluded.filter((one) => one.wave !== null && isPlannedException(one)).length;
  await work.event({
    rolloutId,
    verb: 'freeze',
    from: validate.to,
    to: freeze.to,
    data: { tenants: view.counts.planned, waves: view.waves.length, exceptions },
  });
}

function targetRows(rolloutId: string, waveId: string, wave: PlanWave, excluded: readonly PlanExcluded[]) {
  const exceptions = excluded.filter((one) => one.wave === wave.position && isPlannedException(one));
  return [
    ...wave.members.map((member, position) => ({
      rolloutId,
      waveId,
      position,
      tenantId: member.tenantId,
      serverId: member.serverId,
      state: 'pending',
      reason: null as string | null,
      fromVersion: member.from,
      toVersion: member.to,
      scripts: toJson(member.scripts),
      live: true,
      includedReason: member.includedReason,
    })),
    ...exceptions.map((one, index) => ({
      rolloutId,
      waveId,
      position: wave.members.length + index,
      tenantId: one.tenantId,
      serverId: one.serverId,
      state: 'excluded',
      reason: exclusionText(one),
      fromVersion: one.from,
      toVersion: null,
      scripts: toJson([]),
      live: false,
      includedReason: null,
    })),
  ];
}

/** `held`, `unknown:unreachable`, `refused:checksum_mismatch`: a word and what it is about, for lists and filters. */
function exclusionText({ reason, facts }: Pick<PlanExcluded, 'reason' | 'facts'>): string {
  const about = reason === 'unknown' ? facts['cause'] : reason === 'refused' ? facts['code'] : undefined;
  return typeof about === 'string' ? `${reason}:${about}` : reason;
}

async function takenTenant(tx: Transaction, rolloutId: string, tenantIds: readonly string[]) {
  const [other] = await tx.$queryRaw<{ tenant: string; rolloutId: string; rollout: string }[]>`
    SELECT n."key" AS "tenant", r."id"::text AS "rolloutId", r."name" AS "rollout"
    FROM "target" t JOIN "tenant" n ON n."id" = t."tenant_id" JOIN "rollout" r ON r."id" = t."rollout_id"
    WHERE t."live" AND t."rollout_id" <> ${rolloutId}::uuid AND t."tenant_id" = ANY(${[...tenantIds]}::uuid[])
    ORDER BY n."key" LIMIT 1`;
  return refuse('tenant_in_rollout', {
    tenant: other?.tenant ?? null,
    rolloutId: other?.rolloutId ?? null,
    rollout: other?.rollout ?? null,
  });
}

/** Keyed, because placeholder values are in it: without the key nobody can try values against the hash. */
function planHash(key: Buffer, { view, release, values, settings, name }: PlanToFreeze): string {
  const sorted = (entries: Readonly<Record<string, string | number>>) =>
    Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1));
  const member = (one: PlanMember) => [
    one.key,
    one.from,
    one.to,
    one.scripts,
    sorted(values.get(one.tenantId) ?? {}),
  ];
  return hmacSha256(
    key,
    JSON.stringify([
      'groundswell-plan-1',
      name,
      release.digest,
      release.published.map(({ migration }) => [migration.script, migration.checksum]),
      view.targetVersion,
      sorted(settings),
      view.waves.map((wave) => [
        wave.name,
        wave.tolerance,
        wave.budgetMode,
        wave.onExhausted,
        wave.soakMs,
        wave.members.map(member),
      ]),
    ]),
  );
}
