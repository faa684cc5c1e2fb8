import { randomUUID } from 'node:crypto';
import { ok, refuse, type Result } from '@/lib/domain/refusal';
import type { Input, registerServer as schema } from '@/lib/wire/commands';
import type { Actor, Engine } from './context';
import { probeServer, storeCredential } from './server-connection';
import { transact } from './transact';

/** Connects before it saves: a wrong host, password or TLS mode is refused while the person still looks at the form. */
export async function registerServer(
  engine: Engine,
  actor: Actor,
  input: Input<typeof schema>,
): Promise<Result<{ readonly serverId: string }>> {
  return transact(engine, actor, 'register-server', async (work) => {
    const { credential, observerCredential, ...fields } = input;
    if ((await work.tx.server.findUnique({ where: { key: input.key } })) !== null) {
      return refuse('key_taken', { key: input.key });
    }
    if (input.observerUsername !== null && observerCredential === null) {
      return refuse('secret_required', { field: 'observerCredential', username: input.observerUsername });
    }
    // Known before the row is: the secret is sealed for this id.
    const id = randomUUID();
    const server = {
      ...fields,
      id,
      credential: storeCredential(engine, id, 'migrator', credential),
      observerCredential: observerCredential && storeCredential(engine, id, 'observer', observerCredential),
    };
    const probed = await probeServer(engine, server);
    if (!probed.ok) return probed;
    const { count } = await work.tx.server.createMany({
      data: [{ ...server, major: probed.value.major, createdAt: work.now }],
      skipDuplicates: true,
    });
    if (count === 0) return refuse('key_taken', { key: input.key });
    await work.audit({ kind: 'server', id, label: input.key }, { data: auditedServer(input) });
    work.announce('servers');
    return ok({ serverId: id });
  });
}

/** What the audit line says of a server: where and how, never with which secret. */
export const auditedServer = (
  input: Omit<Input<typeof schema>, 'key' | 'credential' | 'observerCredential'>,
) => ({
  host: input.host,
  port: input.port,
  tlsMode: input.tlsMode,
  username: input.username,
  observerUsername: input.observerUsername,
  runAsRole: input.runAsRole,
  environment: input.environment,
  maxConcurrency: input.maxConcurrency,
});
