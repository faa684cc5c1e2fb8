import fc from 'fast-check';
import { expect, test } from 'vitest';
import { holdsGate, VERDICT_WORDS, worst, type VerdictWord } from '@/lib/domain/verdict';

test('failed > error > no_data > inconclusive > running > passed', () => {
  const order: VerdictWord[] = ['failed', 'error', 'no_data', 'inconclusive', 'running', 'passed'];
  for (const [index, word] of order.entries()) {
    for (const weaker of order.slice(index)) {
      expect(worst([word, weaker])).toBe(word);
      expect(worst([weaker, word])).toBe(word);
    }
  }
});

test('no verdicts are no objection', () => {
  expect(worst([])).toBe('passed');
});

test('the worst is one of them and does not depend on their order', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...VERDICT_WORDS), { minLength: 1 }), (words) => {
      expect(words).toContain(worst(words));
      expect(worst([...words].reverse())).toBe(worst(words));
    }),
  );
});

test.each(VERDICT_WORDS)('an enforced %s holds until it passes or is accepted', (verdict) => {
  const one = { targetId: 't', check: 'c', mode: 'enforce' as const, verdict };
  expect(holdsGate({ ...one, accepted: false })).toBe(verdict !== 'passed');
  expect(holdsGate({ ...one, accepted: true })).toBe(false);
});
