import { createHash } from 'node:crypto';
import { runBatch } from '@/lib/tenant/batch';
import {
  openTenantConnection,
  type ConnectionFailure,
  type ServerConnection,
  type TenantConnection,
} from '@/lib/tenant/connect';
import { succeed, type Outcome } from '@/lib/tenant/outcome';
import { forgetObjectsStatement, objectsStatement } from '@/lib/tenant/prepared-statement';
import { quoteIdentifier } from '@/lib/tenant/quote';

export type PoolLimits = {
  /** Idle connections kept over all servers and databases; the longest unused is closed first. */
  readonly maxIdle: number;
  /** A backend keeps about 16 KB for each schema it has touched: it is replaced after this many tenants. */
  readonly maxTenantsPerConnection: number;
};

export type TenantPool = {
  acquire(
    server: ServerConnection,
    database: string,
    signal?: AbortSignal,
  ): Promise<Outcome<TenantConnection, ConnectionFailure>>;
  /** Resets and keeps it, or closes it. Never throws. */
  release(connection: TenantConnection): Promise<void>;
  /** Closes what is idle; what is released later is closed too. */
  end(): Promise<void>;
};

/**
 * Connections of one process, reused from tenant to tenant of the same database. It does not limit how many are in
 * use: that is the rollout's concurrency. Connecting costs 5–6 ms, as much as a whole small migration.
 */
export function createTenantPool(limits: PoolLimits): TenantPool {
  const idle: { key: string; connection: TenantConnection }[] = [];
  let ended = false;

  return {
    async acquire(server, database, signal) {
      const key = poolKey(server, database);
      for (let at = idle.length - 1; at >= 0; at--) {
        if (idle[at]?.key !== key) continue;
        const connection = idle.splice(at, 1)[0]?.connection;
        if (connection && !connection.discard) {
          connection.uses += 1;
          return succeed(connection);
        }
        await connection?.close();
      }
      const opened = await openTenantConnection(server, database, signal);
      if (opened.ok) opened.value.uses = 1;
      return opened;
    },

    async release(connection) {
      const worn = connection.uses >= limits.maxTenantsPerConnection;
      if (ended || worn || connection.discard || !(await resetConnection(connection))) {
        await connection.close();
        return;
      }
      idle.push({ key: poolKey(connection.server, connection.database), connection });
      if (idle.length > limits.maxIdle) await idle.shift()?.connection.close();
    },

    async end() {
      ended = true;
      await Promise.all(idle.splice(0).map(({ connection }) => connection.close()));
    },
  };
}

/**
 * What DISCARD ALL does, except for catalog entries and our own prepared statement, which are worth keeping, and with
 * the role put back: nothing of one tenant's scripts reaches the next. False: the connection must be closed.
 */
export async function resetConnection(connection: TenantConnection): Promise<boolean> {
  const { runAsRole } = connection.server;
  const statements = [
    'ROLLBACK',
    'RESET SESSION AUTHORIZATION',
    'RESET ALL',
    'CLOSE ALL',
    'UNLISTEN *',
    'DISCARD TEMP',
    'DISCARD SEQUENCES',
    ...(runAsRole === undefined ? [] : [`SET ROLE ${quoteIdentifier(runAsRole)}`]),
    `SELECT pg_advisory_unlock_all(), count(*) FROM pg_prepared_statements WHERE name <> '${objectsStatement}'`,
  ];
  const result = await runBatch(connection.client, statements.join(';'));
  const foreign = result.ok ? Number(result.lastRow[1]) : 0;
  const isClean = result.ok && (foreign === 0 || (await deallocateAll(connection)));
  if (!isClean) connection.discard = true;
  return isClean;
}

async function deallocateAll({ client }: TenantConnection): Promise<boolean> {
  forgetObjectsStatement(client);
  return (await runBatch(client, 'DEALLOCATE ALL')).ok;
}

/** Everything that makes a session different, the secret included (hashed): a changed password opens a new one. */
function poolKey(server: ServerConnection, database: string): string {
  return createHash('sha256')
    .update(JSON.stringify([server, database]))
    .digest('hex');
}
