import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openEmbeddedServer, readRecord, removeEmbeddedServer } from '@/lib/cli/embedded-server';
import { localSecrets } from '@/lib/cli/local-secrets';

let root: string;
let dataDir: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'embedded-'));
  dataDir = join(root, '.groundswell');
});
afterEach(async () => {
  const record = await readRecord(dataDir);
  await removeEmbeddedServer(dataDir);
  // As root it stands outside the project.
  if (record) await rm(dirname(record.dataDir), { recursive: true, force: true });
  await rm(root, { recursive: true, force: true });
});

async function query<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

test('it is made, found running, stopped, and started again with its data', async () => {
  const secrets = await localSecrets(dataDir);
  const first = await openEmbeddedServer(root, dataDir, secrets);
  expect(first.found).toBe('new');
  await query(first.controlUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');

  const second = await openEmbeddedServer(root, dataDir, secrets);
  expect(second).toMatchObject({ found: 'running', port: first.port });
  await second.stop();
  await expect(query(first.controlUrl, 'SELECT 1')).rejects.toThrow();

  const third = await openEmbeddedServer(root, dataDir, secrets);
  expect(third).toMatchObject({ found: 'stopped', port: first.port });
  expect(await query(third.controlUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
});

test('the control plane’s role is no superuser, and the password is asked for', async () => {
  const server = await openEmbeddedServer(root, dataDir, await localSecrets(dataDir));
  const [role] = await query<{ is: string }>(
    server.controlUrl,
    `SELECT current_setting('is_superuser') AS is`,
  );
  expect(role?.is).toBe('off');
  const wrong = new URL(server.serverUrl);
  wrong.password = 'wrong';
  await expect(query(wrong.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
});

test('removed, it begins anew', async () => {
  const secrets = await localSecrets(dataDir);
  const server = await openEmbeddedServer(root, dataDir, secrets);
  await query(server.controlUrl, 'CREATE TABLE gone ()');
  const record = await readRecord(dataDir);
  await removeEmbeddedServer(dataDir);
  await expect(stat(record?.dataDir ?? '')).rejects.toMatchObject({ code: 'ENOENT' });
  const again = await openEmbeddedServer(root, dataDir, secrets);
  expect(again.found).toBe('new');
  expect(await query(again.controlUrl, `SELECT to_regclass('gone') AS gone`)).toEqual([{ gone: null }]);
});
