import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Changeset } from '@/lib/domain/changeset';
import type { TenantConnection } from '@/lib/tenant/connect';
import { acquireChangelogLock, releaseChangelogLock } from '@/lib/tenant/liquibase/changelog-lock';
import { readChangelog } from '@/lib/tenant/liquibase/changelog-table';
import { runChangeset } from '@/lib/tenant/liquibase/run-changeset';
import { updateTenant, type TenantUpdate } from '@/lib/tenant/liquibase/update-tenant';
import { createTestDatabase, type TestDatabase } from '@/lib/testing/database';
import { connect, serverOf } from '@/lib/testing/tenant';

let database: TestDatabase;
let connection: TenantConnection;
let other: TenantConnection;
let schema: string;
let tenants = 0;

beforeAll(async () => void (database = await createTestDatabase()));
afterAll(() => database.drop());
beforeEach(async () => {
  connection = await connect(serverOf(database), database.database);
  other = await connect(serverOf(database), database.database);
  schema = `lb${++tenants}`;
  await other.client.query(`CREATE SCHEMA ${schema}`);
});
afterEach(async () => {
  await connection.close();
  await other.close();
});

const changeset = (id: string, statements: string[], changes: Partial<Changeset> = {}): Changeset => ({
  id,
  author: 'ann',
  path: 'db/a.sql',
  statements: statements.map((text, at) => ({ line: at + 1, text, transactional: true })),
  checksum: `9:${id}`,
  checksumV8: `8:${id}`,
  validCheckSums: [],
  description: 'sql',
  comments: '',
  contexts: null,
  labels: null,
  runOnChange: false,
  runAlways: false,
  runInTransaction: true,
  failOnError: true,
  hasPreconditions: false,
  ...changes,
});
const one = changeset('1', ['CREATE TABLE a (id int)', 'INSERT INTO a VALUES (1) -- done']);
const two = changeset('2', ['ALTER TABLE a ADD b int']);

const update = (changesets: Changeset[], changes: Partial<TenantUpdate> = {}, by = connection) =>
  updateTenant(by, {
    schema,
    changesets,
    lockWait: { waitMs: 0 },
    lockTimeoutMs: 10_000,
    statementTimeoutMs: 0,
    ...changes,
  });
const query = async (sql: string) => (await other.client.query<Record<string, unknown>>(sql)).rows;
const rows = () => query(`SELECT * FROM ${schema}.databasechangelog ORDER BY dateexecuted, orderexecuted`);
const lockRow = () => query(`SELECT * FROM ${schema}.databasechangeloglock`);
const free = [{ id: 1, locked: false, lockgranted: null, lockedby: null }];
const terminate = (backend: number) => query(`SELECT pg_terminate_backend(${backend}, 10000)`);
const tableExists = async (name: string) =>
  (await query(`SELECT to_regclass('${schema}.${name}') IS NOT NULL AS found`))[0]?.found;

async function lockNow(by = connection) {
  const lock = await acquireChangelogLock(by, schema, { waitMs: 0 });
  if (!lock.ok) throw new Error(JSON.stringify(lock.failure));
  return lock.value;
}

