import { ok, refuse, type Result } from '@/lib/domain/refusal';
import type { Input, releaseHold as schema } from '@/lib/wire/commands';
import type { Actor, Engine } from './context';
import { expireLapsed } from './expire-holds';
import { subjectOf } from './hold-tenant';
import { transact } from './transact';

/** All of them or none: a tenant that is not held shows that the list was out of date. */
export async function releaseHold(
  engine: Engine,
  actor: Actor,
  input: Input<typeof schema>,
): Promise<Result<{ readonly released: number }>> {
  return transact(engine, actor, 'release-hold', async (work) => {
    const ids = [...new Set(input.tenantIds)];
    await expireLapsed(work.tx, work.now);
    const tenants = await work.tx.tenant.findMany({
      where: { id: { in: ids } },
      select: { id: true, key: true },
    });
    if (tenants.length < ids.length)
      return refuse('not_found', { what: 'tenant', missing: ids.length - tenants.length });
    const released = await work.tx.hold.updateManyAndReturn({
      where: { tenantId: { in: ids }, releasedAt: null },
      data: { releasedAt: work.now, releasedById: actor.id },
      select: { tenantId: true },
    });
    if (released.length < ids.length) {
      const now = new Set(released.map((hold) => hold.tenantId));
      return refuse('not_held', { tenants: tenants.filter((one) => !now.has(one.id)).map((one) => one.key) });
    }
    await work.audit(subjectOf(tenants), { data: { tenants: tenants.map((one) => one.key) } });
    work.announce('fleet');
    return ok({ released: released.length });
  });
}
