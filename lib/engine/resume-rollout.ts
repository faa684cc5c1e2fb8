import { ok, type Result } from '@/lib/domain/refusal';
import type { Input, resumeRollout as resumeRolloutInput } from '@/lib/wire/commands';
import type { Actor, Engine } from './context';
import { lockRolloutSeen } from './lock-rows';
import { moveRollout } from './move-rollout';
import { transact } from './transact';

/** Lets the tick go on. It opens no gate and gives no budget back: with an exhausted one only retries are started. */
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
    await work.hand(rollout.id);
    await work.audit(
      { kind: 'rollout', id: rollout.id, label: rollout.name },
      { data: { pausedFor: rollout.pauseReason } },
    );
    await work.tick(rollout.id);
    return ok({ rolloutId: rollout.id, version: moved.value.version });
  });
}
