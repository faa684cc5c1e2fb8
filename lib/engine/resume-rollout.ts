import { ok, type Result } from '@/lib/domain/refusal';
import { targetCan } from '@/lib/domain/target';
import type { Input, resumeRollout as resumeRolloutInput } from '@/lib/wire/commands';
import type { Actor, Engine } from './context';
import { lockRolloutSeen, lockTargets, type RolloutRow } from './lock-rows';
import { moveRollout } from './move-rollout';
import { findUnanswered, recheckTargets } from './unanswered-checks';
import { keysOf, lockWavesOf, withoutTaken } from './target-command';
import { transact, type Work } from './transact';

/**
 * Lets the tick go on. It opens no gate and gives no budget back: with an exhausted one only retries are started. After
 * a pause because checks broke, the succeeded targets that they broke on are checked again: that is what was waited for.
 */
export async function resumeRollout(
  engine: Engine,
  actor: Actor,
  input: Input<typeof resumeRolloutInput>,
): Promise<Result<{ readonly rolloutId: string; readonly version: number }>> {
  return transact(engine, actor, 'resume-rollout', async (work) => {
    const seen = await lockRolloutSeen(work.tx, input.rolloutId, input.expectedVersion);
    if (!seen.ok) return seen;
    const rollout = seen.value;
    const moved = await moveRollout(work, rollout, 'resume', 'resume-rollout', {
      data: { pausedFor: rollout.pauseReason },
    });
    if (!moved.ok) return moved;
    const rechecked = rollout.pauseReason === 'check_error' ? await recheckBroken(engine, work, rollout) : [];
    await work.hand(rollout.id);
    await work.audit(
      { kind: 'rollout', id: rollout.id, label: rollout.name },
      { data: { pausedFor: rollout.pauseReason, ...(rechecked.length > 0 ? { rechecked } : {}) } },
    );
    await work.tick(rollout.id);
    return ok({ rolloutId: rollout.id, version: moved.value.version });
  });
}

/** @returns keys of the tenants that are checked again; one that a rollback has taken meanwhile is left to it. */
async function recheckBroken(engine: Engine, work: Work, rollout: RolloutRow): Promise<readonly string[]> {
  const broken = [...(await findUnanswered(work.tx, rollout.id, ['error']))];
  if (broken.length === 0) return [];
  await lockWavesOf(work, rollout.id, broken);
  const locked = await lockTargets(work.tx, rollout.id, broken);
  const able = locked.filter((target) => targetCan(target.state, 'recheck'));
  const free = await withoutTaken(work, { rollout, able, unable: [] });
  if (!free.ok || free.value.able.length === 0) return [];
  await recheckTargets(engine, work, rollout.id, free.value.able, 'resume-rollout');
  return keysOf(free.value.able);
}
