import { ok, refuse, type Result } from '@/lib/domain/refusal';
import { rolloutPlan, type applyTenant as schema, type Input } from '@/lib/wire/commands';
import type { PlanView } from '@/lib/wire/plan-view';
import type { Actor, Engine } from './context';
import { draftPlan } from './draft-plan';
import { freezePlan, type FrozenPlan } from './freeze-plan';
import { lockRollout } from './lock-rows';
import { moveRollout } from './move-rollout';
import { planToFreeze } from './plan-rollout';
import { transact } from './transact';

/**
 * One tenant to a release, at once: a rollout of one wave of one tenant, planned and started in one transaction. The
 * person confirms by typing the tenant's key. Refuses `no_targets` with the reason for which the tenant is left out.
 */
export async function applyTenant(
  engine: Engine,
  actor: Actor,
  input: Input<typeof schema>,
): Promise<Result<FrozenPlan>> {
  return transact(engine, actor, 'apply-tenant', async (work) => {
    const tenant = await work.tx.tenant.findUnique({ where: { id: input.tenantId } });
    if (tenant === null) return refuse('not_found', { kind: 'tenant', id: input.tenantId });
    if (tenant.archivedAt !== null) return refuse('tenant_archived', { key: tenant.key });
    if (input.confirmKey !== tenant.key) {
      return refuse('bad_input', { fields: [`confirmKey: Type ${tenant.key} to confirm.`], count: 1 });
    }
    const plan = rolloutPlan.parse({
      name: 'one tenant',
      releaseId: input.releaseId,
      waves: [{ name: 'This tenant', rule: { kind: 'keys', keys: [tenant.key] } }],
      approvalsRequired: 0,
    });
    const draft = await draftPlan(engine, work.tx, plan, work.now, tenant.id);
    if (!draft.ok) return draft;
    const { view } = draft.value;
    if (view.counts.planned === 0) return leftOut(tenant.key, view);
    const name = `${tenant.key.slice(0, 140)} → ${view.targetVersion ?? view.release.name}`.slice(0, 200);
    const frozen = await freezePlan(engine, work, actor, planToFreeze(draft.value, { ...plan, name }));
    if (!frozen.ok) return frozen;
    const rollout = await lockRollout(work.tx, frozen.value.rolloutId);
    if (rollout === null) throw new Error('a rollout that was just created is gone');
    const started = await moveRollout(work, rollout, 'start', 'apply-tenant', {
      startedAt: work.now,
      data: { tenants: 1 },
    });
    if (!started.ok) return started;
    await work.tick(rollout.id);
    return ok({ ...frozen.value, version: started.value.version });
  });
}

function leftOut(key: string, view: PlanView) {
  const [excluded] = view.excluded;
  if (excluded === undefined)
    return refuse('no_targets', { tenant: key, reason: null, release: view.release.name });
  if (excluded.reason === 'in_other_rollout')
    return refuse('tenant_in_rollout', { tenant: key, ...excluded.facts });
  return refuse('no_targets', {
    tenant: key,
    release: view.release.name,
    ...excluded.facts,
    reason: excluded.reason,
  });
}
