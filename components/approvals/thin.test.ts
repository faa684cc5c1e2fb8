import { expect, it } from 'vitest';
import type { ApprovalView } from '@/lib/wire/approval-view';
import { thinEvidence } from './thin';

type Subject = Parameters<typeof thinEvidence>[0];
const script = { script: 'V2__a.sql', kind: 'versioned', tenants: 4, undo: true, transactional: true };
const before: NonNullable<ApprovalView['before']> = {
  id: 'w',
  name: 'Canary',
  tolerance: 0,
  failures: 0,
  notPassed: [],
  causes: [],
  exceptions: [],
  timing: null,
  retried: 0,
  outcomes: [{ state: 'succeeded', count: 4 }],
  checks: [
    { check: 'history', mode: 'enforce', counts: { passed: 4 }, accepted: 0, total: 4 },
    { check: 'sql:orders', mode: 'enforce', counts: { passed: 4 }, accepted: 0, total: 4 },
  ],
};
const tenants = [1, 2, 3, 4].map((n) => ({ key: `t${n}`, from: '1', to: '2' }));
const subject = (change: Partial<NonNullable<ApprovalView['before']>>, scripts = [script]): Subject => ({
  before: { ...before, ...change },
  asked: { tenants, byTier: [], byRegion: [], byVersion: [], servers: [], scripts },
  rollout: {
    id: 'r',
    name: 'r',
    kind: 'rollout',
    state: 'running',
    release: { id: 'x', name: 'x' },
    targetVersion: '2',
    planHash: '',
  },
});

it('has nothing to say about evidence that is complete', () => expect(thinEvidence(subject({}))).toEqual([]));

it('says that few tenants stand behind it', () =>
  expect(thinEvidence(subject({ outcomes: [{ state: 'succeeded', count: 2 }] }))).toEqual([
    '2 tenants succeeded in Canary; 4 tenants would follow.',
  ]));

it('names accepted verdicts, tenants left behind, and checks that are missing or only observed', () => {
  const lines = thinEvidence(
    subject({
      exceptions: [{ targetId: 'a', key: 'a', state: 'quarantined', reason: null, hold: null }],
      checks: [
        { check: 'sql:slow', mode: 'observe', counts: { failed: 1, passed: 3 }, accepted: 0, total: 4 },
      ],
      notPassed: [
        {
          id: 'v',
          targetId: 'b',
          tenant: 'b',
          check: 'sql:slow',
          mode: 'enforce',
          verdict: 'no_data',
          measured: null,
          limit: null,
          accepted: { by: 'grace', reason: 'known', at: '2026-11-25T00:00:00Z' },
        },
      ],
    }),
  );
  expect(lines).toEqual([
    '1 tenant of Canary is not on the version: quarantined, skipped, excluded or cancelled.',
    'slow of b was accepted as it is (no data) by grace: known',
    'slow is only observed and did not pass for 1 tenant.',
    'No check is enforced: nothing but “it was applied” stands behind it.',
  ]);
});

it('names scripts that cannot be taken back or leave a half', () =>
  expect(thinEvidence(subject({}, [{ ...script, undo: false, transactional: false }]))).toEqual([
    '1 script cannot be undone: V2__a.sql.',
    '1 script runs outside a transaction: a failure half-way leaves a half.',
  ]));