describe('updateTenant', () => {
  it('creates the tables, runs what is due and leaves the rows that Liquibase would', async () => {
    expect(await update([one, two])).toEqual({
      ran: ['db/a.sql::1::ann', 'db/a.sql::2::ann'],
      passedOver: [],
      resummed: 0,
      failure: undefined,
    });
    expect(await rows()).toMatchObject([
      { id: '1', author: 'ann', filename: 'db/a.sql', orderexecuted: 1, exectype: 'EXECUTED', md5sum: '9:1' },
      {
        id: '2',
        orderexecuted: 2,
        description: 'sql',
        comments: '',
        contexts: null,
        labels: null,
        tag: null,
      },
    ]);
    expect(new Set((await rows()).map((row) => row.deployment_id)).size).toBe(1);
    expect(await lockRow()).toEqual(free);
  });

  it('takes no lock when nothing is due', async () => {
    await update([one]);
    await query(
      `UPDATE ${schema}.databasechangeloglock SET locked = TRUE, lockedby = 'elsewhere (10.0.0.1)'`,
    );
    expect(await update([one])).toMatchObject({ ran: [], failure: undefined });
  });

  it('stops at a failure: what was committed stays, what failed has left nothing', async () => {
    const broken = changeset('2', ['CREATE TABLE half (id int)', 'SELECT 1 / 0']);
    expect(await update([one, broken, changeset('3', ['SELECT 1'])])).toMatchObject({
      ran: ['db/a.sql::1::ann'],
      failure: {
        code: 'statement_failed',
        sqlstate: '22012',
        script: 'db/a.sql::2::ann',
        statementIndex: 1,
        statementLine: 2,
      },
    });
    expect(await rows()).toHaveLength(1);
    expect(await tableExists('half')).toBe(false);
    expect(await lockRow()).toEqual(free);
  });

  it('passes over a failure that the changeset allows, without a row', async () => {
    const broken = changeset('2', ['SELECT 1 / 0'], { failOnError: false });
    expect(await update([one, broken, changeset('3', ['SELECT 1'])])).toMatchObject({
      ran: ['db/a.sql::1::ann', 'db/a.sql::3::ann'],
      passedOver: [{ name: 'db/a.sql::2::ann' }],
      failure: undefined,
    });
    expect((await rows()).map(({ id }) => id)).toEqual(['1', '3']);
  });

  it('reruns by updating the row', async () => {
    await update([one, two]);
    const changed = changeset('1', ['INSERT INTO a VALUES (2)'], { checksum: '9:new', runOnChange: true });
    expect(await update([changed, two])).toMatchObject({ ran: ['db/a.sql::1::ann'], failure: undefined });
    expect(await rows()).toMatchObject([
      { id: '2', orderexecuted: 2 },
      { id: '1', orderexecuted: 3, exectype: 'RERAN', md5sum: '9:new' },
    ]);
  });

  it('renews old and cleared sums and nothing else of their rows', async () => {
    await update([one, two]);
    await query(`UPDATE ${schema}.databasechangelog SET liquibase = '4.4.0', deployment_id = '1',
      md5sum = CASE id WHEN '1' THEN '8:1' END`);
    const old = await rows();
    expect(await update([one, two])).toMatchObject({ ran: [], resummed: 2, failure: undefined });
    expect(await rows()).toEqual(old.map((row) => ({ ...row, md5sum: `9:${String(row.id)}` })));
  });

  it('refuses a changed changeset and what it cannot run, before anything is written', async () => {
    await update([one]);
    expect(await update([{ ...one, checksum: '9:other' }, two])).toMatchObject({
      failure: { code: 'checksum_mismatch', facts: { stored: '9:1', now: '9:other' } },
    });
    const outside = changeset('3', ['SELECT 1'], { runInTransaction: false });
    expect(await update([one, two, outside])).toMatchObject({
      ran: [],
      failure: { code: 'script_problem', facts: { reason: 'outside_transaction_unsupported' } },
    });
    expect(await update([one, changeset('3', [], { hasPreconditions: true })])).toMatchObject({
      failure: { facts: { reason: 'preconditions_unsupported' } },
    });
    expect(await update([one, one])).toMatchObject({ failure: { facts: { reason: 'duplicate_changeset' } } });
    expect(await update([one, changeset('3', ['COMMIT'])])).toMatchObject({
      failure: { facts: { reason: 'transaction_control' } },
    });
    expect(await rows()).toHaveLength(1);
  });

  it('does each changeset once when many come at the same time', async () => {
    const lockWait = { waitMs: 30_000, pollMs: 10 };
    const both = await Promise.all([
      update([one, two], { lockWait }),
      update([one, two], { lockWait }, other),
    ]);
    expect(both.flatMap(({ failure }) => failure ?? [])).toEqual([]);
    expect(both.flatMap(({ ran }) => ran)).toHaveLength(2);
    expect(await query(`SELECT * FROM ${schema}.a`)).toHaveLength(1);
  });

  it('leaves nothing of a changeset whose session was ended, and the next one goes on', async () => {
    await update([one]);
    await other.client.query(`BEGIN; LOCK TABLE ${schema}.a`);
    const blocked: Promise<unknown>[] = [];
    const result = await update([one, changeset('2', ['CREATE TABLE half ()', 'ALTER TABLE a ADD b int'])], {
      onBlocked: (blockers) => {
        if (blockers.length > 0 && blocked.length === 0) blocked.push(terminate(connection.backend.pid));
      },
    });
    await other.client.query('ROLLBACK');
    expect(result).toMatchObject({ ran: [], failure: { code: 'connection_lost', statementIndex: 1 } });
    expect(await tableExists('half')).toBe(false);
    expect(await lockRow()).toEqual(free);
    expect(await update([one, two], {}, other)).toMatchObject({ ran: ['db/a.sql::2::ann'] });
  });

  it('says of a table that Liquibase could not read either that it cannot be read', async () => {
    await update([one]);
    await query(`UPDATE ${schema}.databasechangelog SET exectype = 'ODD'`);
    expect(await readChangelog(connection, schema)).toMatchObject({
      failure: { code: 'history_unreadable', facts: { reason: 'history_malformed' } },
    });
  });

  it('says that the schema is missing', async () => {
    expect(await update([one], { schema: 'nowhere' })).toMatchObject({ failure: { code: 'schema_missing' } });
  });
});

