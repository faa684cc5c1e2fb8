import { checkServerIdentity } from 'node:tls';
import pg from 'pg';
import type { FailureCode } from '@/lib/domain/failure';
import { runBatch, toServerError } from '@/lib/tenant/batch';
import { fail, succeed, type Outcome } from '@/lib/tenant/outcome';
import { quoteIdentifier } from '@/lib/tenant/quote';
import { sqlstate } from '@/lib/tenant/sqlstates';

export type TlsMode = 'disable' | 'require' | 'verify-ca' | 'verify-full';

/** How to reach a tenant's server. The password is a secret: this value is never logged and never part of a failure. */
export type ServerConnection = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password?: string | undefined;
  readonly tls: TlsMode;
  /** PEM. Without it the verifying modes trust the system's roots. */
  readonly ca?: string | undefined;
  /** Role to become after connecting, so that it owns what migrations create. */
  readonly runAsRole?: string | undefined;
  readonly applicationName: string;
  readonly connectTimeoutMs: number;
};

/** A subset of the domain's failure codes; `sqlstate` and `systemCode` say more where one code covers several causes. */
export type ConnectionFailureCode = Extract<
  FailureCode,
  | 'unreachable'
  | 'connect_timeout'
  | 'cancelled'
  | 'tls_refused'
  | 'wrong_password'
  | 'unknown_database'
  | 'insufficient_privilege'
  | 'too_many_connections'
  | 'connection_lost'
>;

export type ConnectionFailure = {
  readonly code: ConnectionFailureCode;
  readonly facts: {
    readonly host: string;
    readonly port: number;
    readonly database: string;
    readonly user: string;
  };
  readonly sqlstate?: string;
  /** Node's code of a socket or TLS error: ECONNREFUSED, CERT_HAS_EXPIRED … */
  readonly systemCode?: string;
  /** What the server said, to be shown as its words. */
  readonly message: string;
};

export type TenantConnection = {
  readonly client: pg.Client;
  readonly server: ServerConnection;
  readonly database: string;
  readonly backend: Backend;
  readonly serverMajor: number;
  /** search_path as the session found it, as SQL text; migrations run with the tenant's schema before it. */
  readonly originalSearchPath: string;
  /** Set after a cancel, a lost session or a SET that nobody may inherit: it is closed instead of reused. */
  discard: boolean;
  /** How many tenants it has served. */
  uses: number;
  close(): Promise<void>;
};

/** Names one session for good: a pid alone is given out again. `startedAt` is ISO 8601 UTC with microseconds. */
export type Backend = { readonly pid: number; readonly startedAt: string };

