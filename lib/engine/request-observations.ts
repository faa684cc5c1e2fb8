import { ok } from '@/lib/domain/refusal';
import type { Engine } from './context';
import { transact } from './transact';

/** Has every server read in bulk. One job a server at a time: whatever number of workers ask for it. */
export async function requestObservations(engine: Engine): Promise<void> {
  const servers = await engine.db.server.findMany({ where: { archivedAt: null }, select: { id: true } });
  await transact(engine, null, 'engine', async (work) => {
    for (const { id } of servers) await engine.queue.sendObserve(work.tx, { serverId: id, tenantIds: null });
    return ok(null);
  });
}
