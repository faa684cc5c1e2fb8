import { ok, refuse, type Result } from '@/lib/domain/refusal';
import { isLiveRollout } from '@/lib/domain/rollout';
import { isWaveOver } from '@/lib/domain/wave';
import type { Input, raiseBudget as raiseBudgetInput } from '@/lib/wire/commands';
import type { Actor, Engine } from './context';
import { lockRollout, lockWave, staleVersion } from './lock-rows';
import { transact } from './transact';

/** More tenants of a wave may fail than was planned. `expectedVersion` is the wave's. It does not resume a pause. */
export async function raiseBudget(
  engine: Engine,
  actor: Actor,
  input: Input<typeof raiseBudgetInput>,
): Promise<Result<{ readonly waveId: string; readonly version: number; readonly tolerance: number }>> {
  return transact(engine, actor, 'raise-budget', async (work) => {
    const found = await work.tx.wave.findUnique({ where: { id: input.waveId }, select: { rolloutId: true } });
    if (found === null) return refuse('not_found', { kind: 'wave', id: input.waveId });
    const rollout = await lockRollout(work.tx, found.rolloutId);
    const wave = await lockWave(work.tx, input.waveId);
    if (rollout === null || wave === null) return refuse('not_found', { kind: 'wave', id: input.waveId });
    if (!isLiveRollout(rollout.state)) return refuse('wrong_state', { state: rollout.state, verb: 'raise-budget' });
    if (isWaveOver(wave.state)) return refuse('wrong_state', { state: wave.state, verb: 'raise-budget' });
    if (wave.version !== input.expectedVersion) {
      return { ok: false, refusal: await staleVersion(work.tx, wave, input.expectedVersion) };
    }
    if (input.tolerance <= wave.tolerance) {
      return refuse('budget_not_raised', { tolerance: wave.tolerance, given: input.tolerance });
    }
    const version = wave.version + 1;
    await work.tx.wave.update({ where: { id: wave.id }, data: { tolerance: input.tolerance, version } });
    const data = { wave: wave.name, from: wave.tolerance, to: input.tolerance };
    await work.event({
      rolloutId: rollout.id,
      waveId: wave.id,
      verb: 'raise-budget',
      reason: input.reason,
      data,
    });
    await work.hand(rollout.id);
    await work.audit({ kind: 'rollout', id: rollout.id, label: rollout.name }, { reason: input.reason, data });
    await work.tick(rollout.id);
    return ok({ waveId: wave.id, version, tolerance: input.tolerance });
  });
}
