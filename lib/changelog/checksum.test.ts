import { describe, expect, test } from 'vitest';
import { decodeScript, flywayChecksum } from '@/lib/changelog/checksum';
import { replacePlaceholders } from '@/lib/changelog/placeholders';
import recorded from '@/lib/changelog/vectors/flyway-checksums.json' with { type: 'json' };
import misc from '@/lib/changelog/vectors/flyway-misc.json' with { type: 'json' };

const textOf = (base64: string): string => {
  const decoded = decodeScript(Buffer.from(base64, 'base64'));
  if (!decoded.ok && decoded.code === 'nul_byte')
    return Buffer.from(base64, 'base64')
      .toString('utf8')
      .replace(/^\ufeff/, '');
  if (!decoded.ok) throw new Error(decoded.code);
  return decoded.text;
};

describe('rows that the real Flyway wrote', () => {
  test.each(recorded.vectors)('$script', ({ script, checksum, contentBase64, placeholders }) => {
    const text = textOf(contentBase64);
    if (!script.startsWith('R__')) return expect(flywayChecksum(text)).toBe(checksum);
    const replaced = replacePlaceholders(text, { ...placeholders });
    expect(replaced.ok && flywayChecksum(replaced.text)).toBe(checksum);
  });
});

test.each(misc.checksums)('random bytes $contentBase64', ({ contentBase64, checksum }) => {
  expect(flywayChecksum(textOf(contentBase64))).toBe(checksum);
});

test('line ends do not count, trailing spaces do', () => {
  expect(flywayChecksum('a\nb')).toBe(flywayChecksum('a\r\nb\r\n\r\n'));
  expect(flywayChecksum('a')).not.toBe(flywayChecksum('a '));
  expect(flywayChecksum('')).toBe(0);
});

test('one byte order mark is taken off, a second one stays', () => {
  expect(decodeScript(Buffer.from('\ufeffselect 1'))).toEqual({ ok: true, text: 'select 1' });
  expect(decodeScript(Buffer.from('\ufeff\ufeffx'))).toEqual({ ok: true, text: '\ufeffx' });
});

test.each([
  ['latin-1', [0x61, 0xe9, 0x62], 1],
  ['a cut sequence at the end', [0x61, 0x0a, 0x0a, 0xe2, 0x82], 3],
  ['an overlong slash', [0x0a, 0xc0, 0xaf], 2],
  ['a lone surrogate', [0xed, 0xa0, 0x80], 1],
  ['UTF-16', [0xff, 0xfe, 0x61, 0x00], 1],
  ['a sequence cut by a newline', [0x61, 0x0a, 0xe2, 0x82, 0x0a], 2],
])('%s is not UTF-8', (_, bytes, line) => {
  expect(decodeScript(Uint8Array.from(bytes))).toEqual({ ok: false, code: 'not_utf8', line });
});

test('a NUL is refused with its line', () => {
  expect(decodeScript(Buffer.from('select 1;\nselect \0;'))).toEqual({
    ok: false,
    code: 'nul_byte',
    line: 2,
  });
});
