import { randomBytes } from 'node:crypto';
import type { Failure } from '@/lib/domain/failure';
import type { PreparedMigration } from '@/lib/domain/migration';
import { runBatch } from '@/lib/tenant/batch';
import { openTenantConnection, type ServerConnection, type TenantConnection } from '@/lib/tenant/connect';
import {
  failureOfConnection,
  failureOfHistory,
  failureOfLock,
  newFailure,
  serverFields,
} from '@/lib/tenant/failure';
import { fingerprintSchemas, type SchemaFingerprint } from '@/lib/tenant/fingerprint';
import { createHistory, defaultHistoryTableName } from '@/lib/tenant/history';
import { acquireTenantLock } from '@/lib/tenant/lock';
import { fail, succeed, type Outcome } from '@/lib/tenant/outcome';
import { quoteIdentifier } from '@/lib/tenant/quote';
import { runPlan } from '@/lib/tenant/run-plan';
import { sqlstate } from '@/lib/tenant/sqlstates';

export const defaultScratchDatabase = 'groundswell_scratch';

export type BuildExpected = {
  /** The scripts to run, in order, with placeholders for this schema: exactly those that are applied on the tenants. */
  readonly prepare: (schema: string) => readonly PreparedMigration[];
  readonly statementTimeoutMs: number;
  readonly scratchDatabase?: string;
  /** A database that exists; to create the scratch database from. */
  readonly maintenanceDatabase: string;
  readonly signal?: AbortSignal | undefined;
};

export type Expected = SchemaFingerprint & { readonly serverMajor: number };

/** `scratch_denied`: the role may not create databases, and the scratch database does not exist. */
export type ExpectedFailure = { readonly code: 'scratch_denied'; readonly sqlstate: string } | Failure;

/**
 * The fingerprint that a clean build of these scripts gives on this server: the only source of what a tenant should
 * look like. Built in a schema of a random name in a database of its own, and dropped again. Cache it by the set of
 * scripts (path and checksum, in order) and the server's major version.
 */
export async function buildExpected(
  server: ServerConnection,
  options: BuildExpected,
): Promise<Outcome<Expected, ExpectedFailure>> {
  const database = options.scratchDatabase ?? defaultScratchDatabase;
  const opened = await openScratch(server, database, options);
  if (!opened.ok) return opened;
  const connection = opened.value;
  const schema = `gs_${randomBytes(8).toString('hex')}`;
  try {
    const created = await runBatch(connection.client, `CREATE SCHEMA ${quoteIdentifier(schema)}`);
    if (!created.ok) return fail({ code: 'scratch_denied', sqlstate: created.error.sqlstate ?? '' });
    return await build(connection, schema, options);
  } finally {
    await runBatch(connection.client, `ROLLBACK; DROP SCHEMA IF EXISTS ${quoteIdentifier(schema)} CASCADE`);
    await connection.close();
  }
}

async function build(
  connection: TenantConnection,
  schema: string,
  { prepare, statementTimeoutMs, signal }: BuildExpected,
): Promise<Outcome<Expected, Failure>> {
  const historyTable = { schema, name: defaultHistoryTableName };
  const history = await createHistory(connection, historyTable);
  if (!history.ok) return fail(failureOfHistory(history.failure));
  const lock = await acquireTenantLock(connection, historyTable, { waitMs: 0, signal });
  if (!lock.ok) return fail(failureOfLock(lock.failure));
  const results = await runPlan(connection, {
    mode: 'migrate',
    schema,
    historyTable,
    lock: lock.value,
    installedBy: undefined,
    history: [],
    steps: prepare(schema),
    statementTimeoutMs,
    signal,
    // Nobody else knows the schema: a wait can only come from the catalog, and is short.
    retry: { attempts: 3, firstLockTimeoutMs: 5000, lastLockTimeoutMs: 5000 },
    random: () => 0,
  });
  const failed = results.find((result) => result.state === 'failed');
  if (failed) return fail(failed.failure);
  const prints = await fingerprintSchemas(connection, [schema], { historyTableName: historyTable.name });
  if (!prints.ok) return prints;
  const print = prints.value.get(schema);
  if (!print) return fail(newFailure('internal', { facts: { reason: 'no_fingerprint' } }));
  return succeed({ ...print, serverMajor: connection.serverMajor });
}

async function openScratch(
  server: ServerConnection,
  database: string,
  { maintenanceDatabase, signal }: BuildExpected,
): Promise<Outcome<TenantConnection, ExpectedFailure>> {
  const first = await openTenantConnection(server, database, signal);
  if (first.ok) return first;
  if (first.failure.code !== 'unknown_database') return fail(failureOfConnection(first.failure));
  const maintenance = await openTenantConnection(server, maintenanceDatabase, signal);
  if (!maintenance.ok) return fail(failureOfConnection(maintenance.failure));
  try {
    const create = `CREATE DATABASE ${quoteIdentifier(database)} TEMPLATE template0 ENCODING 'UTF8'`;
    const created = await runBatch(maintenance.value.client, create);
    if (!created.ok && created.error.sqlstate === sqlstate.insufficientPrivilege) {
      return fail({ code: 'scratch_denied', sqlstate: created.error.sqlstate });
    }
    // Another worker may have been quicker: the name is then taken, in the catalog (42P04) or in its unique index.
    const raced = [sqlstate.duplicateDatabase, sqlstate.uniqueViolation].some(
      (state) => !created.ok && created.error.sqlstate === state,
    );
    if (!created.ok && !raced) return fail(newFailure('connection_lost', serverFields(created.error)));
  } finally {
    await maintenance.value.close();
  }
  const second = await openTenantConnection(server, database, signal);
  return second.ok ? second : fail(failureOfConnection(second.failure));
}
