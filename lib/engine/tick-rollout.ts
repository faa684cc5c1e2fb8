import { ok, type Result } from '@/lib/domain/refusal';
import { admitTargets } from './admit-targets';
import { advanceWave } from './advance-wave';
import type { Engine } from './context';
import { finishAbort, finishRollout } from './finish-rollout';
import { lockCurrentWave, lockRollout, type RolloutRow } from './lock-rows';
import { transact, type Work } from './transact';

/**
 * The heartbeat of a rollout: whatever may happen now by rule alone, happens. Everything is decided from rows under
 * lock, so a tick may come twice, late, or for nothing. Asked for by every command and every settled target, by a
 * wake (end of soak, backoff, pace), and for every live rollout by the reconcile each minute.
 * @param announceLater a worker's, which gathers hints; without it they go out with the commit.
 */
export async function tickRollout(
  engine: Engine,
  rolloutId: string,
  announceLater?: (topics: readonly string[]) => void,
): Promise<Result<null>> {
  const tick = async (work: Work): Promise<Result<null>> => {
    const rollout = await lockRollout(work.tx, rolloutId);
    if (rollout?.state === 'aborting') await finishAbort(work, rollout);
    if (rollout?.state === 'running') await advance(engine, work, rollout);
    return ok(null);
  };
  return transact(engine, null, 'engine', tick, announceLater === undefined ? {} : { announceLater });
}

async function advance(engine: Engine, work: Work, rollout: RolloutRow): Promise<void> {
  for (;;) {
    const wave = await lockCurrentWave(work.tx, rollout.id);
    if (wave === null) {
      if (await finishRollout(work, rollout)) return;
      return admitTargets(engine, work, rollout, null);
    }
    if (await advanceWave(engine, work, wave)) continue;
    return admitTargets(engine, work, rollout, wave.state === 'applying' ? wave : null);
  }
}
