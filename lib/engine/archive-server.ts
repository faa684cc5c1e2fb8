import { ok, refuse, type Result } from '@/lib/domain/refusal';
import type { archiveServer as schema, Input } from '@/lib/wire/commands';
import type { Actor, Engine } from './context';
import { lockServer } from './edit-server';
import { transact } from './transact';

/** Refused while tenants are on it. Its secrets are forgotten: an archived server cannot be reached by mistake. */
export async function archiveServer(
  engine: Engine,
  actor: Actor,
  input: Input<typeof schema>,
): Promise<Result<{ readonly serverId: string }>> {
  return transact(engine, actor, 'archive-server', async (work) => {
    const found = await lockServer(work.tx, input.serverId, input.expectedVersion);
    if (!found.ok) return found;
    const tenants = await work.tx.tenant.count({ where: { serverId: input.serverId, archivedAt: null } });
    if (tenants > 0) return refuse('server_in_use', { server: found.value.key, tenants });
    await work.tx.server.update({
      where: { id: input.serverId },
      data: { archivedAt: work.now, credential: null, observerCredential: null, version: { increment: 1 } },
    });
    await work.audit({ kind: 'server', id: input.serverId, label: found.value.key });
    work.announce('servers');
    return ok({ serverId: input.serverId });
  });
}
