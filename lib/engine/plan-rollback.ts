import { refuse, type Result } from '@/lib/domain/refusal';
import type { Input, planRollback as schema } from '@/lib/wire/commands';
import type { PlanView } from '@/lib/wire/plan-view';
import type { Actor, Engine } from './context';
import { draftRollback } from './draft-rollback';
import { freezePlan, type FrozenPlan } from './freeze-plan';
import { lockRollout } from './lock-rows';
import { transact } from './transact';

/**
 * Freezes the way back as a rollout of kind `rollback`, ready to be started. Its tenants leave the origin in the same
 * transaction: a paused origin that is resumed can no longer touch them.
 */
export async function planRollback(
  engine: Engine,
  actor: Actor,
  input: Input<typeof schema>,
): Promise<Result<FrozenPlan>> {
  return transact(engine, actor, 'plan-rollback', async (work) => {
    // Held to the end: the origin can be neither resumed nor rolled back twice meanwhile.
    await lockRollout(work.tx, input.rolloutId);
    const draft = await draftRollback(engine, work.tx, input, work.now);
    if (!draft.ok) return draft;
    const { view, release, values, origin, name, originTargetIds } = draft.value;
    if (view.previewHash !== input.previewHash) {
      return refuse('plan_moved', { ...view.counts, waves: view.waves.length });
    }
    if (view.counts.planned === 0) return nothingComesBack(origin.name, view);
    await work.tx.target.updateMany({ where: { id: { in: [...originTargetIds] } }, data: { live: false } });
    const { lockTimeoutMs, statementTimeoutMs, maxAttempts, approvalHours } = origin;
    const frozen = await freezePlan(engine, work, actor, {
      view,
      release,
      values,
      name,
      originId: origin.id,
      reason: input.reason,
      settings: {
        strategy: 'phased',
        maxConcurrency: input.maxConcurrency,
        lockTimeoutMs,
        statementTimeoutMs,
        maxAttempts,
        approvalsRequired: 0,
        approvalHours,
        paceMs: 0,
      },
    });
    if (!frozen.ok) return frozen;
    await work.event({
      rolloutId: origin.id,
      verb: 'plan-rollback',
      reason: input.reason,
      data: { rollbackId: frozen.value.rolloutId, tenants: view.counts.planned },
    });
    await work.hand(origin.id);
    return frozen;
  });
}

function nothingComesBack(rollout: string, { excluded }: PlanView) {
  const codes = new Set(excluded.map(({ reason, facts }) => (reason === 'refused' ? facts['code'] : reason)));
  if (codes.size === 1 && codes.has('undo_missing')) {
    const scripts = excluded.flatMap(({ facts }) =>
      Array.isArray(facts['scripts']) ? (facts['scripts'] as string[]) : [],
    );
    return refuse('undo_missing', {
      rollout,
      scripts: [...new Set(scripts)].sort(),
      tenants: excluded.length,
    });
  }
  return refuse('nothing_to_roll_back', {
    rollout,
    excluded: excluded.length,
    reasons: excluded.map(({ key, reason }) => `${key}: ${reason}`).slice(0, 20),
  });
}
