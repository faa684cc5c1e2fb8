import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { forgetInstance, recordInstance, runningInstance } from '@/lib/cli/instance-lock';
import { localSecrets } from '@/lib/cli/local-secrets';
import { readEnv } from '@/lib/platform/env';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'local-secrets-'));
});
afterEach(() => rm(dir, { recursive: true }));

test('secrets are made once, for the owner only, and are what the environment asks for', async () => {
  const dataDir = join(dir, 'data');
  const secrets = await localSecrets(dataDir);
  expect(await localSecrets(dataDir)).toEqual(secrets);
  expect((await stat(join(dataDir, 'secrets.json'))).mode & 0o777).toBe(0o600);
  expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
  const settings = readEnv(secrets);
  expect(settings.GROUNDSWELL_KEY).not.toEqual(settings.GROUNDSWELL_AUDIT_KEY);
  expect(settings.NEXTAUTH_SECRET).toBe(secrets.NEXTAUTH_SECRET);
  expect(new Set(Object.values(secrets)).size).toBe(Object.values(secrets).length);
});

test('two projects do not share secrets', async () => {
  expect(await localSecrets(join(dir, 'a'))).not.toEqual(await localSecrets(join(dir, 'b')));
});

test('an instance whose process is gone, or is something else, does not run', async () => {
  expect(await runningInstance(dir)).toBeUndefined();
  // The parent lives, and is no starter.
  await recordInstance(dir, { pid: process.ppid, url: 'http://localhost:3000' });
  if (process.platform === 'linux') expect(await runningInstance(dir)).toBeUndefined();
  await recordInstance(dir, { pid: 2 ** 22 + 1, url: 'http://localhost:3000' });
  expect(await runningInstance(dir)).toBeUndefined();
  await forgetInstance(dir);
  await forgetInstance(dir);
});
