import { ok, refuse, type Result } from '@/lib/domain/refusal';
import { parseVersion, versionKey } from '@/lib/domain/version';
import type { Transaction } from '@/lib/db/client';
import type { ServerRow, TenantRow } from '@/lib/db/rows';
import { openTenantConnection, type TenantConnection } from '@/lib/tenant/connect';
import { writeBaseline } from '@/lib/tenant/history';
import { acquireTenantLock, releaseTenantLock } from '@/lib/tenant/lock';
import { observeSchema } from '@/lib/tenant/observe';
import type { baselineTenant as schema, Input } from '@/lib/wire/commands';
import type { Actor, Engine } from './context';
import { liveRollout, lockTenant } from './edit-tenant';
import { factsOf, serverConnection } from './server-connection';
import { transact } from './transact';

const lockWaitMs = 2_000;

/**
 * Says of a tenant without a history which version it is at, in Flyway's words: its baseline row, written in the
 * tenant's own database under the tenant's lock. Refused where a history exists, and where there is nothing to baseline.
 */
export async function baselineTenant(
  engine: Engine,
  actor: Actor,
  input: Input<typeof schema>,
): Promise<Result<{ readonly version: string }>> {
  return transact(engine, actor, 'baseline-tenant', async (work) => {
    const found = await lockTenant(work.tx, input.tenantId, null);
    if (!found.ok) return found;
    const tenant = found.value;
    if (input.confirmKey !== tenant.key) {
      return refuse('bad_input', { fields: [`confirmKey: Type ${tenant.key}.`], count: 1 });
    }
    const version = await publishedVersion(work.tx, tenant.changelogId, input.version);
    if (!version.ok) return version;
    const rollout = await liveRollout(work.tx, tenant.id);
    if (rollout !== null) return refuse('tenant_in_rollout', { tenant: tenant.key, ...rollout });
    const server = await work.tx.server.findUniqueOrThrow({ where: { id: tenant.serverId } });
    const written = await writeInTenant(engine, server, tenant, version.value);
    if (!written.ok) return written;
    await engine.queue.sendObserve(work.tx, { serverId: server.id, tenantIds: [tenant.id] });
    await work.audit(
      { kind: 'tenant', id: tenant.id, label: tenant.name },
      { data: { version: version.value } },
    );
    work.announce('fleet');
    return ok({ version: version.value });
  });
}

/** A version of the changelog in its own spelling; before the first release any well-formed one. */
async function publishedVersion(
  tx: Transaction,
  changelogId: string,
  given: string,
): Promise<Result<string>> {
  const parsed = parseVersion(given);
  if (!parsed.ok)
    return refuse('bad_input', { fields: ['version: Write a version such as 4 or 2.1.'], count: 1 });
  const rows = await tx.releaseMigration.findMany({
    where: { release: { changelogId }, kind: { in: ['versioned', 'baseline'] } },
    select: { version: true },
    distinct: ['version'],
  });
  if (rows.length === 0) return ok(parsed.version.text);
  const match = rows.find(({ version }) => version !== null && versionKey(version) === versionKey(given));
  if (match?.version) return ok(match.version);
  return refuse('bad_input', {
    fields: [`version: No release of this changelog has a version ${given}.`],
    count: 1,
  });
}

async function writeInTenant(
  engine: Engine,
  server: ServerRow,
  tenant: TenantRow,
  version: string,
): Promise<Result<null>> {
  const connection = serverConnection(engine, server, 'migrator');
  if (!connection.ok) return connection;
  const opened = await openTenantConnection(connection.value, tenant.database);
  if (!opened.ok) return refuse('server_unreachable', { purpose: 'migrator', ...factsOf(opened.failure) });
  try {
    return await writeUnderLock(opened.value, server, tenant, version);
  } finally {
    await opened.value.close();
  }
}

async function writeUnderLock(
  connection: TenantConnection,
  server: ServerRow,
  tenant: TenantRow,
  version: string,
): Promise<Result<null>> {
  const facts = { tenant: tenant.key, database: tenant.database, schema: tenant.schema };
  const table = { schema: server.historySchema ?? tenant.schema, name: server.historyTable };
  const lock = await acquireTenantLock(connection, table, { waitMs: lockWaitMs });
  if (!lock.ok)
    return refuse('tenant_locked', { ...facts, why: lock.failure.code, waitedMs: lock.failure.waitedMs });
  const options = {
    historyTableName: table.name,
    historySchema: server.historySchema ?? undefined,
    fingerprint: false,
  };
  const seen = await observeSchema(connection, tenant.schema, options);
  if (!seen.ok)
    return refuse('tenant_unreadable', { ...facts, why: seen.failure.code, sqlstate: seen.failure.sqlstate });
  const { value } = seen;
  if (value.state === 'missing') return refuse('schema_missing', facts);
  if (value.state === 'unreadable') return refuse('tenant_unreadable', { ...facts, why: value.reason });
  if (value.history !== undefined && value.history.count > 0) {
    return refuse('baseline_has_history', { ...facts, rows: value.history.count });
  }
  if (!value.hasTables) return refuse('schema_empty', facts);
  const written = await writeBaseline(connection, table, { version });
  if (!written.ok) {
    return refuse('tenant_unreadable', {
      ...facts,
      why: written.failure.code,
      sqlstate: written.failure.sqlstate ?? null,
    });
  }
  await releaseTenantLock(connection, lock.value);
  return ok(null);
}
