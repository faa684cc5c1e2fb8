import { execFile } from 'node:child_process';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
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

/** A PostgreSQL of its own, in a temporary folder, for end-to-end tests and benchmarks. */
export type OwnCluster = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** The data folder: of a stopped cluster, another can be begun as its copy. */
  readonly dataDir: string;
  url(database: string): string;
  sql<Row extends pg.QueryResultRow>(database: string, text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** The same, after a first statement on the same connection (a search path). */
  sqlWithPath<Row extends pg.QueryResultRow>(
    database: string,
    first: string,
    text: string,
    values?: readonly unknown[],
  ): Promise<Row[]>;
  /** Keeps the data. */
  halt(): Promise<void>;
  /** Stops it and removes its folder. */
  stop(): Promise<void>;
};

export type OwnClusterOptions = {
  readonly settings?: Readonly<Record<string, string>>;
  /** The data folder of a halted cluster to begin as a copy of. */
  readonly copyOf?: string;
};

const password = 'of-its-own';

export async function startOwnCluster(options: OwnClusterOptions = {}): Promise<OwnCluster> {
  const asUser = await runAs();
  const folder = await mkdtemp(join(tmpdir(), 'groundswell-cluster-'));
  if (asUser) await chown(folder, asUser.uid, asUser.gid);
  const located = await locateBinaries(env().GROUNDSWELL_TEST_PG_DIR);
  if (!asUser) await linkLibraries(located.dir);
  const binaries = asUser ? await stageBinaries(located, join(folder, 'binaries'), asUser) : located;
  const dataDir = join(folder, 'data');
  const server = { host: '127.0.0.1', port: await findFreePort(), user: 'postgres', password };
  if (options.copyOf === undefined) await initCluster({ binaries, dataDir, password, asUser });
  else await promisify(execFile)('cp', ['-a', options.copyOf, dataDir]);
  const settings = { max_connections: '200', max_locks_per_transaction: '128', ...options.settings };
  const cluster = await startCluster({ binaries, dataDir, asUser, port: server.port, settings });
  return {
    ...server,
    dataDir,
    url: (database) => `postgresql://${server.user}:${password}@${server.host}:${server.port}/${database}`,
    sql: (database, text, values) => query(server, database, [], text, values),
    sqlWithPath: (database, first, text, values) => query(server, database, [first], text, values),
    halt: () => cluster.stop(),
    async stop() {
      await cluster.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function query<Row extends pg.QueryResultRow>(
  server: { readonly host: string; readonly port: number; readonly user: string; readonly password: string },
  database: string,
  first: readonly string[],
  text: string,
  values?: readonly unknown[],
): Promise<Row[]> {
  const client = new pg.Client({ ...server, database });
  await client.connect();
  try {
    for (const statement of first) await client.query(statement);
    const { rows } = await client.query<Row>(text, values === undefined ? undefined : [...values]);
    return rows;
  } finally {
    await client.end();
  }
}
