import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sampleStratified, stableHash } from '@/lib/domain/sampling';

const stratum = fc.constantFrom('free', 'pro', 'enterprise', 'trial');
const members = fc.uniqueArray(fc.record({ key: fc.string({ minLength: 1, maxLength: 8 }), stratum }), {
  selector: (one) => one.key,
  maxLength: 80,
});
const percent = fc.double({ min: 0.1, max: 100, noNaN: true });

test('the total is the rounded share, at least one', () => {
  fc.assert(
    fc.property(members, percent, fc.string(), (all, share, seed) => {
      const expected = all.length === 0 ? 0 : Math.max(1, Math.round((all.length * share) / 100));
      expect(sampleStratified(all, share, seed)).toHaveLength(expected);
    }),
  );
});

test('no stratum is off by more than one, and nobody is picked twice or from outside', () => {
  fc.assert(
    fc.property(members, percent, fc.string(), (all, share, seed) => {
      const picked = sampleStratified(all, share, seed);
      const byKey = new Map(all.map((one) => [one.key, one.stratum]));
      expect(new Set(picked).size).toBe(picked.length);
      const total = picked.length;
      for (const name of new Set(byKey.values())) {
        const size = all.filter((one) => one.stratum === name).length;
        const taken = picked.filter((key) => byKey.get(key) === name).length;
        expect(Math.abs(taken - (size * total) / all.length)).toBeLessThan(1);
      }
      expect(picked.every((key) => byKey.has(key))).toBe(true);
    }),
  );
});

test('the same seed picks the same tenants, in whatever order they come', () => {
  fc.assert(
    fc.property(members, percent, fc.string(), (all, share, seed) => {
      expect(sampleStratified([...all].reverse(), share, seed)).toEqual(sampleStratified(all, share, seed));
    }),
  );
});

test('within a stratum whose quota stays, a tenant added elsewhere moves nobody', () => {
  fc.assert(
    fc.property(members, percent, fc.string(), (all, share, seed) => {
      const added = [...all, { key: 'a key of more than eight letters', stratum: 'somewhere else' }];
      const before = sampleStratified(all, share, seed);
      const after = sampleStratified(added, share, seed);
      for (const name of new Set(all.map((one) => one.stratum))) {
        const inIt = new Set(all.filter((one) => one.stratum === name).map((one) => one.key));
        const old = before.filter((key) => inIt.has(key));
        const now = after.filter((key) => inIt.has(key));
        const [fewer, more] = old.length <= now.length ? [old, now] : [now, old];
        expect(fewer.every((key) => more.includes(key))).toBe(true);
      }
    }),
  );
});

test('a larger share keeps the tenants of a smaller one of a single stratum', () => {
  const all = Array.from({ length: 50 }, (_, index) => ({ key: `t${index}`, stratum: 'one' }));
  const ten = sampleStratified(all, 10, 'seed');
  expect(sampleStratified(all, 40, 'seed')).toEqual(expect.arrayContaining([...ten]));
});

test('shares beyond the ends are cut off', () => {
  const all = [
    { key: 'a', stratum: 's' },
    { key: 'b', stratum: 's' },
  ];
  expect(sampleStratified(all, 0, 's')).toEqual([]);
  expect(sampleStratified(all, -5, 's')).toEqual([]);
  expect(sampleStratified(all, 500, 's')).toEqual(['a', 'b']);
});

test('another seed picks others: the hash spreads', () => {
  const all = Array.from({ length: 200 }, (_, index) => ({ key: `tenant-${index}`, stratum: 'one' }));
  expect(sampleStratified(all, 25, 'a')).not.toEqual(sampleStratified(all, 25, 'b'));
  const buckets = Array.from({ length: 8 }, () => 0);
  for (let index = 0; index < 8000; index += 1) {
    const bucket = stableHash(`tenant-${index}`) % 8;
    buckets[bucket] = (buckets[bucket] ?? 0) + 1;
  }
  expect(Math.min(...buckets)).toBeGreaterThan(850);
  expect(Math.max(...buckets)).toBeLessThan(1150);
});

test('the hash is fixed: a plan previewed by one version of us is the same in the next', () => {
  expect([stableHash(''), stableHash('acme'), stableHash('Füße')]).toMatchInlineSnapshot(`
    [
      2872998923,
      2019603394,
      4020461296,
    ]
  `);
});
