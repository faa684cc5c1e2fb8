import { expect, test } from 'vitest';
import {
  credentialFromEnv,
  demoAccountsAllowed,
  EnvironmentError,
  isLoopback,
  isSet,
  readEnv,
} from '@/lib/platform/env';

const key = Buffer.alloc(32, 7).toString('base64');

function failure(source: Record<string, string>, read: (settings: ReturnType<typeof readEnv>) => unknown) {
  try {
    read(readEnv(source));
  } catch (error) {
    if (error instanceof EnvironmentError) return error;
    throw error;
  }
  throw new Error('expected an EnvironmentError');
}

test('defaults need no variable at all', () => {
  const settings = readEnv({});
  expect(settings.HOST).toBe('127.0.0.1');
  expect(settings.PORT).toBe(3000);
  expect(settings.WORKER_CONCURRENCY).toBe(16);
  expect(settings.GROUNDSWELL_EMBEDDED).toBe(false);
  expect(settings.CI).toBe(false);
  expect(settings.GROUNDSWELL_DATA_DIR).toBe('.groundswell');
});

test('keys are decoded to 32 bytes', () => {
  expect(readEnv({ GROUNDSWELL_KEY: key }).GROUNDSWELL_KEY).toEqual(Buffer.alloc(32, 7));
});

test('a missing variable is named with its remedy, and only when it is read', () => {
  const error = failure({}, (settings) => settings.DATABASE_URL);
  expect(error).toMatchObject({ code: 'variable_missing', variable: 'DATABASE_URL' });
  expect(error.message).toContain('DATABASE_URL is not set. Set it to postgresql://');
});

test.each([
  ['PORT', '0'],
  ['PORT', '65536'],
  ['PORT', '3e3'],
  ['WORKER_CONCURRENCY', '-1'],
  ['LOG_LEVEL', 'loud'],
  ['GROUNDSWELL_PG_MAJOR', '14'],
  ['NEXTAUTH_URL', 'groundswell.example.com'],
] as const)('a bad %s is refused with its value %s', (name, value) => {
  const error = failure({ [name]: value }, (settings) => settings[name]);
  expect(error.code).toBe('variable_invalid');
  expect(error.message).toContain(`${name} is "${value}"`);
});

test.each([
  ['DATABASE_URL', 'mysql://root:hunter2@db/app'],
  ['DATABASE_URL', 'postgresql://root:hunter2@db'],
  ['NEXTAUTH_SECRET', 'hunter2'],
  ['GROUNDSWELL_KEY', 'hunter2'],
] as const)('the value of a bad %s is not repeated', (name, value) => {
  const error = failure({ [name]: value }, (settings) => settings[name]);
  expect(error.message).toContain(name);
  expect(error.message).not.toContain('hunter2');
});

test('CI systems that say anything but no mean yes', () => {
  expect(readEnv({ CI: 'woodpecker' }).CI).toBe(true);
  expect(readEnv({ CI: 'false' }).CI).toBe(false);
});

test('an empty variable counts as not set', () => {
  expect(isSet('DATABASE_URL', { DATABASE_URL: '' })).toBe(false);
  expect(isSet('DATABASE_URL', { DATABASE_URL: 'postgresql://h/d' })).toBe(true);
});

test('credentials are read from variables made for them, and from no other', () => {
  const source = {
    GROUNDSWELL_CREDENTIAL_EU_1: 's3cret',
    GROUNDSWELL_KEY: key,
    GROUNDSWELL_CREDENTIAL_EMPTY: '',
  };
  expect(credentialFromEnv('GROUNDSWELL_CREDENTIAL_EU_1', source)).toEqual({ ok: true, value: 's3cret' });
  for (const name of [
    'GROUNDSWELL_KEY',
    'PATH',
    'GROUNDSWELL_CREDENTIAL_',
    'xGROUNDSWELL_CREDENTIAL_A',
    '__proto__',
  ]) {
    expect(credentialFromEnv(name, source)).toEqual({ ok: false, code: 'credential_name_refused', name });
  }
  for (const name of ['GROUNDSWELL_CREDENTIAL_EMPTY', 'GROUNDSWELL_CREDENTIAL_NONE']) {
    expect(credentialFromEnv(name, source)).toEqual({ ok: false, code: 'credential_not_set', name });
  }
});

test('demo accounts exist only on the embedded default and only on loopback', () => {
  const allowed = (GROUNDSWELL_EMBEDDED: boolean, HOST: string) =>
    demoAccountsAllowed({ GROUNDSWELL_EMBEDDED, HOST });
  expect(allowed(true, '127.0.0.1')).toBe(true);
  expect(allowed(true, 'localhost')).toBe(true);
  expect(allowed(true, '0.0.0.0')).toBe(false);
  expect(allowed(false, '127.0.0.1')).toBe(false);
});

test('a name that only begins like a loopback address is none', () => {
  expect(isLoopback('127.0.0.1.example.com')).toBe(false);
  expect(isLoopback('::1')).toBe(true);
  expect(isLoopback('127.8.9.10')).toBe(true);
});
