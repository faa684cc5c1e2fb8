import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import vectors from '@/lib/changelog/vectors/flyway-misc.json' with { type: 'json' };
import {
  compareVersions,
  compareVersionTexts,
  parseVersion,
  versionKey,
  versionText,
  type Version,
} from '@/lib/domain/version';

const read = (text: string): Version => {
  const parsed = parseVersion(text);
  if (!parsed.ok) throw new Error(`${parsed.code}: ${text}`);
  return parsed.version;
};

/** Flyway reads these as pointers, we refuse them: a script or a target is a number. */
const pointers = new Set(['current', 'next', 'latest', '9223372036854775807']);

describe('what the real Flyway accepts', () => {
  test.each(vectors.versions)('version $in', ({ in: text, toString: shown, error }) => {
    const parsed = parseVersion(text);
    if (pointers.has(text)) expect(parsed).toEqual({ ok: false, code: 'version_reserved', value: text });
    else if (error !== undefined)
      expect(parsed).toEqual({ ok: false, code: 'version_malformed', value: text });
    else expect(parsed.ok && parsed.version.text).toBe(shown);
  });

  test('orders every pair as Flyway does', () => {
    const pairs = (vectors.compare as [string, string, number][]).filter(
      ([a, b]) => !pointers.has(a) && !pointers.has(b),
    );
    expect(pairs).toHaveLength(27 * 27);
    const wrong = pairs.filter(
      ([a, b, sign]) => Math.sign(compareVersions(read(a), read(b))) !== Math.sign(sign),
    );
    expect(wrong).toEqual([]);
  });

  test('the pairs with a pointer in them are refused, all others are compared', () => {
    const pairs = vectors.compare as [string, string, number][];
    expect(pairs).toHaveLength(961);
    const refused = pairs.filter(([a, b]) => !parseVersion(a).ok || !parseVersion(b).ok);
    expect(refused.every(([a, b]) => pointers.has(a) || pointers.has(b))).toBe(true);
    expect(refused).toHaveLength(961 - 27 * 27);
  });
});

test.each(['LATEST', 'Current', 'nExt'])('%s is reserved in any case', (word) => {
  expect(parseVersion(word)).toEqual({ ok: false, code: 'version_reserved', value: word });
});

test.each(['1 ', '\t1', '1.0\n', '１.2.', '1,2', '0x1', '1e3', '--1', '+', '-', '1.+1', '𝟏', '1.𝟏'])(
  'refuses %j',
  (text) => {
    expect(parseVersion(text).ok).toBe(false);
  },
);

test('underscores are dots, nothing else changes', () => {
  expect(versionText('001_20_3')).toBe('001.20.3');
  expect(read('16_00_1').text).toBe('16.00.1');
});

test('digits of other scripts count by value', () => {
  expect(compareVersions(read('٣'), read('3'))).toBe(0);
  expect(compareVersions(read('１０'), read('10'))).toBe(0);
});

test('keys are equal exactly for equal versions', () => {
  expect(new Set(['1', '1.0', '01', '1.0.0', '+1', '1_0'].map(versionKey)).size).toBe(1);
  expect(versionKey('1.10')).not.toBe(versionKey('1.1'));
  expect(versionKey('0.0')).toBe(versionKey('0'));
  expect(versionKey('draft')).not.toBe(versionKey('1'));
});

test('texts that are no version come last, by text', () => {
  expect(['x', '2', 'a', '10', '1.0', 'a'].sort(compareVersionTexts)).toEqual([
    '1.0',
    '2',
    '10',
    'a',
    'a',
    'x',
  ]);
});

const texts = fc
  .array(fc.stringMatching(/^0{0,2}[0-9]{1,25}$/), { minLength: 1, maxLength: 5 })
  .map((parts) => parts.join('.'))
  .filter((text) => parseVersion(text).ok);

test('a total order', () => {
  fc.assert(
    fc.property(texts, texts, texts, (a, b, c) => {
      const [x, y, z] = [read(a), read(b), read(c)];
      expect(Math.sign(compareVersions(x, y))).toBe(-Math.sign(compareVersions(y, x)) + 0);
      expect(compareVersions(x, x)).toBe(0);
      if (compareVersions(x, y) <= 0 && compareVersions(y, z) <= 0)
        expect(compareVersions(x, z)).toBeLessThanOrEqual(0);
      expect(versionKey(a) === versionKey(b)).toBe(compareVersions(x, y) === 0);
    }),
  );
});

test('appending a zero part changes nothing', () => {
  fc.assert(fc.property(texts, (text) => compareVersions(read(text), read(`${text}.00`)) === 0));
});
