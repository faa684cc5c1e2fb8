import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  randomBytes,
  scrypt,
  timingSafeEqual,
} from 'node:crypto';

/** Encryption at rest, password hashes, keyed hashes and tokens. Everything here is Node's own cryptography. */

export type OpenResult =
  | { readonly ok: true; readonly plaintext: string }
  | { readonly ok: false; readonly code: 'sealed_malformed' | 'sealed_unknown_key' | 'sealed_tampered' };

const sealFormat = 'gs1';
const ivBytes = 12;
const tagBytes = 16;

/** Names a key without telling anything about it; stands in every sealed text, so that keys can be rotated. */
export function keyId(key: Buffer): string {
  return createHmac('sha256', key).update('groundswell key id').digest('hex').slice(0, 12);
}

/**
 * AES-256-GCM. `context` names the place the secret belongs to, for example `server:42:credential`: sealed text
 * copied to another row does not open there. Result: `gs1.<key id>.<iv ‖ ciphertext ‖ tag in base64url>`.
 */
export function seal(plaintext: string, context: string, key: Buffer): string {
  const iv = randomBytes(ivBytes);
  const id = keyId(key);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(additionalData(id, context));
  const body = Buffer.concat([iv, cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `${sealFormat}.${id}.${body.toString('base64url')}`;
}

/** The opposite of `seal`, with whichever of `keys` (the current one and older ones) it was sealed with. */
export function open(sealed: string, context: string, keys: readonly Buffer[]): OpenResult {
  const [format, id, text, ...rest] = sealed.split('.');
  if (format !== sealFormat || id === undefined || text === undefined || rest.length > 0) {
    return { ok: false, code: 'sealed_malformed' };
  }
  const body = Buffer.from(text, 'base64url');
  if (body.length < ivBytes + tagBytes) return { ok: false, code: 'sealed_malformed' };
  const key = keys.find((candidate) => keyId(candidate) === id);
  if (key === undefined) return { ok: false, code: 'sealed_unknown_key' };
  const decipher = createDecipheriv('aes-256-gcm', key, body.subarray(0, ivBytes), {
    authTagLength: tagBytes,
  })
    .setAAD(additionalData(id, context))
    .setAuthTag(body.subarray(-tagBytes));
  const start = decipher.update(body.subarray(ivBytes, -tagBytes));
  try {
    return { ok: true, plaintext: Buffer.concat([start, decipher.final()]).toString('utf8') };
  } catch {
    // The one way in which `final` fails: the tag does not belong to this key, context and ciphertext.
    return { ok: false, code: 'sealed_tampered' };
  }
}

function additionalData(id: string, context: string): Buffer {
  return Buffer.from(`${sealFormat}.${id}.${context}`, 'utf8');
}

type Cost = { readonly N: number; readonly r: number; readonly p: number };

// OWASP Password Storage Cheat Sheet: N = 2^15, r = 8, p = 3 (32 MiB) is one of its equivalent choices.
const cost: Cost = { N: 2 ** 15, r: 8, p: 3 };
const hashBytes = 32;

/** `scrypt$N$r$p$salt$hash`, salt and hash in base64url. About 0.2 s of a core, on purpose. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, cost);
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

/**
 * Whether the password is the one that was hashed. For a person who does not exist pass undefined: the same work is
 * done, so that the time taken does not tell which names exist.
 */
export async function verifyPassword(password: string, stored: string | undefined): Promise<boolean> {
  const known = parseHash(stored);
  const actual = await derive(password, known?.salt ?? Buffer.alloc(16), known?.cost ?? cost);
  return timingSafeEqual(actual, known?.hash ?? Buffer.alloc(hashBytes)) && known !== undefined;
}

function parseHash(stored: string | undefined) {
  const match = /^scrypt\$(\d{1,7})\$(\d{1,2})\$(\d{1,2})\$([\w-]{22,})\$([\w-]{43})$/.exec(stored ?? '');
  if (!match) return undefined;
  const [, N, r, p, salt = '', hash = ''] = match;
  return {
    cost: { N: Number(N), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, 'base64url'),
    hash: Buffer.from(hash, 'base64url'),
  };
}

function derive(password: string, salt: Buffer, { N, r, p }: Cost) {
  // Unicode's composed and decomposed forms of one letter are one password (NIST SP 800-63B, 3.1.1.2).
  const normalized = password.normalize('NFKC');
  return new Promise<Buffer>((resolve, reject) => {
    scrypt(normalized, salt, hashBytes, { N, r, p, maxmem: 2 * 128 * N * r }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

/** Keyed hash in hex: the audit chain's links, for one. */
export function hmacSha256(key: Buffer, data: string | Buffer): string {
  return createHmac('sha256', key).update(data).digest('hex');
}

/** Hash in hex. For tokens that are random themselves; for passwords `hashPassword`. */
export function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

/** `bytes` random bytes in base64url: safe in an address, a header and a file name. */
export function randomToken(bytes = 32): string {
  return randomBytes(bytes).toString('base64url');
}

/** Equality in a time that does not depend on where the two differ. */
export function equalInConstantTime(a: string, b: string): boolean {
  return (
    timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest()) &&
    a === b
  );
}
