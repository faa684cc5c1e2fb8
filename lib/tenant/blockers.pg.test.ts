import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cancelBackend, readBlockers, terminateBackend } from '@/lib/tenant/blockers';
import type { ServerConnection, TenantConnection } from '@/lib/tenant/connect';
import { acquireTenantLock } from '@/lib/tenant/lock';
import { createTestDatabase, onServer, type TestDatabase } from '@/lib/testing/database';
import { connect, serverOf } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/until';

/** As fleets are often run: a login without privileges of its own becomes the role that owns the schemas. */
const suffix = randomBytes(4).toString('hex');
const login = `login_${suffix}`;
const owner = `owner_${suffix}`;
let database: TestDatabase;
let server: ServerConnection;
const opened: TenantConnection[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  await onServer(
    database,
    `CREATE ROLE ${login} LOGIN PASSWORD 'x' NOINHERIT; CREATE ROLE ${owner}; GRANT ${owner} TO ${login}`,
  );
  server = serverOf(database, { user: login, password: 'x', runAsRole: owner });
});
afterAll(async () => {
  for (const connection of opened) await connection.close();
  await database.drop();
  await onServer(database, `DROP ROLE ${login}; DROP ROLE ${owner}`);
});

async function open(): Promise<TenantConnection> {
  const connection = await connect(server, database.database);
  opened.push(connection);
  return connection;
}

/** Runs a statement that does not end by itself, and waits until the server says that it runs. */
async function busy(observer: TenantConnection) {
  const connection = await open();
  const ended = connection.client.query('SELECT pg_sleep(600)').then(
    () => 'ended',
    (error: unknown) => (error as { code?: string }).code,
  );
  await until('it sleeps', async () => {
    // pg_locks is open to everybody; the state of a session is not.
    const { rows } = await observer.client.query(
      `SELECT FROM pg_locks WHERE pid = ${connection.backend.pid} AND locktype = 'virtualxid'`,
    );
    return rows.length > 0;
  });
  return { connection, ended };
}

const roleOf = async ({ client }: TenantConnection) =>
  (await client.query<{ role: string }>('SELECT current_user::text AS role')).rows[0]?.role;

it('a session that has become another role knows its own start all the same', async () => {
  const connection = await open();
  expect(connection.backend.startedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  expect(await roleOf(connection)).toBe(owner);
});

it('a takeover ends the older session by pid and start, though its role could not, and keeps its role', async () => {
  const next = await open();
  const dead = await busy(next);
  const table = { schema: 'tenant', name: 'flyway_schema_history' };
  expect(
    await terminateBackend(next, { ...dead.connection.backend, startedAt: '2020-01-01T00:00:00.000000Z' }),
  ).toBe('gone');
  expect(await terminateBackend(next, dead.connection.backend)).toBe('done');
  expect(await dead.ended).toBe('57P01');
  expect(await terminateBackend(next, dead.connection.backend)).toBe('gone');
  expect(await roleOf(next)).toBe(owner);
  expect(next.discard).toBe(false);
  expect((await acquireTenantLock(next, table, { waitMs: 0 })).ok).toBe(true);
});

it('a cancel reaches a session of the same login', async () => {
  const observer = await open();
  const running = await busy(observer);
  expect(await cancelBackend(observer, running.connection.backend)).toBe('done');
  expect(await running.ended).toBe('57014');
});

it('who blocks and who holds is said with state and query, for sessions of the same login', async () => {
  const [observer, holder, waiter] = [await open(), await open(), await open()];
  const table = { schema: 'other', name: 'flyway_schema_history' };
  const lock = await acquireTenantLock(holder, table, { waitMs: 0 });
  if (!lock.ok) throw new Error(lock.failure.code);
  const waiting = waiter.client.query(`SELECT pg_advisory_lock(${lock.value.key})`);
  const [blocker] = await until('somebody waits', async () => {
    const found = await readBlockers(observer, waiter.backend.pid);
    return found.length > 0 ? found : undefined;
  });
  expect(blocker).toMatchObject({
    pid: holder.backend.pid,
    applicationName: 'groundswell-test',
    state: 'idle',
  });
  expect(blocker?.query).toContain('pg_try_advisory_lock');
  const refused = await acquireTenantLock(observer, table, { waitMs: 0 });
  expect(refused).toMatchObject({
    failure: { code: 'lock_held', holders: [{ pid: holder.backend.pid, state: 'idle' }] },
  });
  await holder.client.query('SELECT pg_advisory_unlock_all()');
  await waiting;
});
