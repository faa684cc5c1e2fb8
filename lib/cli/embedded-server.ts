import { createHash } from 'node:crypto';
import { access, chown, constants, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { z } from 'zod';
import type { LocalSecrets } from '@/lib/cli/local-secrets';
import { canListen, firstFreePort } from '@/lib/cli/ports';
import { CommandRefusal } from '@/lib/cli/refuse';
import {
  findFreePort,
  initCluster,
  isRunning,
  locateBinaries,
  runAs,
  stageBinaries,
  startCluster,
  stopCluster,
  type RunAs,
} from '@/lib/platform/embedded-postgres';

/** The PostgreSQL of `npm start` without DATABASE_URL: holds the control plane's database and the demo fleet's. */
export type EmbeddedServer = {
  /** Superuser, database `postgres`. */
  readonly serverUrl: string;
  /** Owner of the database `groundswell`, no superuser. */
  readonly controlUrl: string;
  readonly port: number;
  /** Whether the cluster was made, started or found running. */
  readonly found: 'new' | 'stopped' | 'running';
  stop(): Promise<void>;
};

const recordSchema = z.object({
  dataDir: z.string(),
  /** Kept for good: the demo's servers are registered with it. */
  port: z.number().int(),
  /** `creating` until the demo fleet is complete: a first start that was interrupted is begun anew. */
  demoFleet: z.enum(['none', 'creating', 'complete']),
});
export type EmbeddedRecord = z.infer<typeof recordSchema>;

// The 16 slots of a worker, its queue, the web process and the fleet's own connections, with room to spare.
const settings = {
  max_connections: '200',
  shared_buffers: '256MB',
  max_wal_size: '2GB',
  max_locks_per_transaction: '256',
};

/** What is known of the embedded server; undefined before the first start. */
export async function readRecord(dataDir: string): Promise<EmbeddedRecord | undefined> {
  const text = await readFile(join(dataDir, 'embedded.json'), 'utf8').catch(absent);
  if (text === undefined) return undefined;
  const record = recordSchema.safeParse(JSON.parse(text));
  if (record.success) return record.data;
  throw new CommandRefusal(
    `${join(dataDir, 'embedded.json')} is not what this version writes.`,
    `Delete the folder ${dataDir} to begin the demo anew.`,
  );
}

export async function writeRecord(dataDir: string, record: EmbeddedRecord): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await writeFile(join(dataDir, 'embedded.json'), `${JSON.stringify(record, undefined, 2)}\n`);
}

/** Finds the server running, or starts it, or makes it first. Throws `EmbeddedPostgresError`. */
export async function openEmbeddedServer(
  root: string,
  dataDir: string,
  secrets: LocalSecrets,
): Promise<EmbeddedServer> {
  const asUser = await runAs();
  const recorded = await readRecord(dataDir);
  const base = await serverFolder(root, dataDir, asUser);
  // As root the folder is named for a path; otherwise it moves with the project.
  const cluster = asUser && recorded ? recorded.dataDir : join(base, 'cluster');
  // Without a record a cluster here belongs to a project folder that was deleted, and its keys went with it.
  const isNew =
    recorded === undefined ||
    (await readFile(join(cluster, 'PG_VERSION'), 'utf8').catch(absent)) === undefined;

  const running = isNew ? undefined : await isRunning(cluster);
  let port = running?.port;
  if (port === undefined) {
    const installed = await locateBinaries();
    const binaries = asUser ? await stageBinaries(installed, join(base, 'binaries'), asUser) : installed;
    if (isNew) {
      await removeCluster(cluster);
      await initCluster({ binaries, dataDir: cluster, password: secrets.postgresPassword, asUser });
      port = await newPort();
      await writeRecord(dataDir, { dataDir: cluster, port, demoFleet: 'none' });
    } else port = await keptPort(recorded.port);
    await startCluster({ binaries, dataDir: cluster, port, asUser, settings });
  }
  const serverUrl = `postgresql://postgres:${secrets.postgresPassword}@127.0.0.1:${port}/postgres`;
  const controlUrl = `postgresql://groundswell:${secrets.controlPassword}@127.0.0.1:${port}/groundswell`;
  await ensureControlDatabase(serverUrl, secrets.controlPassword);
  return {
    serverUrl,
    controlUrl,
    port,
    found: isNew ? 'new' : running ? 'running' : 'stopped',
    stop: () => stopCluster(cluster),
  };
}

/** Below the range that systems hand out for outgoing connections, so that it is still free at the next start. */
async function newPort(): Promise<number> {
  return (await firstFreePort('127.0.0.1', 25_432, 500)) ?? findFreePort();
}

async function keptPort(port: number): Promise<number> {
  if (await canListen('127.0.0.1', port)) return port;
  throw new CommandRefusal(
    `Port ${port}, on which the demo's servers are registered, is taken by another program.`,
    'End that program, or start the demo over with `npm run demo:reset`.',
  );
}

/** Stops and deletes the embedded server's data; secrets stay. */
export async function removeEmbeddedServer(dataDir: string): Promise<void> {
  const recorded = await readRecord(dataDir);
  if (recorded) await removeCluster(recorded.dataDir);
  await rm(join(dataDir, 'embedded.json'), { force: true });
}

async function removeCluster(cluster: string): Promise<void> {
  await stopCluster(cluster);
  await Promise.all([cluster, `${cluster}.log`].map((path) => rm(path, { recursive: true, force: true })));
}

/**
 * The data folder, unless we are root: then the server runs as another user, who may not be able to enter the
 * project, and it gets a folder of the system's, named for the project's path.
 */
async function serverFolder(root: string, dataDir: string, asUser: RunAs | undefined): Promise<string> {
  if (!asUser) {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    return resolve(dataDir);
  }
  const parent = await access('/var/lib', constants.W_OK).then(
    () => '/var/lib',
    () => tmpdir(),
  );
  const folder = join(parent, `groundswell-${createHash('sha256').update(root).digest('hex').slice(0, 12)}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chown(folder, asUser.uid, asUser.gid);
  return folder;
}

async function ensureControlDatabase(serverUrl: string, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ role: boolean; database: boolean }>(
      `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = 'groundswell') AS role,
              EXISTS (SELECT FROM pg_database WHERE datname = 'groundswell') AS database`,
    );
    if (!rows[0]?.role)
      await client.query(`CREATE ROLE groundswell LOGIN PASSWORD ${client.escapeLiteral(password)}`);
    if (!rows[0]?.database) await client.query('CREATE DATABASE groundswell OWNER groundswell');
  } finally {
    await client.end();
  }
}

function absent(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
    return undefined;
  throw error;
}
