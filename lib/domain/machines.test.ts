import { describe, expect, test } from 'vitest';
import {
  canPlanRollback,
  isLiveRollout,
  ROLLOUT_STATES,
  ROLLOUT_TRANSITIONS,
  rolloutCan,
  type RolloutMove,
} from '@/lib/domain/rollout';
import {
  isException,
  isInFlight,
  isSettled,
  TARGET_STATES,
  TARGET_TRANSITIONS,
  targetCan,
  type TargetMove,
} from '@/lib/domain/target';
import { isWaveOver, WAVE_STATES, WAVE_TRANSITIONS, waveCan, type WaveMove } from '@/lib/domain/wave';

type Table = Readonly<Record<string, { readonly from: readonly string[]; readonly to: string }>>;

function reachable(table: Table, start: string): Set<string> {
  const seen = new Set([start]);
  for (const state of seen) {
    for (const move of Object.values(table)) if (move.from.includes(state)) seen.add(move.to);
  }
  return seen;
}

describe.each([
  ['rollout', ROLLOUT_TRANSITIONS as Table, ROLLOUT_STATES as readonly string[], 'draft'],
  ['wave', WAVE_TRANSITIONS as Table, WAVE_STATES as readonly string[], 'pending'],
  ['target', TARGET_TRANSITIONS as Table, TARGET_STATES as readonly string[], 'pending'],
] as const)('%s', (_name, table, states, start) => {
  test('every state can be reached, and no move leads to a state that is none', () => {
    expect([...reachable(table, start)].sort()).toEqual([...states].sort());
  });

  test('no move leads from a state to itself, or leaves from one twice', () => {
    for (const [move, { from, to }] of Object.entries(table)) {
      expect(new Set(from).size, move).toBe(from.length);
      if (move !== 'fail-rollback' && move !== 'roll-back') expect(from, move).not.toContain(to);
    }
  });
});

const moves = <Move extends string>(table: Record<Move, unknown>): Move[] => Object.keys(table) as Move[];

describe('rollout', () => {
  test('from ready it can only start or be given up', () => {
    expect(moves<RolloutMove>(ROLLOUT_TRANSITIONS).filter((move) => rolloutCan('ready', move))).toEqual([
      'start',
      'abort',
    ]);
  });

  test('nothing leads out of aborting but its own end; abort starts nothing again', () => {
    expect(moves<RolloutMove>(ROLLOUT_TRANSITIONS).filter((move) => rolloutCan('aborting', move))).toEqual([
      'finish-abort',
    ]);
  });

  test('rolled_back is the end', () => {
    expect(moves<RolloutMove>(ROLLOUT_TRANSITIONS).filter((move) => rolloutCan('rolled_back', move))).toEqual(
      [],
    );
  });

  test('a rollback of a rollout that runs would race with it', () => {
    expect(ROLLOUT_STATES.filter(canPlanRollback)).toEqual([
      'paused',
      'aborted',
      'completed',
      'completed_with_exceptions',
    ]);
  });

  test('live means that it may still touch a tenant', () => {
    expect(ROLLOUT_STATES.filter(isLiveRollout)).toEqual(['ready', 'running', 'paused', 'aborting']);
  });
});

describe('wave', () => {
  test('only a pending wave opens, only a settled one passes', () => {
    expect(WAVE_STATES.filter((state) => waveCan(state, 'open'))).toEqual(['pending']);
    expect(WAVE_STATES.filter((state) => waveCan(state, 'pass'))).toEqual(['settled']);
  });

  test('a wave that is over stays over', () => {
    for (const state of WAVE_STATES.filter(isWaveOver)) {
      expect(
        moves<WaveMove>(WAVE_TRANSITIONS).filter((move) => waveCan(state, move)),
        state,
      ).toEqual([]);
    }
  });
});

describe('target', () => {
  test('work begins only from the queue, and only the queue admits', () => {
    expect(TARGET_STATES.filter((state) => targetCan(state, 'begin'))).toEqual(['queued']);
    expect(TARGET_STATES.filter((state) => targetCan(state, 'admit'))).toEqual(['pending']);
  });

  test('a running tenant is neither skipped nor excluded nor retried: it is cancelled', () => {
    const from = moves<TargetMove>(TARGET_TRANSITIONS).filter((move) => targetCan('running', move));
    expect(from).toEqual(['back-off', 'succeed', 'fail', 'cancel-running']);
  });

  test('each state is in flight, settled, or waits for a person or its turn', () => {
    expect(TARGET_STATES.filter((state) => !isSettled(state) && !isInFlight(state))).toEqual([
      'pending',
      'failed',
    ]);
    expect(TARGET_STATES.filter((state) => isSettled(state) && isInFlight(state))).toEqual([]);
  });

  test('the exceptions list holds whatever was planned, is over and is not on the version', () => {
    expect(TARGET_STATES.filter(isException)).toEqual([
      'failed',
      'quarantined',
      'skipped',
      'excluded',
      'cancelled',
      'rollback_failed',
    ]);
  });

  test('what was held back at the start never runs in this rollout', () => {
    expect(moves<TargetMove>(TARGET_TRANSITIONS).filter((move) => targetCan('excluded', move))).toEqual([]);
  });
});
