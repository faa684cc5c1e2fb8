import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canAdvance, mayAskApproval, type GateEvidence } from '@/lib/domain/gate';
import { isSettled, TARGET_STATES } from '@/lib/domain/target';
import { holdsGate, VERDICT_WORDS, type Evidence } from '@/lib/domain/verdict';
import { WAVE_STATES } from '@/lib/domain/wave';

const verdict = fc.record<Evidence>({
  targetId: fc.uuid(),
  check: fc.constantFrom('history', 'version', 'sql:orders'),
  mode: fc.constantFrom('enforce', 'observe'),
  verdict: fc.constantFrom(...VERDICT_WORDS),
  accepted: fc.boolean(),
});

const before = fc.record<NonNullable<GateEvidence['before']>>({
  state: fc.constantFrom(...WAVE_STATES),
  targets: fc.array(fc.record({ id: fc.uuid(), state: fc.constantFrom(...TARGET_STATES) }), { maxLength: 6 }),
  tolerance: fc.nat(3),
  failures: fc.nat(4),
  verdicts: fc.array(verdict, { maxLength: 6 }),
  soakMs: fc.constantFrom(0, 1000),
  soakLeftMs: fc.constantFrom(null, 0, 400),
});

const evidence = fc.record<GateEvidence>({
  before: fc.option(before, { nil: null }),
  approval: fc.record<GateEvidence['approval']>({
    required: fc.nat(2),
    approved: fc.nat(3),
    rejected: fc.boolean(),
    state: fc.constantFrom('none', 'requested', 'approved', 'rejected', 'expired', 'superseded'),
  }),
});

const good: GateEvidence = {
  before: {
    state: 'settled',
    targets: [
      { id: 'a', state: 'succeeded' },
      { id: 'b', state: 'quarantined' },
    ],
    tolerance: 1,
    failures: 1,
    verdicts: [{ targetId: 'a', check: 'version', mode: 'enforce', verdict: 'passed', accepted: false }],
    soakMs: 1000,
    soakLeftMs: 0,
  },
  approval: { required: 1, approved: 1, rejected: false, state: 'approved' },
};

test('opens on complete evidence, and says what it rests on', () => {
  const decision = canAdvance(good);
  expect(decision.ok).toBe(true);
  expect(decision.conditions.map((one) => [one.key, one.measured, one.limit])).toEqual([
    ['targets_settled', 2, 2],
    ['failures_within_budget', 1, 1],
    ['verdicts', 1, 1],
    ['soak', 1000, 1000],
    ['approval', 1, 1],
  ]);
});

describe('each missing piece holds it alone', () => {
  const base = good.before as NonNullable<GateEvidence['before']>;
  test.each([
    ['targets_settled', { ...base, targets: [...base.targets, { id: 'c', state: 'failed' as const }] }],
    ['failures_within_budget', { ...base, failures: 2 }],
    ['verdicts', { ...base, verdicts: [{ ...(base.verdicts[0] as Evidence), verdict: 'no_data' as const }] }],
    ['soak', { ...base, state: 'soaking' as const, soakLeftMs: 400 }],
  ])('%s', (key, changed) => {
    const decision = canAdvance({ ...good, before: changed });
    expect(decision.ok).toBe(false);
    expect(decision.ok ? [] : decision.blockedBy.map((one) => one.key)).toContain(key);
  });

  test('approval', () => {
    const decision = canAdvance({ ...good, approval: { ...good.approval, approved: 0, state: 'requested' } });
    expect(decision.ok ? [] : decision.blockedBy.map((one) => one.key)).toEqual(['approval']);
    expect(mayAskApproval(decision)).toBe(true);
  });
});

test('a rejection outweighs any number of approvals', () => {
  expect(
    canAdvance({ ...good, approval: { required: 1, approved: 3, rejected: true, state: 'rejected' } }).ok,
  ).toBe(false);
});

test('the first wave needs no evidence, only the approval that policy asks for', () => {
  const none = { required: 0, approved: 0, rejected: false, state: 'none' } as const;
  expect(canAdvance({ before: null, approval: none }).ok).toBe(true);
  expect(canAdvance({ before: null, approval: { ...none, required: 1 } }).ok).toBe(false);
});

test('never ok while any enforced verdict is neither passed nor accepted', () => {
  fc.assert(
    fc.property(evidence, (one) => {
      const held =
        one.before?.verdicts.some((v) => v.mode === 'enforce' && v.verdict !== 'passed' && !v.accepted) ??
        false;
      return !(held && canAdvance(one).ok);
    }),
    { numRuns: 1000 },
  );
});

test('never ok beyond the budget, with unsettled targets, or with too few approvals', () => {
  fc.assert(
    fc.property(evidence, (one) => {
      if (!canAdvance(one).ok) return true;
      const { before: evidenceBefore, approval } = one;
      const enough =
        approval.required === 0 || (approval.approved >= approval.required && !approval.rejected);
      return (
        enough &&
        (evidenceBefore === null ||
          (evidenceBefore.failures <= evidenceBefore.tolerance &&
            evidenceBefore.targets.every((target) => isSettled(target.state))))
      );
    }),
    { numRuns: 1000 },
  );
});

test('ok exactly when no condition holds it; asking is allowed exactly when the approval alone does', () => {
  fc.assert(
    fc.property(evidence, (one) => {
      const decision = canAdvance(one);
      const failing = decision.conditions
        .filter((condition) => !condition.ok)
        .map((condition) => condition.key);
      expect(decision.ok).toBe(failing.length === 0);
      expect(mayAskApproval(decision)).toBe(failing.length === 1 && failing[0] === 'approval');
    }),
  );
});

test('an observed check never holds the gate, whatever it says', () => {
  fc.assert(fc.property(verdict, (one) => !holdsGate({ ...one, mode: 'observe' })));
});
