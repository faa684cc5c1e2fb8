import { ok, refuse, type Result } from '@/lib/domain/refusal';
import { JSON_ABSENT, type ServerRow } from '@/lib/db/rows';
import type { Transaction } from '@/lib/db/client';
import type { editServer as schema, Input } from '@/lib/wire/commands';
import type { Actor, Engine } from './context';
import { auditedServer } from './register-server';
import { probeServer, storeCredential } from './server-connection';
import { transact } from './transact';

type Edit = Input<typeof schema>;

/**
 * A stored secret is sent only to where it was given for: another host, port, TLS mode, CA or user asks for it again.
 * The secret itself is never read back; leaving it out keeps it.
 */
export async function editServer(
  engine: Engine,
  actor: Actor,
  input: Edit,
): Promise<Result<{ readonly version: number }>> {
  return transact(engine, actor, 'edit-server', async (work) => {
    const found = await lockServer(work.tx, input.serverId, input.expectedVersion);
    if (!found.ok) return found;
    const server = found.value;
    const asked = secretAsked(server, input);
    if (asked !== null) return refuse('secret_required', asked);
    const { serverId, expectedVersion: _, credential, observerCredential, ...fields } = input;
    const next = {
      ...server,
      ...fields,
      credential: credential ? storeCredential(engine, serverId, 'migrator', credential) : server.credential,
      observerCredential: nextObserverCredential(engine, server, input, observerCredential),
    };
    const probed = await probeServer(engine, next);
    if (!probed.ok) return probed;
    const saved = await work.tx.server.update({
      where: { id: serverId },
      data: {
        ...fields,
        credential: next.credential,
        observerCredential: next.observerCredential,
        major: probed.value.major,
        lastProblem: JSON_ABSENT,
        version: { increment: 1 },
      },
    });
    await work.audit(
      { kind: 'server', id: serverId, label: server.key },
      { data: { ...auditedServer(input), secretReplaced: credential !== undefined } },
    );
    work.announce('servers', 'fleet');
    return ok({ version: saved.version });
  });
}

/** Lock of a server row for a command; an archived one is not found. */
export async function lockServer(
  tx: Transaction,
  serverId: string,
  expectedVersion: number,
): Promise<Result<ServerRow>> {
  await tx.$queryRaw`SELECT 1 AS one FROM "server" WHERE "id" = ${serverId}::uuid FOR UPDATE`;
  const server = await tx.server.findUnique({ where: { id: serverId } });
  if (server === null || server.archivedAt !== null)
    return refuse('not_found', { what: 'server', value: serverId });
  if (server.version !== expectedVersion) return refuse('stale_version', { what: 'server', key: server.key });
  return ok(server);
}

function secretAsked(server: ServerRow, input: Edit) {
  const changed = (['host', 'port', 'tlsMode', 'ca'] as const).filter(
    (field) => server[field] !== input[field],
  );
  const userChanged = server.username !== input.username;
  if (input.credential === undefined && (changed.length > 0 || userChanged)) {
    return { field: 'credential', changed: userChanged ? [...changed, 'username'] : changed };
  }
  if (input.observerUsername === null || input.observerCredential) return null;
  const observerChanged = server.observerUsername !== input.observerUsername;
  if (changed.length === 0 && !observerChanged) return null;
  return {
    field: 'observerCredential',
    changed: observerChanged ? [...changed, 'observerUsername'] : changed,
  };
}

function nextObserverCredential(
  engine: Engine,
  server: ServerRow,
  input: Edit,
  given: Edit['observerCredential'],
) {
  if (input.observerUsername === null) return null;
  return given ? storeCredential(engine, server.id, 'observer', given) : server.observerCredential;
}
