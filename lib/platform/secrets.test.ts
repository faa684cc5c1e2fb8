import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  equalInConstantTime,
  hashPassword,
  hmacSha256,
  keyId,
  open,
  randomToken,
  seal,
  sha256,
  verifyPassword,
} from '@/lib/platform/secrets';

const key = Buffer.alloc(32, 1);
const other = Buffer.alloc(32, 2);
const context = 'server:42:credential';

test.each(['', 'hunter2', 'pässwörd 🔑', 'x'.repeat(10_000)])('what was sealed opens (%#)', (plaintext) => {
  expect(open(seal(plaintext, context, key), context, [key])).toEqual({ ok: true, plaintext });
});

test('the same text is sealed differently each time and never contains it', () => {
  const [a, b] = [seal('hunter2', context, key), seal('hunter2', context, key)];
  expect(a).not.toBe(b);
  expect(Buffer.from(a.split('.')[2] ?? '', 'base64url').toString('latin1')).not.toContain('hunter2');
});

test('sealed text does not open in another row', () => {
  expect(open(seal('hunter2', 'server:43:credential', key), context, [key])).toEqual({
    ok: false,
    code: 'sealed_tampered',
  });
});

test('every flipped bit is noticed', () => {
  const [format, id, text] = seal('hunter2', context, key).split('.');
  const body = Buffer.from(text ?? '', 'base64url');
  for (let at = 0; at < body.length; at += 1) {
    const changed = Buffer.from(body);
    changed.writeUInt8(body.readUInt8(at) ^ 1, at);
    const result = open(`${format}.${id}.${changed.toString('base64url')}`, context, [key]);
    expect(result).toEqual({ ok: false, code: 'sealed_tampered' });
  }
});

test('a key id written over does not open under that key', () => {
  const [format, , text] = seal('hunter2', context, key).split('.');
  expect(open(`${format}.${keyId(other)}.${text}`, context, [key, other])).toEqual({
    ok: false,
    code: 'sealed_tampered',
  });
});

test('older keys still open, a lost key is named as such', () => {
  const sealed = seal('hunter2', context, other);
  expect(open(sealed, context, [key, other])).toEqual({ ok: true, plaintext: 'hunter2' });
  expect(open(sealed, context, [key])).toEqual({ ok: false, code: 'sealed_unknown_key' });
});

test.each(['', 'gs1', 'gs1.abc', `gs1.${keyId(key)}.AAAA`, 'gs2.a.b', 'gs1.a.b.c', 'hunter2'])(
  'malformed text %s is refused',
  (sealed) => {
    expect(open(sealed, context, [key])).toEqual({ ok: false, code: 'sealed_malformed' });
  },
);

test('a password verifies, another does not, a person who does not exist does not', async () => {
  const stored = await hashPassword('correct horse');
  expect(stored).toMatch(/^scrypt\$32768\$8\$3\$/);
  expect(stored).not.toBe(await hashPassword('correct horse'));
  expect(await verifyPassword('correct horse', stored)).toBe(true);
  expect(await verifyPassword('correct horsf', stored)).toBe(false);
  expect(await verifyPassword('correct horse', undefined)).toBe(false);
  expect(await verifyPassword('', undefined)).toBe(false);
});

test('composed and decomposed letters are one password', async () => {
  expect(await verifyPassword('cafe\u0301', await hashPassword('caf\u00e9'))).toBe(true);
});

test.each(['plain', 'scrypt$1$2$3', `scrypt$32768$8$3$${'A'.repeat(22)}$short`])(
  'a stored value %s that is no hash verifies nothing',
  async (stored) => {
    expect(await verifyPassword('plain', stored)).toBe(false);
  },
);

test('known answers of SHA-256 and HMAC (FIPS 180-4; RFC 4231 test case 2)', () => {
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(hmacSha256(Buffer.from('Jefe'), 'what do ya want for nothing?')).toBe(
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  );
});

test('tokens are long, distinct and safe in an address', () => {
  expect(randomToken()).toMatch(/^[\w-]{43}$/);
  expect(randomToken()).not.toBe(randomToken());
  expect(randomToken(16)).toHaveLength(22);
});

test('comparison is of the whole text', () => {
  const token = randomBytes(32).toString('hex');
  expect(equalInConstantTime(token, token)).toBe(true);
  expect(equalInConstantTime(token, `${token}0`)).toBe(false);
  expect(equalInConstantTime('', 'a')).toBe(false);
});