describe('the lock', () => {
  it('names the Liquibase that holds it, and since when', async () => {
    await update([one]);
    await query(`UPDATE ${schema}.databasechangeloglock
      SET locked = TRUE, lockedby = 'build7 (10.0.0.7)', lockgranted = '2026-01-02 03:04:05'`);
    expect(await update([one, two])).toMatchObject({
      ran: [],
      failure: {
        code: 'lock_held',
        facts: { lockedBy: 'build7 (10.0.0.7)', lockedSince: '2026-01-02 03:04:05' },
      },
    });
    expect(await lockRow()).toMatchObject([{ locked: true, lockedby: 'build7 (10.0.0.7)' }]);
    await query(`UPDATE ${schema}.databasechangeloglock SET locked = FALSE`);
    expect(await update([one, two], {}, other)).toMatchObject({ failure: undefined });
  });

  it('cannot be cleared by a Liquibase that does not have it, nor taken by another of us', async () => {
    const lock = await lockNow();
    await expect(
      query(`SET lock_timeout = 50; UPDATE ${schema}.databasechangeloglock SET locked = FALSE WHERE id = 1`),
    ).rejects.toMatchObject({ code: '55P03' });
    expect(await lockRow()).toMatchObject([{ locked: true, lockedby: lock.lockedBy }]);
    expect(await acquireChangelogLock(other, schema, { waitMs: 0 })).toMatchObject({
      failure: { code: 'lock_held' },
    });
    expect(await releaseChangelogLock(connection, lock)).toBe(true);
    expect(await lockRow()).toEqual(free);
  });

  it('is not waited for by CREATE INDEX CONCURRENTLY', async () => {
    await update([one]);
    const lock = await lockNow();
    await other.client.query('SET statement_timeout = 20000');
    await other.client.query(`CREATE INDEX CONCURRENTLY ON ${schema}.a (id)`);
    expect(await releaseChangelogLock(connection, lock)).toBe(true);
  });

  it('is taken over from sessions that died with it', async () => {
    const lock = await lockNow();
    await terminate(lock.holder.backend.pid);
    await terminate(connection.backend.pid);
    expect(await lockRow()).toMatchObject([{ locked: true, lockedby: lock.lockedBy }]);
    expect(await update([one], {}, other)).toMatchObject({ ran: ['db/a.sql::1::ann'], failure: undefined });
    expect(await lockRow()).toEqual(free);
  });

  it('is not taken over while the other session of its owner lives', async () => {
    const lock = await lockNow();
    await terminate(connection.backend.pid);
    expect(await update([one], {}, other)).toMatchObject({
      failure: { code: 'lock_held', facts: { lockedBy: lock.lockedBy } },
    });
    await lock.holder.close();
    expect(await update([one], {}, other)).toMatchObject({ failure: undefined });
  });

  it('stolen while a changeset runs, lets nothing of it happen', async () => {
    const lock = await lockNow();
    await terminate(lock.holder.backend.pid);
    await query(`UPDATE ${schema}.databasechangeloglock SET locked = FALSE, lockedby = NULL`);
    const options = { lock, lockTimeoutMs: 10_000, statementTimeoutMs: 0, deploymentId: '1' };
    expect(await runChangeset(connection, options, { changeset: one, action: 'run' })).toMatchObject({
      failure: { code: 'lock_held', facts: { phase: 'history', reason: 'history_changed' } },
    });
    expect(await tableExists('a')).toBe(false);
    expect(await releaseChangelogLock(connection, lock)).toBe(false);
  });

  it('does not let a row be written twice, nor one be updated that is not there', async () => {
    await update([one]);
    const lock = await lockNow();
    const options = { lock, lockTimeoutMs: 10_000, statementTimeoutMs: 0, deploymentId: '1' };
    const again = changeset('1', ['CREATE TABLE twice ()']);
    expect(await runChangeset(connection, options, { changeset: again, action: 'run' })).toMatchObject({
      failure: { code: 'lock_held', facts: { reason: 'history_changed' } },
    });
    expect(await runChangeset(connection, options, { changeset: two, action: 'rerun' })).toMatchObject({
      failure: { code: 'lock_held', facts: { reason: 'history_changed' } },
    });
    expect(await tableExists('twice')).toBe(false);
    await releaseChangelogLock(connection, lock);
  });
});
