import { describe, expect, it } from 'vitest';
import { waitingCause, type WaitingSituation } from './waiting';

const situation = (change: {
  readonly rollout?: Partial<WaitingSituation['rollout']>;
  readonly wave?: WaitingSituation['wave'];
  readonly load?: Partial<WaitingSituation['load']>;
  readonly server?: WaitingSituation['server'];
  readonly target?: Partial<WaitingSituation['target']>;
  readonly liveWorkers?: number;
}): WaitingSituation => ({
  rollout: { state: 'running', paceLeftMs: 0, ...change.rollout },
  wave: change.wave ?? { state: 'applying' },
  load: {
    tolerance: 1,
    budgetMode: 'strict',
    failures: 0,
    freshInFlight: 1,
    rolloutInFlight: 1,
    rolloutLimit: 8,
    ...change.load,
  },
  server: change.server ?? { inFlight: 1, limit: 4 },
  target: { state: 'pending', takesBudget: true, retryLeftMs: 0, blocked: false, ...change.target },
  liveWorkers: change.liveWorkers ?? 1,
});
const cause = (change: Parameters<typeof situation>[0]) => waitingCause(situation(change))?.cause ?? null;

describe('waitingCause', () => {
  it('is null when nothing holds the target', () => expect(waitingCause(situation({}))).toBeNull());

  it('is null for what is over', () => {
    for (const state of ['succeeded', 'failed', 'quarantined', 'skipped', 'excluded', 'cancelled'] as const) {
      expect(cause({ target: { state }, liveWorkers: 0 })).toBeNull();
    }
  });

  it('names a rollout that has not been started before anything else', () =>
    expect(cause({ rollout: { state: 'ready' }, liveWorkers: 0 })).toBe('wave_not_started'));

  it('names the pause, also while aborting', () => {
    expect(cause({ rollout: { state: 'paused' }, liveWorkers: 0 })).toBe('paused');
    expect(cause({ rollout: { state: 'aborting' } })).toBe('paused');
  });

  it('blames the missing worker before the closed wave, because the tick runs in a worker', () =>
    expect(cause({ wave: { state: 'pending' }, liveWorkers: 0 })).toBe('no_worker'));

  it('blames the missing worker for a queued target', () => {
    expect(cause({ target: { state: 'queued' }, liveWorkers: 0 })).toBe('no_worker');
    expect(cause({ target: { state: 'queued' } })).toBeNull();
  });

  it('says that the wave is not open', () =>
    expect(cause({ wave: { state: 'pending' } })).toBe('wave_not_started'));

  it('says how long a backoff lasts', () =>
    expect(waitingCause(situation({ target: { retryLeftMs: 900 } }))).toEqual({
      cause: 'retry_backoff',
      measured: 900,
      limit: null,
    }));

  it('tells the overall limit from the budget', () => {
    expect(waitingCause(situation({ load: { rolloutInFlight: 8, freshInFlight: 1 } }))).toEqual({
      cause: 'concurrency_limit',
      measured: 8,
      limit: 8,
    });
    expect(waitingCause(situation({ load: { tolerance: 2, failures: 1, freshInFlight: 2 } }))).toEqual({
      cause: 'budget',
      measured: 2,
      limit: 2,
    });
  });

  it('lets a retried failure past the budget, to the limit of its server', () => {
    const full = { inFlight: 4, limit: 4 };
    const load = { failures: 2, freshInFlight: 0 };
    expect(cause({ load, target: { takesBudget: false } })).toBeNull();
    expect(cause({ load, target: { takesBudget: false }, server: full })).toBe('server_limit');
    expect(cause({ load })).toBe('budget');
  });

  it('does not hold a repair behind a wave that has passed', () =>
    expect(cause({ wave: { state: 'passed' }, target: { takesBudget: false } })).toBeNull());

  it('names the pace when everything else has room', () =>
    expect(cause({ rollout: { paceLeftMs: 5 } })).toBe('pace'));

  it('names the lock that a running target waits for', () => {
    expect(cause({ target: { state: 'running', blocked: true } })).toBe('lock_wait');
    expect(cause({ target: { state: 'running' } })).toBeNull();
  });
});
