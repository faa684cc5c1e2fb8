import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTenantConnection, type ServerConnection } from '@/lib/tenant/connect';
import { fingerprintSchemas } from '@/lib/tenant/fingerprint';
import { createTenantPool } from '@/lib/tenant/pool';
import { createTestDatabase, onServer, type TestDatabase } from '@/lib/testing/database';
import { serverOf } from '@/lib/testing/tenant';

let database: TestDatabase;
let server: ServerConnection;

beforeAll(async () => {
  database = await createTestDatabase();
  server = serverOf(database);
  await onServer(
    database,
    `CREATE ROLE limited LOGIN PASSWORD 'x' CONNECTION LIMIT 0; CREATE ROLE owner_role`,
  );
  await onServer(
    database,
    `REVOKE CONNECT ON DATABASE ${database.database} FROM PUBLIC; CREATE ROLE outsider LOGIN PASSWORD 'x'`,
  );
});
afterAll(async () => {
  await onServer(database, 'DROP ROLE limited; DROP ROLE owner_role');
  await database.drop();
  await onServer(database, 'DROP ROLE outsider');
});

describe('a connection that fails says why', () => {
  it.each<[string, Partial<ServerConnection>, object]>([
    ['nobody listens', { port: 1 }, { code: 'unreachable', systemCode: 'ECONNREFUSED' }],
    ['no such host', { host: 'no-such-host.invalid' }, { code: 'unreachable' }],
    ['wrong password', { password: 'no' }, { code: 'wrong_password', sqlstate: '28P01' }],
    ['no password', { password: undefined }, { code: 'wrong_password' }],
    ['unknown user', { user: 'nobody_here' }, { code: 'wrong_password', sqlstate: '28P01' }],
    ['no TLS offered', { tls: 'require' }, { code: 'tls_refused' }],
    [
      'a role that we may not become',
      { runAsRole: 'not_there' },
      { code: 'insufficient_privilege', sqlstate: '22023' },
    ],
    ['too many', { user: 'limited', password: 'x' }, { code: 'too_many_connections', sqlstate: '53300' }],
    [
      'not let in',
      { user: 'outsider', password: 'x' },
      { code: 'insufficient_privilege', sqlstate: '42501' },
    ],
  ])('%s', async (_, changes, failure) => {
    const opened = await openTenantConnection({ ...server, ...changes }, database.database);
    expect(opened).toMatchObject({ ok: false, failure });
    expect(JSON.stringify(opened)).not.toContain('"password"');
  });

  it('unknown database', async () => {
    expect(await openTenantConnection(server, 'not there')).toMatchObject({
      failure: { code: 'unknown_database', sqlstate: '3D000' },
    });
  });

  it('a server that accepts and never answers', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const { port } = silent.address() as AddressInfo;
    const slow = { ...server, port, connectTimeoutMs: 50 };
    expect(await openTenantConnection(slow, 'x')).toMatchObject({ failure: { code: 'connect_timeout' } });
    const abort = new AbortController();
    const opening = openTenantConnection({ ...slow, connectTimeoutMs: 60_000 }, 'x', abort.signal);
    abort.abort();
    expect(await opening).toMatchObject({ failure: { code: 'cancelled' } });
    silent.close();
  });
});

describe('the pool', () => {
  const limits = { maxIdle: 2, maxTenantsPerConnection: 3 };
  async function take(pool: ReturnType<typeof createTenantPool>, changes: Partial<ServerConnection> = {}) {
    const got = await pool.acquire({ ...server, ...changes }, database.database);
    if (!got.ok) throw new Error(got.failure.code);
    return got.value;
  }

  it('gives the same session again, with nothing of the last tenant in it', async () => {
    const pool = createTenantPool(limits);
    const first = await take(pool, { runAsRole: 'owner_role' });
    const pid = first.backend.pid;
    await first.client
      .query(`SET search_path TO x; SET statement_timeout = 5; SET ROLE NONE; SELECT pg_advisory_lock(1);
      CREATE TEMP TABLE t (); PREPARE p AS SELECT 1; BEGIN`);
    await pool.release(first);
    const second = await take(pool, { runAsRole: 'owner_role' });
    expect(second.backend.pid).toBe(pid);
    const state = await second.client.query(
      `SELECT current_setting('search_path') AS path, current_setting('statement_timeout') AS timeout, current_user AS role,
              (SELECT count(*)::int FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory') AS locks,
              (SELECT count(*)::int FROM pg_prepared_statements) AS prepared, to_regclass('pg_temp.t')::text AS temp`,
    );
    expect(state.rows).toEqual([
      { path: '"$user", public', timeout: '0', role: 'owner_role', locks: 0, prepared: 0, temp: null },
    ]);
    await pool.release(second);
    await pool.end();
  });

  it('leaves our prepared statement to the next tenant, and to nobody one of a script', async () => {
    const pool = createTenantPool(limits);
    const names = 'SELECT name FROM pg_prepared_statements ORDER BY name';
    const first = await take(pool);
    await fingerprintSchemas(first, ['public'], { historyTableName: 'h' });
    await pool.release(first);
    const second = await take(pool);
    expect((await second.client.query(names)).rows).toEqual([
      { name: expect.stringMatching(/^groundswell_/) },
    ]);
    await second.client.query('PREPARE script_of_a_tenant AS SELECT 1');
    await pool.release(second);
    const third = await take(pool);
    expect((await third.client.query(names)).rows).toEqual([]);
    expect(await fingerprintSchemas(third, ['public'], { historyTableName: 'h' })).toMatchObject({
      ok: true,
    });
    await pool.release(third);
    await pool.end();
  });

  it('replaces a worn session, a discarded one and one of other settings', async () => {
    const pool = createTenantPool(limits);
    const pids: number[] = [];
    for (let turn = 0; turn < 4; turn++) {
      const connection = await take(pool);
      pids.push(connection.backend.pid);
      await pool.release(connection);
    }
    expect(new Set(pids.slice(0, 3)).size).toBe(1);
    expect(pids[3]).not.toBe(pids[0]);
    const fourth = await take(pool);
    fourth.discard = true;
    await pool.release(fourth);
    const fifth = await take(pool);
    expect(fifth.backend.pid).not.toBe(fourth.backend.pid);
    const named = await take(pool, { applicationName: 'another' });
    await Promise.all([pool.release(fifth), pool.release(named)]);
    expect((await take(pool)).backend.pid).toBe(fifth.backend.pid);
    await pool.release(fifth);
    await pool.end();
  });

  it('keeps no session that the server ended while it was idle', async () => {
    const pool = createTenantPool(limits);
    const connection = await take(pool);
    const gone = new Promise((resolve) => connection.client.once('end', resolve));
    await pool.release(connection);
    await onServer(database, `SELECT pg_terminate_backend(${connection.backend.pid})`);
    await gone;
    const next = await take(pool);
    expect(next.backend.pid).not.toBe(connection.backend.pid);
    await pool.release(next);
    await pool.end();
  });
});
