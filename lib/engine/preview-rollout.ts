import { ok, refuse, type Result } from '@/lib/domain/refusal';
import { may } from '@/lib/domain/verbs';
import type { PlanView } from '@/lib/wire/plan-view';
import type { Actor, Engine } from './context';
import { draftPlan, type RolloutPlan } from './draft-plan';

/**
 * What a plan would do, tenant by tenant, if it were frozen now. Changes nothing and leaves no audit line.
 * Refuses `not_allowed`, `not_found` (the release) and `bad_input` (a version that it does not have, a rolling update of
 * more than one wave).
 */
export async function previewRollout(
  engine: Pick<Engine, 'db' | 'keys' | 'clock'>,
  actor: Actor,
  input: RolloutPlan,
): Promise<Result<PlanView>> {
  if (!may(actor.role, 'plan-rollout'))
    return refuse('not_allowed', { verb: 'plan-rollout', role: actor.role });
  const draft = await draftPlan(engine, engine.db, input, engine.clock.now());
  return draft.ok ? ok(draft.value.view) : draft;
}
