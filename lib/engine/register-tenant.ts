import { randomUUID } from 'node:crypto';
import { ok, refuse, type Result } from '@/lib/domain/refusal';
import type { Transaction } from '@/lib/db/client';
import type { Input, registerTenant as schema } from '@/lib/wire/commands';
import type { Actor, Engine } from './context';
import { findChangelog } from './find-changelog';
import { storePlaceholders } from './store-placeholders';
import { transact } from './transact';

/** Registered at once, read by a worker next: a schema that does not exist shows as the tenant's observation. */
export async function registerTenant(
  engine: Engine,
  actor: Actor,
  input: Input<typeof schema>,
): Promise<Result<{ readonly tenantId: string }>> {
  return transact(engine, actor, 'register-tenant', async (work) => {
    const { changelogKey, placeholders, ...fields } = input;
    const server = await work.tx.server.findFirst({ where: { id: input.serverId, archivedAt: null } });
    if (server === null) return refuse('not_found', { what: 'server', value: input.serverId });
    const changelog = await findChangelog(work.tx, changelogKey);
    if (!changelog.ok) return changelog;
    const taken = await takenBy(work.tx, input);
    if (taken !== null) return taken;
    const id = randomUUID();
    const { count } = await work.tx.tenant.createMany({
      data: [
        {
          ...fields,
          id,
          changelogId: changelog.value.id,
          placeholders: storePlaceholders(engine, { kind: 'tenant', id }, placeholders),
          createdAt: work.now,
        },
      ],
      skipDuplicates: true,
    });
    if (count === 0) return refuse('key_taken', { key: input.key });
    await engine.queue.sendObserve(work.tx, { serverId: server.id, tenantIds: [id] });
    await work.audit(
      { kind: 'tenant', id, label: input.name },
      { data: { key: input.key, server: server.key, database: input.database, schema: input.schema } },
    );
    work.announce('fleet');
    return ok({ tenantId: id });
  });
}

type Place = {
  readonly key: string;
  readonly serverId: string;
  readonly database: string;
  readonly schema: string;
};

/** Who has the key or the placement already; an archived tenant keeps both. */
async function takenBy(tx: Transaction, { key, serverId, database, schema: name }: Place) {
  const sameKey = await tx.tenant.findUnique({ where: { key } });
  if (sameKey !== null) return refuse('key_taken', { key, archived: sameKey.archivedAt !== null });
  return placementTaken(tx, { serverId, database, schema: name });
}

export async function placementTaken(tx: Transaction, place: Omit<Place, 'key'>, except?: string) {
  const other = await tx.tenant.findUnique({ where: { serverId_database_schema: place } });
  if (other === null || other.id === except) return null;
  return refuse('placement_taken', {
    by: other.key,
    database: place.database,
    schema: place.schema,
    archived: other.archivedAt !== null,
  });
}
