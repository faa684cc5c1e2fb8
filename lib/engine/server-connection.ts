import type { z } from 'zod';
import { ok, refuse, type Facts, type Result } from '@/lib/domain/refusal';
import type { ServerRow } from '@/lib/db/rows';
import { credentialFromEnv } from '@/lib/platform/env';
import { open, seal } from '@/lib/platform/secrets';
import {
  openTenantConnection,
  type ConnectionFailure,
  type ServerConnection,
  type TlsMode,
} from '@/lib/tenant/connect';
import type { credential as credentialSchema } from '@/lib/wire/commands';
import type { Engine } from './context';

type CredentialInput = z.infer<typeof credentialSchema>;

/** `migrator` changes tenants; `observer` reads them and runs checks, with as few rights as that needs. */
export type ServerPurpose = 'migrator' | 'observer';

/** What it takes to connect: the columns of a server's row. */
export type ServerEndpoint = Pick<
  ServerRow,
  | 'id'
  | 'key'
  | 'host'
  | 'port'
  | 'tlsMode'
  | 'ca'
  | 'username'
  | 'credential'
  | 'observerUsername'
  | 'observerCredential'
  | 'runAsRole'
>;

const connectTimeoutMs = 5_000;
const envPrefix = 'env:';
const context = (serverId: string, purpose: ServerPurpose): string => `server:${serverId}:${purpose}`;

/**
 * What the credential column holds: null for none, `env:<variable>`, or the password sealed for exactly this server
 * and purpose, so that it opens nowhere else.
 */
export function storeCredential(
  engine: Engine,
  serverId: string,
  purpose: ServerPurpose,
  input: CredentialInput,
): string | null {
  switch (input.kind) {
    case 'none':
      return null;
    case 'env':
      return `${envPrefix}${input.name}`;
    case 'password':
      return seal(input.value, context(serverId, purpose), engine.keys.credentials);
  }
}

/**
 * Opens the credentials of a server row. Refusals: `credential_missing` (the variable is not set, or the sealed text was
 * made with another key or changed: `why` says which) and `credential_name_not_allowed`. Without an observer of its own
 * a server is observed by the migrating role.
 */
export function serverConnection(
  engine: Engine,
  server: ServerEndpoint,
  purpose: ServerPurpose,
): Result<ServerConnection> {
  const ownObserver = purpose === 'observer' && server.observerUsername !== null;
  const stored = ownObserver ? server.observerCredential : server.credential;
  const password = openCredential(engine, server, ownObserver ? 'observer' : 'migrator', stored);
  if (!password.ok) return password;
  return ok({
    host: server.host,
    port: server.port,
    user: ownObserver ? (server.observerUsername ?? server.username) : server.username,
    password: password.value,
    tls: tlsMode(server.tlsMode),
    ca: server.ca ?? undefined,
    // The observer never becomes the owner: it could then change what it only reads.
    runAsRole: ownObserver ? undefined : (server.runAsRole ?? undefined),
    applicationName: `groundswell-${purpose}`,
    connectTimeoutMs,
  });
}

function openCredential(
  engine: Engine,
  server: ServerEndpoint,
  purpose: ServerPurpose,
  stored: string | null,
): Result<string | undefined> {
  if (stored === null) return ok(undefined);
  const facts = { server: server.key, purpose };
  if (stored.startsWith(envPrefix)) {
    const found = credentialFromEnv(stored.slice(envPrefix.length));
    if (found.ok) return ok(found.value);
    if (found.code === 'credential_name_refused')
      return refuse('credential_name_not_allowed', { ...facts, name: found.name });
    return refuse('credential_missing', { ...facts, why: found.code, name: found.name });
  }
  const opened = open(stored, context(server.id, purpose), [engine.keys.credentials]);
  return opened.ok ? ok(opened.plaintext) : refuse('credential_missing', { ...facts, why: opened.code });
}

/** The column's check constraint allows these four. */
function tlsMode(text: string): TlsMode {
  if (text === 'disable' || text === 'require' || text === 'verify-ca' || text === 'verify-full') return text;
  throw new Error(`unknown TLS mode ${text}`);
}

/** Connects once for each role and reads the major version: a server that cannot be reached is not saved. */
export async function probeServer(
  engine: Engine,
  server: ServerEndpoint & Pick<ServerRow, 'maintenanceDatabase'>,
): Promise<Result<{ readonly major: number }>> {
  let major = 0;
  for (const purpose of server.observerUsername === null
    ? (['migrator'] as const)
    : (['migrator', 'observer'] as const)) {
    const connection = serverConnection(engine, server, purpose);
    if (!connection.ok) return connection;
    const opened = await openTenantConnection(connection.value, server.maintenanceDatabase);
    if (!opened.ok) return refuse('server_unreachable', { purpose, ...factsOf(opened.failure) });
    major = opened.value.serverMajor;
    await opened.value.close();
  }
  return ok({ major });
}

/** What may be shown of a failed connection: never the password, which is not in it. */
export const factsOf = (failure: ConnectionFailure): Facts => ({
  why: failure.code,
  ...failure.facts,
  sqlstate: failure.sqlstate ?? null,
  system: failure.systemCode ?? null,
});
