import { ok, refuse, type Result } from '@/lib/domain/refusal';
import type { archiveTenant as schema, Input } from '@/lib/wire/commands';
import type { Actor, Engine } from './context';
import { lockTenant, liveRollout } from './edit-tenant';
import { transact } from './transact';

/**
 * Takes the tenant out of the fleet; its database is not touched and its past rollouts stay. A tenant that a rollout may
 * still touch is let go of there first (skip), so that the wave's count and its reason are a person's.
 */
export async function archiveTenant(
  engine: Engine,
  actor: Actor,
  input: Input<typeof schema>,
): Promise<Result<{ readonly tenantId: string }>> {
  return transact(engine, actor, 'archive-tenant', async (work) => {
    const found = await lockTenant(work.tx, input.tenantId, input.expectedVersion);
    if (!found.ok) return found;
    const rollout = await liveRollout(work.tx, input.tenantId);
    if (rollout !== null) return refuse('tenant_in_rollout', { tenant: found.value.key, ...rollout });
    await work.tx.tenant.update({
      where: { id: input.tenantId },
      data: { archivedAt: work.now, version: { increment: 1 } },
    });
    await work.tx.hold.updateMany({
      where: { tenantId: input.tenantId, releasedAt: null },
      data: { releasedAt: work.now, releasedById: actor.id },
    });
    await work.audit(
      { kind: 'tenant', id: input.tenantId, label: found.value.name },
      { reason: input.reason },
    );
    work.announce('fleet');
    return ok({ tenantId: input.tenantId });
  });
}
