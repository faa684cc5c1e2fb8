import { canMove, type Transitions } from './machine';

export const WAVE_STATES = [
  'pending',
  'applying',
  'soaking',
  'settled',
  'passed',
  'failed',
  'aborted',
  'skipped',
] as const;
export type WaveState = (typeof WAVE_STATES)[number];

export type WaveMove = 'open' | 'soak' | 'settle' | 'reopen' | 'pass' | 'fail' | 'abort' | 'skip';

/**
 * The gate stands before `open`. `reopen`: a quarantined, cancelled or failed target of a wave that has not passed is
 * retried, so the wave has work again. `skip`: a wave without members.
 */
export const WAVE_TRANSITIONS: Transitions<WaveState, WaveMove> = {
  open: { from: ['pending'], to: 'applying' },
  soak: { from: ['applying'], to: 'soaking' },
  settle: { from: ['applying', 'soaking'], to: 'settled' },
  reopen: { from: ['soaking', 'settled'], to: 'applying' },
  pass: { from: ['settled'], to: 'passed' },
  fail: { from: ['applying', 'soaking', 'settled'], to: 'failed' },
  abort: { from: ['pending', 'applying', 'soaking', 'settled'], to: 'aborted' },
  skip: { from: ['pending'], to: 'skipped' },
};

export const waveCan = (state: WaveState, move: WaveMove): boolean => canMove(WAVE_TRANSITIONS, state, move);

/** Its evidence has been taken: the wave is behind us. */
export const isWaveOver = (state: WaveState): boolean =>
  state === 'passed' || state === 'failed' || state === 'aborted' || state === 'skipped';
