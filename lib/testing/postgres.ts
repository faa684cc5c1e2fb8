import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
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

/** How tests reach the server that this file starts: `inject('postgres')`. */
export type TestServer = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
};

declare module 'vitest' {
  export interface ProvidedContext {
    postgres: TestServer;
  }
}

/**
 * Vitest's global setup of the project `pg`: one real PostgreSQL for the whole run, on a free port, in a temporary
 * folder that is removed afterwards. Nothing it writes is worth keeping, so it never waits for a disk.
 * `GROUNDSWELL_TEST_PG_DIR` names another major version's folder (`bin`, `lib`, `share`).
 */
export default async function startTestServer(project: TestProject): Promise<() => Promise<void>> {
  const asUser = await runAs();
  const folder = await mkdtemp(join(tmpdir(), 'groundswell-test-'));
  if (asUser) await chown(folder, asUser.uid, asUser.gid);
  const located = await locateBinaries(env().GROUNDSWELL_TEST_PG_DIR);
  if (!asUser) await linkLibraries(located.dir);
  const binaries = asUser ? await stageBinaries(located, join(folder, 'binaries'), asUser) : located;
  const dataDir = join(folder, 'data');
  const password = 'test';
  await initCluster({ binaries, dataDir, password, asUser });
  const cluster = await startCluster({
    binaries,
    dataDir,
    asUser,
    port: await findFreePort(),
    settings: {
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
      max_connections: '200',
      max_locks_per_transaction: '256',
      autovacuum: 'off',
    },
  });
  project.provide('postgres', { host: '127.0.0.1', port: cluster.port, user: 'postgres', password });
  return async () => {
    await cluster.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
