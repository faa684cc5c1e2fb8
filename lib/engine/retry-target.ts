import { ok, type Result } from '@/lib/domain/refusal';
import { waveCan } from '@/lib/domain/wave';
import { JSON_ABSENT } from '@/lib/db/rows';
import type { Input, retryTarget as retryTargetInput } from '@/lib/wire/commands';
import type { Actor, Engine } from './context';
import { lockWave } from './lock-rows';
import { moveWave } from './move-rollout';
import { moveTargets } from './move-targets';
import { chooseTargets, keysOf, type TargetsMoved } from './target-command';
import { transact } from './transact';

/**
 * Back to `pending`, waiting for a place under the same caps as every other (decision 003). A wave that was soaking
 * or settled has work again; one that has passed stays passed, and the retry is a repair behind it.
 */
export async function retryTarget(
  engine: Engine,
  actor: Actor,
  input: Input<typeof retryTargetInput>,
): Promise<Result<TargetsMoved>> {
  return transact(engine, actor, 'retry-target', async (work) => {
    const states = ['running', 'paused'] as const;
    const chosen = await chooseTargets(work, 'retry-target', input.rolloutId, input.targetIds, states, ['retry']);
    if (!chosen.ok) return chosen;
    const { rollout, able, unable } = chosen.value;
    await moveTargets(engine, work, rollout.id, able, 'retry', 'retry-target', {
      data: {
        attempts: 0,
        failure: JSON_ABSENT,
        reason: null,
        retryAt: null,
        cancelRequestedAt: null,
        finishedAt: null,
        live: true,
      },
    });
    for (const waveId of new Set(able.map((target) => target.waveId))) {
      const wave = await lockWave(work.tx, waveId);
      if (wave !== null && waveCan(wave.state, 'reopen')) {
        await moveWave(work, wave, 'reopen', { settledAt: null, soakEndsAt: null });
      }
    }
    await work.hand(rollout.id);
    await work.audit(
      { kind: 'rollout', id: rollout.id, label: rollout.name },
      { data: { tenants: keysOf(able) } },
    );
    await work.tick(rollout.id);
    return ok({ done: keysOf(able), notDone: unable });
  });
}
