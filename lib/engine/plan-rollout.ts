import { refuse, type Result } from '@/lib/domain/refusal';
import type { Input, planRollout as schema } from '@/lib/wire/commands';
import type { Actor, Engine } from './context';
import { draftPlan, type DraftPlan, type RolloutPlan } from './draft-plan';
import { freezePlan, type FrozenPlan, type PlanToFreeze } from './freeze-plan';
import { transact } from './transact';

/**
 * Freezes the plan that a person has previewed. It is drafted anew in the transaction: `plan_moved` when what would be
 * saved is not what was seen. Tenants that no wave takes are a warning of the preview and no refusal.
 */
export async function planRollout(
  engine: Engine,
  actor: Actor,
  input: Input<typeof schema>,
): Promise<Result<FrozenPlan>> {
  return transact(engine, actor, 'plan-rollout', async (work) => {
    const draft = await draftPlan(engine, work.tx, input, work.now);
    if (!draft.ok) return draft;
    const { counts, previewHash, waves } = draft.value.view;
    if (previewHash !== input.previewHash) return refuse('plan_moved', { ...counts, waves: waves.length });
    return freezePlan(engine, work, actor, planToFreeze(draft.value, input));
  });
}

export function planToFreeze(draft: DraftPlan, input: RolloutPlan): PlanToFreeze {
  const { strategy, maxConcurrency, lockTimeoutMs, statementTimeoutMs, maxAttempts } = input;
  const { approvalsRequired, approvalHours, paceMs } = input;
  return {
    ...draft,
    name: input.name,
    originId: null,
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
  };
}
