import { ok, refuse, type Result } from '@/lib/domain/refusal';
import type { holdTenant as schema, Input } from '@/lib/wire/commands';
import type { Actor, Engine } from './context';
import { expireLapsed } from './expire-holds';
import { transact } from './transact';

/**
 * Pins tenants at the version they were last seen at; all of them or none. The next rollouts leave them out; in a
 * rollout that is running a tenant not yet started is excluded when its turn comes.
 */
export async function holdTenant(
  engine: Engine,
  actor: Actor,
  input: Input<typeof schema>,
): Promise<Result<{ readonly held: number }>> {
  return transact(engine, actor, 'hold-tenant', async (work) => {
    const ids = [...new Set(input.tenantIds)];
    const expiresAt = input.expiresAt === null ? null : new Date(input.expiresAt);
    if (expiresAt !== null && expiresAt <= work.now) {
      return refuse('bad_input', { fields: ['expiresAt: Give a time to come.'], count: 1 });
    }
    await expireLapsed(work.tx, work.now);
    const tenants = await work.tx.tenant.findMany({
      where: { id: { in: ids } },
      select: { id: true, key: true, archivedAt: true, observation: { select: { currentVersion: true } } },
    });
    if (tenants.length < ids.length)
      return refuse('not_found', { what: 'tenant', missing: ids.length - tenants.length });
    const archived = tenants.filter((tenant) => tenant.archivedAt !== null);
    if (archived.length > 0) return refuse('tenant_archived', { tenants: archived.map((one) => one.key) });
    const created = await work.tx.hold.createManyAndReturn({
      data: tenants.map((tenant) => ({
        tenantId: tenant.id,
        version: tenant.observation?.currentVersion ?? null,
        ownerId: actor.id,
        reason: input.reason,
        expiresAt,
        createdAt: work.now,
      })),
      skipDuplicates: true,
      select: { tenantId: true },
    });
    if (created.length < ids.length) {
      const now = new Set(created.map((hold) => hold.tenantId));
      return refuse('already_held', {
        tenants: tenants.filter((one) => !now.has(one.id)).map((one) => one.key),
      });
    }
    await work.audit(subjectOf(tenants), {
      reason: input.reason,
      data: { tenants: tenants.map((one) => one.key), expiresAt: input.expiresAt },
    });
    work.announce('fleet');
    return ok({ held: created.length });
  });
}

/** One tenant is named; of several the first stands for the act, and the line's data lists them. */
export function subjectOf(tenants: readonly { readonly id: string; readonly key: string }[]) {
  const [first] = tenants;
  const label = tenants.length === 1 ? (first?.key ?? '') : `${tenants.length} tenants`;
  return { kind: 'tenant', id: first?.id ?? 'none', label };
}
