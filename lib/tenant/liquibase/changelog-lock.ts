import { setTimeout as delay } from 'node:timers/promises';
import type { Failure } from '@/lib/domain/failure';
import { runBatch, type BatchResult } from '@/lib/tenant/batch';
import { openTenantConnection, type TenantConnection } from '@/lib/tenant/connect';
import { failureOfConnection, failureOfLock, newFailure } from '@/lib/tenant/failure';
import {
  changelogTableOf,
  createChangelogSql,
  failureOfServer,
  lockTableSql,
} from '@/lib/tenant/liquibase/changelog-table';
import { acquireTenantLock, releaseTenantLock, type LockWait, type TenantLock } from '@/lib/tenant/lock';
import { fail, succeed, type Outcome } from '@/lib/tenant/outcome';
import { identifierProblem, quoteLiteral } from '@/lib/tenant/quote';
import { sqlstate } from '@/lib/tenant/sqlstates';

export type ChangelogLock = {
  readonly schema: string;
  /** Of the session that runs the changesets: what its guard asks for. */
  readonly session: TenantLock;
  /** What the lock row says while it is ours. */
  readonly lockedBy: string;
  /** Its open transaction holds the lock row, so that nobody can clear it. */
  readonly holder: TenantConnection;
};

/** How the lock row of a Groundswell begins, alive or dead. */
const ours = 'groundswell ';

/** One try to take the row must not outlast this: a dead worker's transaction may still hold it. */
const rowTimeoutMs = 500;

/**
 * Keeps out every Liquibase and every other Groundswell, and creates Liquibase's tables if need be.
 *
 * Liquibase until 4.29.1 clears a lock that it did not get, so beside setting the row as Liquibase does
 * (source: StandardLockService) a second session holds it `FOR UPDATE`: that release then waits for ours. It does so
 * by the simple protocol in READ COMMITTED, for CREATE INDEX CONCURRENTLY waits for every older snapshot.
 *
 * Groundswells keep each other out by an advisory lock that dies with its session. So a row that one of them left
 * behind is taken over by whoever has that lock; a row of Liquibase is waited for, and then `lock_held` says
 * whose it is (facts `lockedBy`, `lockedSince`).
 */
export async function acquireChangelogLock(
  connection: TenantConnection,
  schema: string,
  wait: LockWait,
): Promise<Outcome<ChangelogLock, Failure>> {
  const problem = identifierProblem(schema);
  if (problem) return fail(newFailure('script_problem', { facts: { reason: 'name_refused', problem } }));
  const session = await acquireTenantLock(connection, changelogTableOf(schema), wait);
  if (!session.ok) return fail(failureOfLock(session.failure));
  const { pid, startedAt } = connection.backend;
  const lockedBy = `${ours}(backend ${pid} of ${startedAt})`;
  const created = await ensureTables(connection, schema);
  const holder = created.ok ? await takeRow(connection, schema, lockedBy, wait) : created;
  if (holder.ok) return succeed({ schema, session: session.value, lockedBy, holder: holder.value });
  await releaseTenantLock(connection, session.value);
  return holder;
}

/** False when the row or the session's lock was no longer ours; it is given back as far as it was. */
export async function releaseChangelogLock(
  connection: TenantConnection,
  { schema, session, lockedBy, holder }: ChangelogLock,
): Promise<boolean> {
  const clear = clearSql(schema, lockedBy);
  const released = await runBatch(holder.client, `${clear}; COMMIT`);
  await holder.close();
  // Without the holder the row may still be ours.
  const cleared = released.ok ? released : await inTransaction(connection, clear);
  const unlocked = await releaseTenantLock(connection, session);
  return cleared.ok && cleared.tags.includes('UPDATE 1') && unlocked;
}

async function ensureTables(connection: TenantConnection, schema: string): Promise<Outcome<void, Failure>> {
  const lockTable = lockTableSql(schema);
  // Asked first: IF NOT EXISTS wants the right to create even where there is nothing to create.
  const present = await runBatch(
    connection.client,
    `SELECT count(*) FILTER (WHERE c.relname = 'databasechangelog'), count(*) FILTER (WHERE c.relname = 'databasechangeloglock')
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ${quoteLiteral(schema)}`,
  );
  if (!present.ok) return refused(connection, present);
  const missing = [
    ...(present.lastRow[0] === '0' ? [createChangelogSql(schema)] : []),
    ...(present.lastRow[1] === '0'
      ? [
          `CREATE TABLE IF NOT EXISTS ${lockTable} (ID INTEGER NOT NULL, LOCKED BOOLEAN NOT NULL,
             LOCKGRANTED TIMESTAMP WITHOUT TIME ZONE, LOCKEDBY VARCHAR(255), CONSTRAINT databasechangeloglock_pkey PRIMARY KEY (ID))`,
        ]
      : []),
    `INSERT INTO ${lockTable} (id, locked) SELECT 1, FALSE WHERE NOT EXISTS (SELECT FROM ${lockTable})`,
  ];
  const done = await runBatch(connection.client, missing.join(';\n'));
  return done.ok ? succeed(undefined) : refused(connection, done);
}

