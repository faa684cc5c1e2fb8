import { expect, it } from 'vitest';
import type { TargetState } from '@/lib/domain/target';
import type { TargetRow, VerdictRow } from '@/lib/wire/rollout-view';
import { filterTargets, type TargetFilter } from './target-filter';

const row = (id: string, state: TargetState, wave = 0, cause: string | null = null): TargetRow => ({
  id,
  key: id,
  name: id,
  server: 's',
  tier: 't',
  region: 'r',
  wave,
  from: '1',
  to: '2',
  state,
  cause,
  reason: null,
  hold: null,
  includedReason: null,
  step: null,
  scriptsDone: 0,
  scripts: 1,
  attempts: 1,
  startedAt: null,
  finishedAt: null,
  durationMs: null,
  waiting: null,
  validated: null,
  changed: false,
  cancelRequested: false,
});
const verdict = (targetId: string, check: string): VerdictRow => ({
  id: `${targetId}-${check}`,
  targetId,
  tenant: targetId,
  check,
  mode: 'enforce',
  verdict: 'failed',
  measured: null,
  limit: null,
  accepted: null,
});
const view = {
  targets: [
    row('a', 'failed', 0, '23505'),
    row('b', 'failed', 1, '55P03'),
    row('c', 'succeeded', 1),
    row('d', 'queued', 1),
  ],
  notPassed: [verdict('c', 'sql:orders')],
};
const any: TargetFilter = { state: null, wave: null, cause: null, check: null };
const ids = (filter: TargetFilter, tab: Parameters<typeof filterTargets>[2]) =>
  filterTargets(view, filter, tab).map(({ id }) => id);

it('filters by tab, wave and cause together', () => {
  expect(ids(any, 'failed')).toEqual(['a', 'b']);
  expect(ids({ ...any, wave: 1 }, 'failed')).toEqual(['b']);
  expect(ids({ ...any, cause: '23505' }, 'failed')).toEqual(['a']);
  expect(ids(any, 'waiting')).toEqual(['d']);
});

it('shows what a check said whatever the state, unless one is chosen', () => {
  expect(ids({ ...any, check: 'sql:orders' }, 'failed')).toEqual(['c']);
  expect(ids({ ...any, check: 'sql:orders', state: 'failed' }, 'failed')).toEqual([]);
});

it('puts what needs a person first, then what waits, then what is done', () =>
  expect(ids(any, 'all')).toEqual(['a', 'b', 'd', 'c']));
