import { isWaveOver } from '@/lib/domain/wave';
import { isException, isInFlight, TARGET_STATES } from '@/lib/domain/target';
import { rolloutCan } from '@/lib/domain/rollout';
import { lockRollout, lockWave, type RolloutRow } from './lock-rows';
import { moveRollout, moveWave } from './move-rollout';
import type { Work } from './transact';

const IN_FLIGHT = TARGET_STATES.filter(isInFlight);
const EXCEPTIONS = TARGET_STATES.filter(isException);

/** Ends an aborting rollout once nothing is in flight; before that it changes nothing. */
export async function finishAbort(work: Work, rollout: RolloutRow): Promise<RolloutRow> {
  const inFlight = await work.tx.target.count({ where: { rolloutId: rollout.id, state: { in: IN_FLIGHT } } });
  if (inFlight > 0) return rollout;
  const cancelled = await closeDown(work, rollout.id, 'aborted');
  const moved = await moveRollout(work, rollout, 'finish-abort', 'finish-abort', {
    finishedAt: work.now,
    data: { cancelled },
  });
  return moved.ok ? moved.value : rollout;
}

/** Ends a running rollout whose waves are all over and where no retry is on its way. */
export async function finishRollout(work: Work, rollout: RolloutRow): Promise<boolean> {
  const unfinished = await work.tx.target.count({
    where: { rolloutId: rollout.id, state: { in: ['pending', ...IN_FLIGHT] } },
  });
  if (unfinished > 0) return false;
  const exceptions = await work.tx.target.count({ where: { rolloutId: rollout.id, state: { in: EXCEPTIONS } } });
  const succeeded = await work.tx.target.count({ where: { rolloutId: rollout.id, state: 'succeeded' } });
  await letGo(work, rollout.id);
  const move = exceptions === 0 ? 'complete' : 'complete-with-exceptions';
  const moved = await moveRollout(work, rollout, move, 'finish-rollout', {
    finishedAt: work.now,
    data: { succeeded, exceptions },
  });
  if (!moved.ok) return false;
  if (rollout.kind === 'rollback' && rollout.originId !== null) await finishOrigin(work, rollout.originId);
  return true;
}

/** A rollout is rolled back only when every tenant that it changed is. Locks the origin after its rollback, always. */
async function finishOrigin(work: Work, originId: string): Promise<void> {
  const origin = await lockRollout(work.tx, originId);
  if (origin === null || !rolloutCan(origin.state, 'roll-back')) return;
  const left = await work.tx.target.count({
    where: { rolloutId: originId, changed: true, state: { not: 'rolled_back' } },
  });
  if (left > 0) return;
  await closeDown(work, originId, 'rolled back');
  await moveRollout(work, origin, 'roll-back', 'finish-rollback', { finishedAt: work.now });
}

/** Waves that are not over end as aborted, tenants that never began as cancelled. */
async function closeDown(work: Work, rolloutId: string, reason: string): Promise<number> {
  const waves = await work.tx.wave.findMany({ where: { rolloutId }, orderBy: { position: 'asc' } });
  for (const { id } of waves) {
    const wave = await lockWave(work.tx, id);
    if (wave !== null && !isWaveOver(wave.state)) await moveWave(work, wave, 'abort');
  }
  const { count } = await work.tx.target.updateMany({
    where: { rolloutId, state: 'pending' },
    data: { state: 'cancelled', reason, finishedAt: work.now, version: { increment: 1 } },
  });
  await letGo(work, rolloutId);
  return count;
}

/** From here on another rollout may have these tenants. */
async function letGo(work: Work, rolloutId: string): Promise<void> {
  await work.tx.target.updateMany({ where: { rolloutId, live: true }, data: { live: false } });
}