/** Sets the row, commits, and opens the session that holds it. */
async function takeRow(
  connection: TenantConnection,
  schema: string,
  lockedBy: string,
  { waitMs, pollMs = 500, signal }: LockWait,
): Promise<Outcome<TenantConnection, Failure>> {
  const started = performance.now();
  const set = `UPDATE ${lockTableSql(schema)} SET locked = TRUE, lockedby = ${quoteLiteral(lockedBy)}, lockgranted = now()
    WHERE id = 1 AND (NOT locked OR left(lockedby, ${ours.length}) = '${ours}')`;
  for (;;) {
    if (signal?.aborted) return fail(newFailure('cancelled', { facts: { phase: 'not_started' } }));
    const taken = await inTransaction(connection, set);
    if (!taken.ok && taken.error.sqlstate !== sqlstate.lockNotAvailable) return refused(connection, taken);
    if (taken.ok && taken.tags.includes('UPDATE 1')) {
      const holder = await openHolder(connection, schema, lockedBy, signal);
      if (!holder.ok) await inTransaction(connection, clearSql(schema, lockedBy));
      if (!holder.ok) return holder;
      if (holder.value) return succeed(holder.value);
    }
    const waitedMs = Math.round(performance.now() - started);
    if (waitedMs >= waitMs) return heldBy(connection, schema, waitedMs);
    // An abort ends the pause early; the loop's head answers it.
    await delay(Math.min(pollMs, Math.max(1, waitMs - waitedMs)), undefined, signal ? { signal } : {}).catch(
      () => undefined,
    );
  }
}

/** Undefined: in between, the row was cleared or is held. */
async function openHolder(
  { server, database }: TenantConnection,
  schema: string,
  lockedBy: string,
  signal: AbortSignal | undefined,
): Promise<Outcome<TenantConnection | undefined, Failure>> {
  const opened = await openTenantConnection(server, database, signal);
  if (!opened.ok) return fail(failureOfConnection(opened.failure));
  const holder = opened.value;
  // It is idle in its transaction for as long as the changesets take, whatever limits the server has for that.
  const held = await runBatch(
    holder.client,
    `BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = ${rowTimeoutMs};
     SELECT set_config(name, '0', true) FROM pg_settings
      WHERE name IN ('idle_in_transaction_session_timeout', 'transaction_timeout');
     SELECT lockedby FROM ${lockTableSql(schema)} WHERE id = 1 AND locked AND lockedby = ${quoteLiteral(lockedBy)} FOR UPDATE`,
  );
  if (held.ok && held.lastRow[0] === lockedBy) return succeed(holder);
  await holder.close();
  if (held.ok || held.error.sqlstate === sqlstate.lockNotAvailable) return succeed(undefined);
  return fail(failureOfServer(held.error, held.connectionLost));
}

const clearSql = (schema: string, lockedBy: string): string =>
  `UPDATE ${lockTableSql(schema)} SET locked = FALSE, lockgranted = NULL, lockedby = NULL
    WHERE id = 1 AND lockedby = ${quoteLiteral(lockedBy)}`;

async function inTransaction(connection: TenantConnection, sql: string): Promise<BatchResult> {
  const result = await runBatch(
    connection.client,
    `BEGIN; SET LOCAL lock_timeout = ${rowTimeoutMs}; ${sql}; COMMIT`,
  );
  const ended = result.ok || result.connectionLost ? result : await runBatch(connection.client, 'ROLLBACK');
  if (!ended.ok) connection.discard = true;
  return result;
}

async function heldBy(
  connection: TenantConnection,
  schema: string,
  waitedMs: number,
): Promise<Outcome<never, Failure>> {
  const read = await runBatch(
    connection.client,
    `SELECT lockedby, lockgranted::text FROM ${lockTableSql(schema)} WHERE id = 1`,
  );
  if (!read.ok) return refused(connection, read);
  const [lockedBy = null, lockedSince = null] = read.lastRow;
  return fail(newFailure('lock_held', { facts: { waitedMs, lockedBy, lockedSince } }));
}

function refused(
  connection: TenantConnection,
  { error, connectionLost }: Extract<BatchResult, { ok: false }>,
): Outcome<never, Failure> {
  if (connectionLost) connection.discard = true;
  return fail(failureOfServer(error, connectionLost));
}
