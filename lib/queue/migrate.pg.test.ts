import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { migrateQueue } from '@/lib/queue/migrate';
import { QUEUES } from '@/lib/wire/jobs';

const server = inject('postgres');
const serverUrl = `postgresql://${server.user}:${server.password}@${server.host}:${server.port}`;
const databaseUrl = `${serverUrl}/queue_migrate`;
const admin = new pg.Client({ connectionString: `${serverUrl}/postgres` });

beforeAll(async () => {
  await admin.connect();
  await admin.query('CREATE DATABASE queue_migrate');
});
afterAll(async () => {
  await admin.query('DROP DATABASE queue_migrate WITH (FORCE)');
  await admin.end();
});

test('every queue exists afterwards, with its policy, however many call it at once and again', async () => {
  await Promise.all([migrateQueue(databaseUrl), migrateQueue(databaseUrl)]);
  await migrateQueue(databaseUrl);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ name: string; policy: string; heartbeat: number | null }>(
    'SELECT name, policy, heartbeat_seconds AS heartbeat FROM pgboss.queue',
  );
  await client.end();
  const byName = new Map(rows.map((row) => [row.name, row]));
  for (const name of Object.values(QUEUES)) expect(byName.has(name), name).toBe(true);
  expect(byName.get(QUEUES.runTarget)?.policy).toBe('exclusive');
  expect(byName.get(QUEUES.runTarget)?.heartbeat).toBeGreaterThan(0);
  expect(byName.get(QUEUES.tick)?.policy).toBe('stately');
  expect(byName.get(QUEUES.tick)?.heartbeat).toBeGreaterThan(0);
});
