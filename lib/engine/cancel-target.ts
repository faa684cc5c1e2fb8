import { ok, type Result } from '@/lib/domain/refusal';
import { CANCELS_TOPIC } from '@/lib/wire/live';
import type { cancelTarget as cancelTargetInput, Input } from '@/lib/wire/commands';
import type { Actor, Engine } from './context';
import { moveTargets } from './move-targets';
import { chooseTargets, keysOf, type TargetsMoved } from './target-command';
import { transact } from './transact';

/**
 * One that has not begun is cancelled at once. One that runs is asked to stop: its worker hears of it, cancels the
 * statement on the tenant's server, and settles it; what has committed before stays.
 */
export async function cancelTarget(
  engine: Engine,
  actor: Actor,
  input: Input<typeof cancelTargetInput>,
): Promise<Result<TargetsMoved>> {
  return transact(engine, actor, 'cancel-target', async (work) => {
    const states = ['ready', 'running', 'paused', 'aborting'] as const;
    const moves = ['cancel', 'cancel-running'] as const;
    const chosen = await chooseTargets(work, 'cancel-target', input.rolloutId, input.targetIds, states, moves);
    if (!chosen.ok) return chosen;
    const { rollout, able, unable } = chosen.value;
    const running = able.filter((target) => target.state === 'running');
    const waiting = able.filter((target) => target.state !== 'running');
    await moveTargets(engine, work, rollout.id, waiting, 'cancel', 'cancel-target');
    await work.tx.target.updateMany({
      where: { id: { in: running.map((target) => target.id) } },
      data: { cancelRequestedAt: work.now, version: { increment: 1 } },
    });
    await work.event(
      ...running.map((target) => ({
        rolloutId: rollout.id,
        waveId: target.waveId,
        targetId: target.id,
        verb: 'cancel-target',
        data: { tenant: target.tenantKey, requested: true },
      })),
    );
    // The workers that run them listen for it.
    if (running.length > 0) work.announce(CANCELS_TOPIC);
    await work.audit(
      { kind: 'rollout', id: rollout.id, label: rollout.name },
      { data: { tenants: keysOf(able) } },
    );
    await work.tick(rollout.id);
    return ok({ done: keysOf(able), notDone: unable });
  });
}
