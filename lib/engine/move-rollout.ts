import { refuse, type Result, ok } from '@/lib/domain/refusal';
import { ROLLOUT_TRANSITIONS, rolloutCan, type PauseReason, type RolloutMove } from '@/lib/domain/rollout';
import { WAVE_TRANSITIONS, waveCan, type WaveMove } from '@/lib/domain/wave';
import type { RolloutRow, WaveRow } from './lock-rows';
import type { Work } from './transact';

type Change = {
  readonly reason?: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly pauseReason?: PauseReason;
  readonly pausedById?: string | null;
  readonly startedAt?: Date;
  readonly finishedAt?: Date;
};

/** The one place where a rollout's state is written: by its table, with its event, raising its version. */
export async function moveRollout(
  work: Work,
  rollout: RolloutRow,
  move: RolloutMove,
  verb: string,
  change: Change = {},
): Promise<Result<RolloutRow>> {
  if (!rolloutCan(rollout.state, move)) return refuse('wrong_state', { state: rollout.state, verb });
  const { to } = ROLLOUT_TRANSITIONS[move];
  const { reason, data, ...times } = change;
  const version = rollout.version + 1;
  await work.tx.rollout.update({
    where: { id: rollout.id },
    data: { pauseReason: null, pausedById: null, ...times, state: to, version },
  });
  await work.event({
    rolloutId: rollout.id,
    verb,
    from: rollout.state,
    to,
    ...(reason ? { reason } : {}),
    ...(data ? { data } : {}),
  });
  work.announce('fleet', 'approvals');
  return ok({ ...rollout, state: to, version, pauseReason: change.pauseReason ?? null });
}

type WaveTimes = {
  readonly startedAt?: Date;
  readonly settledAt?: Date | null;
  readonly passedAt?: Date;
  readonly soakEndsAt?: Date | null;
};

/** The one place where a wave's state is written. A move that its table does not have is a bug. */
export async function moveWave(
  work: Work,
  wave: WaveRow,
  move: WaveMove,
  times: WaveTimes = {},
  data: Readonly<Record<string, unknown>> = {},
): Promise<WaveRow> {
  if (!waveCan(wave.state, move)) throw new Error(`a wave that is ${wave.state} cannot ${move}`);
  const { to } = WAVE_TRANSITIONS[move];
  await work.tx.wave.update({ where: { id: wave.id }, data: { ...times, state: to, version: { increment: 1 } } });
  await work.event({
    rolloutId: wave.rolloutId,
    waveId: wave.id,
    verb: `${move}-wave`,
    from: wave.state,
    to,
    data: { wave: wave.name, ...data },
  });
  return { ...wave, state: to, version: wave.version + 1, soakEndsAt: times.soakEndsAt ?? wave.soakEndsAt };
}
