import { randomUUID } from 'node:crypto';
import { ok, refuse, type Result } from '@/lib/domain/refusal';
import type { discoverTenants as schema, Input } from '@/lib/wire/commands';
import type { Actor, Engine } from './context';
import { findChangelog } from './find-changelog';
import { transact } from './transact';

/** Registers what a person chose of the found schemas, all or none. */
export async function discoverTenants(
  engine: Engine,
  actor: Actor,
  input: Input<typeof schema>,
): Promise<Result<{ readonly registered: number }>> {
  return transact(engine, actor, 'discover-tenants', async (work) => {
    const { serverId, found, tier, region, criticality } = input;
    const server = await work.tx.server.findFirst({ where: { id: serverId, archivedAt: null } });
    if (server === null) return refuse('not_found', { what: 'server', value: serverId });
    const changelog = await findChangelog(work.tx, input.changelogKey);
    if (!changelog.ok) return changelog;
    const repeated = found.filter((one, at) => found.findIndex((other) => other.key === one.key) < at);
    if (repeated.length > 0) return refuse('key_taken', { keys: repeated.map((one) => one.key) });
    const created = await work.tx.tenant.createManyAndReturn({
      data: found.map((one) => ({
        ...one,
        id: randomUUID(),
        serverId,
        changelogId: changelog.value.id,
        tier,
        region,
        criticality,
        createdAt: work.now,
      })),
      skipDuplicates: true,
      select: { id: true, key: true },
    });
    if (created.length < found.length) {
      const now = new Set(created.map((one) => one.key));
      const left = found.filter((one) => !now.has(one.key)).map((one) => one.key);
      const keys = await work.tx.tenant.findMany({ where: { key: { in: left } }, select: { key: true } });
      if (keys.length > 0) return refuse('key_taken', { keys: keys.map((one) => one.key) });
      return refuse('placement_taken', { keys: left });
    }
    await engine.queue.sendObserve(work.tx, { serverId, tenantIds: created.map((one) => one.id) });
    await work.audit(
      { kind: 'server', id: serverId, label: server.name },
      { data: { tenants: created.map((one) => one.key) } },
    );
    work.announce('fleet');
    return ok({ registered: created.length });
  });
}
