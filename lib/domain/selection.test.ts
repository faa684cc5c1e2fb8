import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchesLabels, resolveWaves, type Candidate, type WaveRule } from '@/lib/domain/selection';

const tenant = (key: string, changes: Partial<Candidate> = {}): Candidate => ({
  key,
  tier: 'free',
  region: 'eu',
  criticality: 'normal',
  server: 'pg-1',
  environment: 'production',
  version: '7',
  labels: {},
  ...changes,
});

const fleet = [
  tenant('a', { tier: 'free', labels: { ring: 'early' } }),
  tenant('b', { tier: 'pro', version: null }),
  tenant('c', { tier: 'pro', region: 'us' }),
  tenant('d', { tier: 'enterprise', criticality: 'critical', server: 'pg-2' }),
];

describe('label conditions', () => {
  test('OR within a field, AND across fields', () => {
    const where = [
      { field: 'tier', values: ['pro', 'free'] },
      { field: 'region', values: ['eu'] },
    ];
    expect(fleet.filter((one) => matchesLabels(one, where)).map((one) => one.key)).toEqual(['a', 'b']);
  });

  test.each([
    ['criticality', 'critical', ['d']],
    ['server', 'pg-2', ['d']],
    ['environment', 'production', ['a', 'b', 'c', 'd']],
    ['version', '7', ['a', 'c', 'd']],
    ['label:ring', 'early', ['a']],
    ['label:absent', 'x', []],
    ['no_such_field', 'x', []],
  ])('%s = %s', (field, value, keys) => {
    expect(
      fleet.filter((one) => matchesLabels(one, [{ field, values: [value] }])).map((one) => one.key),
    ).toEqual(keys);
  });
});

test('the first wave that matches has the tenant; the rest takes what is left', () => {
  const { waves, left } = resolveWaves(
    fleet,
    [
      { kind: 'keys', keys: ['c'] },
      { kind: 'labels', where: [{ field: 'tier', values: ['pro'] }] },
      { kind: 'rest' },
    ],
    's',
  );
  expect(waves.map((wave) => wave.members)).toEqual([['c'], ['b'], ['a', 'd']]);
  expect(left).toEqual([]);
});

test('keys that nobody has, that are given twice, or that an earlier wave has are told apart', () => {
  const { waves } = resolveWaves(
    fleet,
    [
      { kind: 'keys', keys: ['a'] },
      { kind: 'keys', keys: ['b', 'zz', 'b', 'a'] },
    ],
    's',
  );
  expect(waves[1]).toEqual({ members: ['b'], unmatched: ['zz'], repeated: ['b', 'a'] });
});

test('a percentage is of what the earlier waves left', () => {
  const many = Array.from({ length: 42 }, (_, index) => tenant(`t${index}`));
  const { waves, left } = resolveWaves(
    many,
    [
      { kind: 'keys', keys: ['t0', 't1'] },
      { kind: 'percent', percent: 25 },
      { kind: 'percent', percent: 50 },
    ],
    's',
  );
  expect(waves.map((wave) => wave.members.length)).toEqual([2, 10, 15]);
  expect(left).toHaveLength(15);
});

const candidate = fc.record({
  key: fc.string({ minLength: 1, maxLength: 5 }),
  tier: fc.constantFrom('free', 'pro'),
  region: fc.constantFrom('eu', 'us'),
});
const rule: fc.Arbitrary<WaveRule> = fc.oneof(
  fc.constant<WaveRule>({ kind: 'rest' }),
  fc.record({ kind: fc.constant('percent' as const), percent: fc.integer({ min: 1, max: 100 }) }),
  fc.record({
    kind: fc.constant('keys' as const),
    keys: fc.array(fc.string({ minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 5 }),
  }),
  fc.constant<WaveRule>({ kind: 'labels', where: [{ field: 'tier', values: ['pro'] }] }),
);

test('every tenant is in exactly one wave or left over, however the rules and the rows are ordered', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(candidate, { selector: (one) => one.key, maxLength: 30 }),
      fc.array(rule, { maxLength: 5 }),
      fc.string(),
      (ones, rules, seed) => {
        const all = ones.map((one) => tenant(one.key, one));
        const { waves, left } = resolveWaves(all, rules, seed);
        const placed = [...waves.flatMap((wave) => wave.members), ...left];
        expect([...placed].sort()).toEqual(all.map((one) => one.key).sort());
        expect(resolveWaves([...all].reverse(), rules, seed)).toEqual({ waves, left });
      },
    ),
  );
});
