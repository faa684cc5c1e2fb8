import { ok, type Result } from '@/lib/domain/refusal';
import type { Input, verifyTenants as schema } from '@/lib/wire/commands';
import type { Actor, Engine } from './context';
import { transact } from './transact';

/** Has workers read tenants anew; null: the whole fleet. Answers how many are going to be read. */
export async function verifyTenants(
  engine: Engine,
  actor: Actor,
  input: Input<typeof schema>,
): Promise<Result<{ readonly tenants: number }>> {
  return transact(engine, actor, 'verify-tenants', async (work) => {
    const tenants = await work.tx.tenant.findMany({
      where: { archivedAt: null, ...(input.tenantIds && { id: { in: input.tenantIds } }) },
      select: { id: true, serverId: true },
      orderBy: { id: 'asc' },
    });
    const byServer = Map.groupBy(tenants, (tenant) => tenant.serverId);
    for (const [serverId, members] of byServer) {
      const tenantIds = input.tenantIds === null ? null : members.map((member) => member.id);
      await engine.queue.sendObserve(work.tx, { serverId, tenantIds });
    }
    await work.audit({ kind: 'fleet', id: 'verify', label: 'fleet' }, { data: { tenants: tenants.length } });
    return ok({ tenants: tenants.length });
  });
}
