import { waveCan } from '@/lib/domain/wave';
import { lockWave, type TargetRow } from './lock-rows';
import { moveWave } from './move-rollout';
import type { Work } from './transact';

/** Waves that were soaking or settled have work again; the soak begins anew after it. The caller has locked them. */
export async function reopenWaves(work: Work, targets: readonly TargetRow[]): Promise<void> {
  for (const waveId of new Set(targets.map((target) => target.waveId))) {
    const wave = await lockWave(work.tx, waveId);
    if (wave !== null && waveCan(wave.state, 'reopen')) {
      await moveWave(work, wave, 'reopen', { settledAt: null, soakEndsAt: null });
    }
  }
}
