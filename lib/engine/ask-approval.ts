import { mayAskApproval } from '@/lib/domain/gate';
import { ok, refuse, type Result } from '@/lib/domain/refusal';
import { rolloutCan } from '@/lib/domain/rollout';
import { waveCan } from '@/lib/domain/wave';
import type { Input, askApproval as schema } from '@/lib/wire/commands';
import { writeDownApproval } from './advance-wave';
import type { Actor, Engine } from './context';
import { loadGate } from './load-evidence';
import { lockRollout, lockWave } from './lock-rows';
import { transact } from './transact';

const HOUR_MS = 3_600_000;

/**
 * Asks for permission to start a wave, once everything but the permission is there. The request is bound to the hash of
 * what stands now. Refuses `gate_not_ready` with what is missing, `approval_open` when a request waits already.
 */
export async function askApproval(
  engine: Engine,
  actor: Actor,
  input: Input<typeof schema>,
): Promise<Result<{ readonly approvalId: string; readonly hash: string }>> {
  return transact(engine, actor, 'ask-approval', async (work) => {
    const found = await work.tx.wave.findUnique({ where: { id: input.waveId }, select: { rolloutId: true } });
    const rollout = found === null ? null : await lockRollout(work.tx, found.rolloutId);
    const wave = rollout === null ? null : await lockWave(work.tx, input.waveId);
    if (rollout === null || wave === null) return refuse('not_found', { kind: 'wave', id: input.waveId });
    if (!rolloutCan(rollout.state, 'pause') && !rolloutCan(rollout.state, 'resume')) {
      return refuse('wrong_state', { state: rollout.state, verb: 'ask-approval' });
    }
    if (!waveCan(wave.state, 'open'))
      return refuse('wrong_state', { state: wave.state, verb: 'ask-approval', wave: wave.name });
    const gate = await loadGate(work.tx, wave.id, work.now);
    if (gate === null) throw new Error('a locked wave without a gate');
    if (gate.evidence.approval.state === 'requested') {
      return refuse('approval_open', { wave: wave.name, approvalId: gate.approval?.id ?? null });
    }
    if (!mayAskApproval(gate.decision)) {
      const missing = gate.decision.ok ? [] : gate.decision.blockedBy.map(({ key }) => key);
      return refuse('gate_not_ready', {
        wave: wave.name,
        missing: missing.filter((key) => key !== 'approval'),
      });
    }
    await writeDownApproval(work, gate);
    const { approvalHours } = await work.tx.rollout.findUniqueOrThrow({
      where: { id: rollout.id },
      select: { approvalHours: true },
    });
    const expiresAt = new Date(work.now.getTime() + approvalHours * HOUR_MS);
    const { id: approvalId } = await work.tx.approval.create({
      data: {
        rolloutId: rollout.id,
        waveId: wave.id,
        state: 'requested',
        hash: gate.hash,
        note: input.note === '' ? null : input.note,
        requestedById: actor.id,
        requestedAt: work.now,
        expiresAt,
      },
    });
    await engine.queue.sendWake(work.tx, { rolloutId: rollout.id, why: 'expiry' }, expiresAt);
    const why = input.note === '' ? {} : { reason: input.note };
    const data = { approvalId, wave: wave.name, hash: gate.hash, expiresAt: expiresAt.toISOString() };
    await work.event({
      rolloutId: rollout.id,
      waveId: wave.id,
      verb: 'ask-approval',
      to: 'requested',
      ...why,
      data,
    });
    await work.hand(rollout.id);
    await work.audit({ kind: 'rollout', id: rollout.id, label: rollout.name }, { ...why, data });
    work.announce('approvals');
    return ok({ approvalId, hash: gate.hash });
  });
}
