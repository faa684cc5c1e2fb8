import { evidenceConditions } from '@/lib/domain/gate';
import { isSettled, TARGET_STATES } from '@/lib/domain/target';
import type { Engine } from './context';
import { latestVerdicts, loadGate, type Gate } from './load-evidence';
import type { WaveRow } from './lock-rows';
import { moveWave } from './move-rollout';
import type { Work } from './transact';
import type { TargetState } from '@/lib/domain/target';

const UNSETTLED = TARGET_STATES.filter((state) => !isSettled(state));

/**
 * Takes the current wave one step further, if it may go. Every step is decided from rows inside the caller's
 * transaction, with the rollout and the wave locked: running it twice changes nothing the second time.
 * @returns whether it moved, so that the next step may be tried at once.
 */
export async function advanceWave(engine: Engine, work: Work, wave: WaveRow): Promise<boolean> {
  switch (wave.state) {
    case 'pending':
      return openWave(work, wave);
    case 'applying':
      return endApplying(engine, work, wave);
    case 'soaking':
      if (wave.soakEndsAt !== null && wave.soakEndsAt > work.now) return false;
      await moveWave(work, wave, 'settle', { settledAt: work.now });
      return true;
    case 'settled':
      return passWave(work, wave);
    case 'passed':
    case 'failed':
    case 'aborted':
    case 'skipped':
      return false;
  }
}

/** The only place where a wave opens: the gate is asked in the transaction that opens it. */
async function openWave(work: Work, wave: WaveRow): Promise<boolean> {
  const members = await work.tx.target.count({ where: { waveId: wave.id, state: { in: UNSETTLED } } });
  if (members === 0) {
    await moveWave(work, wave, 'skip');
    return true;
  }
  const gate = await loadGate(work.tx, wave.id, work.now);
  if (gate === null) throw new Error('a locked wave without a gate');
  await writeDownApproval(work, gate);
  if (!gate.decision.ok) return false;
  await moveWave(work, wave, 'open', { startedAt: work.now }, { members, hash: gate.hash });
  return true;
}

/** A request that has run out, or whose subject has moved, says so from now on. */
export async function writeDownApproval(work: Work, gate: Gate): Promise<void> {
  const { approval, evidence } = gate;
  if (approval === null) return;
  const { state } = evidence.approval;
  if (state === approval.storedState || (state !== 'expired' && state !== 'superseded')) return;
  await work.tx.approval.update({ where: { id: approval.id }, data: { state, closedAt: work.now } });
  await work.event({
    rolloutId: gate.rolloutId,
    waveId: gate.waveId,
    verb: state === 'expired' ? 'expire-approval' : 'supersede-approval',
    from: approval.storedState,
    to: state,
    data: { approvalId: approval.id, was: approval.hash, is: gate.hash },
  });
  work.announce('approvals');
}

async function endApplying(engine: Engine, work: Work, wave: WaveRow): Promise<boolean> {
  const unsettled = await work.tx.target.count({ where: { waveId: wave.id, state: { in: UNSETTLED } } });
  if (unsettled > 0) return false;
  if (wave.soakMs === 0) {
    await moveWave(work, wave, 'settle', { settledAt: work.now });
    return true;
  }
  const soakEndsAt = new Date(work.now.getTime() + wave.soakMs);
  await moveWave(work, wave, 'soak', { soakEndsAt }, { soakEndsAt: soakEndsAt.toISOString() });
  await engine.queue.sendWake(work.tx, { rolloutId: wave.rolloutId, why: 'soak' }, soakEndsAt);
  return true;
}

/** Evidence first, then the next wave may be asked for. What holds it here, the gate's checklist shows. */
async function passWave(work: Work, wave: WaveRow): Promise<boolean> {
  const targets = await work.tx.target.findMany({ where: { waveId: wave.id }, select: { id: true, state: true } });
  const conditions = evidenceConditions({
    state: wave.state,
    targets: targets.map(({ id, state }) => ({ id, state: state as TargetState })),
    tolerance: wave.tolerance,
    failures: wave.failures,
    verdicts: await latestVerdicts(work.tx, wave.id),
    soakMs: wave.soakMs,
    soakLeftMs: wave.soakEndsAt === null ? null : Math.max(0, wave.soakEndsAt.getTime() - work.now.getTime()),
  });
  if (conditions.some((condition) => !condition.ok)) return false;
  await moveWave(work, wave, 'pass', { passedAt: work.now });
  return true;
}