/** Microseconds kept: compared as text with what was recorded. */
export const isoMicroseconds = (expression: string): string =>
  `to_char(${expression} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

const identify = `SELECT pid::text, ${isoMicroseconds('backend_start')},
  current_setting('server_version_num'), current_setting('search_path')
  FROM pg_stat_activity WHERE pid = pg_backend_pid()`;

/** Connects, becomes `runAsRole`, and reads what identifies the session. Two round trips after authentication. */
export async function openTenantConnection(
  server: ServerConnection,
  database: string,
  signal?: AbortSignal,
): Promise<Outcome<TenantConnection, ConnectionFailure>> {
  const facts = { host: server.host, port: server.port, database, user: server.user };
  const client = new pg.Client({
    host: server.host,
    port: server.port,
    user: server.user,
    database,
    // A function, because pg falls back to PGPASSWORD and ~/.pgpass when the value is empty.
    password: () => server.password ?? '',
    ssl: tlsOptions(server),
    application_name: server.applicationName,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  });
  const progress = {
    connected: false,
    encrypted: false,
    interrupted: undefined as 'connect_timeout' | 'cancelled' | undefined,
  };
  client.connection.once('connect', () => (progress.connected = true));
  client.connection.once('sslconnect', () => (progress.encrypted = true));
  const interrupt = (reason: 'connect_timeout' | 'cancelled') => {
    progress.interrupted ??= reason;
    client.connection.stream.destroy();
  };
  const cancelled = () => interrupt('cancelled');
  const timer = setTimeout(() => interrupt('connect_timeout'), server.connectTimeoutMs);
  signal?.addEventListener('abort', cancelled, { once: true });
  const connection = { discard: false };
  // Without a listener a session that the server ends between two queries would end this process.
  client.on('error', () => (connection.discard = true));
  try {
    if (signal?.aborted) return fail({ code: 'cancelled', facts, message: 'cancelled' });
    await client.connect();
    // Asked before the role is changed: another one may not see when its own session began.
    const role = server.runAsRole === undefined ? '' : `; SET ROLE ${quoteIdentifier(server.runAsRole)}`;
    const introduction = await runBatch(client, `${identify}${role}`);
    if (!introduction.ok) {
      client.connection.stream.destroy();
      const state = introduction.error.sqlstate;
      return fail({
        code:
          progress.interrupted ??
          (introduction.connectionLost ? 'connection_lost' : 'insufficient_privilege'),
        facts,
        message: introduction.error.message,
        ...(state !== undefined && { sqlstate: state }),
      });
    }
    const [pid, startedAt, versionNumber, searchPath] = introduction.lastRow;
    return succeed(
      Object.assign(connection, {
        client,
        server,
        database,
        backend: { pid: Number(pid), startedAt: startedAt ?? '' },
        serverMajor: Math.floor(Number(versionNumber) / 10_000),
        originalSearchPath: searchPath ?? '',
        uses: 0,
        close: () => closeClient(client),
      }),
    );
  } catch (error) {
    client.connection.stream.destroy();
    return fail(connectionFailure(error, server, facts, progress));
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancelled);
  }
}

async function closeClient(client: pg.Client): Promise<void> {
  try {
    await client.end();
  } catch {
    client.connection.stream.destroy();
  }
}

function tlsOptions(server: ServerConnection): pg.ClientConfig['ssl'] {
  const ca = server.ca === undefined ? {} : { ca: server.ca };
  switch (server.tls) {
    case 'disable':
      return false;
    case 'require':
      return { rejectUnauthorized: false };
    case 'verify-ca':
      return { ...ca, rejectUnauthorized: true, checkServerIdentity: () => undefined };
    case 'verify-full':
      return { ...ca, rejectUnauthorized: true, checkServerIdentity };
  }
}

type Progress = {
  connected: boolean;
  encrypted: boolean;
  interrupted: 'connect_timeout' | 'cancelled' | undefined;
};

const codeBySqlstate: Readonly<Record<string, ConnectionFailureCode>> = {
  [sqlstate.invalidPassword]: 'wrong_password',
  [sqlstate.invalidAuthorization]: 'insufficient_privilege',
  [sqlstate.invalidCatalogName]: 'unknown_database',
  [sqlstate.insufficientPrivilege]: 'insufficient_privilege',
  [sqlstate.tooManyConnections]: 'too_many_connections',
  [sqlstate.cannotConnectNow]: 'unreachable',
};

function connectionFailure(
  error: unknown,
  server: ServerConnection,
  facts: ConnectionFailure['facts'],
  progress: Progress,
): ConnectionFailure {
  const { sqlstate: state, message } = toServerError(error);
  if (progress.interrupted !== undefined)
    return { code: progress.interrupted, facts, message: progress.interrupted };
  if (state !== undefined) {
    return { code: codeBySqlstate[state] ?? 'connection_lost', facts, sqlstate: state, message };
  }
  const systemCode = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  return {
    code: codeByProgress(server, progress, systemCode),
    facts,
    message,
    ...(systemCode !== undefined && { systemCode }),
  };
}

/** pg's own errors carry no code; how far the handshake came tells them apart. */
function codeByProgress(
  server: ServerConnection,
  progress: Progress,
  systemCode?: string,
): ConnectionFailureCode {
  if (!progress.connected) return 'unreachable';
  if (server.tls !== 'disable' && !progress.encrypted) return 'tls_refused';
  // The certificate is checked after the upgrade began; Node's codes for that are the only ones that are no errno names.
  if (server.tls !== 'disable' && systemCode !== undefined && !/^E[A-Z]+$/.test(systemCode))
    return 'tls_refused';
  if (systemCode === undefined && (server.password ?? '') === '') return 'wrong_password';
  return 'connection_lost';
}
