import { ok, refuse, type Result } from '@/lib/domain/refusal';
import type { Transaction } from '@/lib/db/client';
import type { TenantRow } from '@/lib/db/rows';
import { fromJson } from '@/lib/db/json';
import type { editTenant as schema, Input } from '@/lib/wire/commands';
import type { Actor, Engine } from './context';
import { storedPlaceholders } from './placeholder-values';
import { placementTaken } from './register-tenant';
import { storePlaceholders } from './store-placeholders';
import { transact } from './transact';

/**
 * Names, labels, placeholders; another server, database or schema is a move. A move, and values that scripts are filled
 * with, are refused while a rollout may still touch the tenant: its plan was made with them.
 */
export async function editTenant(
  engine: Engine,
  actor: Actor,
  input: Input<typeof schema>,
): Promise<Result<{ readonly version: number }>> {
  return transact(engine, actor, 'edit-tenant', async (work) => {
    const found = await lockTenant(work.tx, input.tenantId, input.expectedVersion);
    if (!found.ok) return found;
    const tenant = found.value;
    const { tenantId, expectedVersion: _, placeholders: given, ...fields } = input;
    const before = fromJson(storedPlaceholders, tenant.placeholders);
    const placeholders = storePlaceholders(engine, { kind: 'tenant', id: tenantId }, given, before);
    const moved =
      tenant.serverId !== input.serverId ||
      tenant.database !== input.database ||
      tenant.schema !== input.schema;
    const refilled = JSON.stringify(sorted(before)) !== JSON.stringify(sorted(placeholders));
    if (moved || refilled) {
      const rollout = await liveRollout(work.tx, tenantId);
      if (rollout !== null) return refuse('tenant_in_rollout', { tenant: tenant.key, ...rollout });
    }
    if (moved) {
      const server = await work.tx.server.findFirst({ where: { id: input.serverId, archivedAt: null } });
      if (server === null) return refuse('not_found', { what: 'server', value: input.serverId });
      const { serverId, database, schema: name } = input;
      const taken = await placementTaken(work.tx, { serverId, database, schema: name }, tenantId);
      if (taken !== null) return taken;
      // What was read at the old place says nothing of the new one.
      await work.tx.observation.deleteMany({ where: { tenantId } });
    }
    const saved = await work.tx.tenant.update({
      where: { id: tenantId },
      data: { ...fields, placeholders, version: { increment: 1 } },
    });
    if (moved || refilled || tenant.versionQuery !== input.versionQuery) {
      await engine.queue.sendObserve(work.tx, { serverId: input.serverId, tenantIds: [tenantId] });
    }
    await work.audit(
      { kind: 'tenant', id: tenantId, label: saved.name },
      {
        data: {
          key: tenant.key,
          moved,
          changed: changedFields(tenant, fields),
          placeholders: Object.keys(placeholders),
        },
      },
    );
    work.announce('fleet');
    return ok({ version: saved.version });
  });
}

const sorted = (values: Readonly<Record<string, unknown>>) =>
  Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1));

function changedFields(tenant: TenantRow, fields: Readonly<Record<string, unknown>>): readonly string[] {
  const before: Readonly<Record<string, unknown>> = tenant;
  return Object.keys(fields).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(fields[name]));
}

/** Lock of a tenant row for a command. */
export async function lockTenant(
  tx: Transaction,
  tenantId: string,
  expectedVersion: number | null,
): Promise<Result<TenantRow>> {
  await tx.$queryRaw`SELECT 1 AS one FROM "tenant" WHERE "id" = ${tenantId}::uuid FOR UPDATE`;
  const tenant = await tx.tenant.findUnique({ where: { id: tenantId } });
  if (tenant === null) return refuse('not_found', { what: 'tenant', value: tenantId });
  if (tenant.archivedAt !== null) return refuse('tenant_archived', { tenant: tenant.key });
  if (expectedVersion !== null && tenant.version !== expectedVersion) {
    return refuse('stale_version', { what: 'tenant', key: tenant.key });
  }
  return ok(tenant);
}

/** The rollout that may still touch the tenant, as facts of a refusal. */
export async function liveRollout(tx: Transaction, tenantId: string) {
  const target = await tx.target.findFirst({ where: { tenantId, live: true }, include: { rollout: true } });
  return target && { rollout: target.rollout.name, rolloutId: target.rolloutId, state: target.state };
}
