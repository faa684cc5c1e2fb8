import { ok, refuse, type Result } from '@/lib/domain/refusal';
import { may } from '@/lib/domain/verbs';
import type { PlanView } from '@/lib/wire/plan-view';
import type { Actor, Engine } from './context';
import { draftRollback, type RollbackPlan } from './draft-rollback';

/**
 * What taking a rollout, a wave or one tenant back would do. Changes nothing and leaves no audit line. Refuses
 * `wrong_state` while the origin runs, `nothing_to_roll_back` when it changed nobody in the scope.
 */
export async function previewRollback(
  engine: Pick<Engine, 'db' | 'keys' | 'clock'>,
  actor: Actor,
  input: RollbackPlan,
): Promise<Result<PlanView>> {
  if (!may(actor.role, 'plan-rollback'))
    return refuse('not_allowed', { verb: 'plan-rollback', role: actor.role });
  const draft = await draftRollback(engine, engine.db, input, engine.clock.now());
  return draft.ok ? ok(draft.value.view) : draft;
}
