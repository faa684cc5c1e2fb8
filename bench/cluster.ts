import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import {
  findFreePort,
  initCluster,
  linkLibraries,
  locateBinaries,
  runAs,
  stageBinaries,
  startCluster,
} from '@/lib/platform/embedded-postgres';
import { env } from '@/lib/platform/env';

export type BenchCluster = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  url(database: string): string;
  sql(database: string, text: string): Promise<void>;
  stop(): Promise<void>;
};

/** A PostgreSQL of its own with the durability that a customer's has: fsync and synchronous commits are on. */
export async function startBenchCluster(): Promise<BenchCluster> {
  const asUser = await runAs();
  const folder = await mkdtemp(join(tmpdir(), 'groundswell-bench-'));
  if (asUser) await chown(folder, asUser.uid, asUser.gid);
  const located = await locateBinaries(env().GROUNDSWELL_TEST_PG_DIR);
  if (!asUser) await linkLibraries(located.dir);
  const binaries = asUser ? await stageBinaries(located, join(folder, 'binaries'), asUser) : located;
  const dataDir = join(folder, 'data');
  const server = { host: '127.0.0.1', port: await findFreePort(), user: 'postgres', password: 'bench' };
  await initCluster({ binaries, dataDir, password: server.password, asUser });
  const cluster = await startCluster({
    binaries,
    dataDir,
    asUser,
    port: server.port,
    settings: { max_connections: '100', max_locks_per_transaction: '128', shared_buffers: '256MB', max_wal_size: '4GB' },
  });
  return {
    ...server,
    url: (database) => `postgresql://${server.user}:${server.password}@${server.host}:${server.port}/${database}`,
    async sql(database, text) {
      const client = new pg.Client({ ...server, database });
      await client.connect();
      try {
        await client.query(text);
      } finally {
        await client.end();
      }
    },
    async stop() {
      await cluster.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
