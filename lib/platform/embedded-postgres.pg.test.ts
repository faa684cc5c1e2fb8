import { mkdtemp, chown, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, it } from 'vitest';
import {
  EmbeddedPostgresError,
  findFreePort,
  initCluster,
  isRunning,
  locateBinaries,
  runAs,
  stageBinaries,
  startCluster,
  stopCluster,
} from '@/lib/platform/embedded-postgres';

it('makes, starts, finds and stops a cluster, and says why one does not start', async () => {
  const asUser = await runAs();
  const folder = await mkdtemp(join(tmpdir(), 'groundswell-test-'));
  if (asUser) await chown(folder, asUser.uid, asUser.gid);
  try {
    const binaries = await stageBinaries(await locateBinaries(), join(folder, 'binaries'), asUser);
    const dataDir = join(folder, 'data');
    await initCluster({ binaries, dataDir, password: 'pw 1', asUser });
    expect(await isRunning(dataDir)).toBeUndefined();
    const port = await findFreePort();
    const settings = { binaries, dataDir, asUser, port };
    await expect(
      startCluster({ ...settings, settings: { shared_buffers: 'nonsense' } }),
    ).rejects.toMatchObject({
      code: 'start_failed',
    });
    const cluster = await startCluster(settings);
    expect(await isRunning(dataDir)).toEqual({ pid: cluster.pid, port });
    const client = new pg.Client({
      host: '127.0.0.1',
      port,
      user: 'postgres',
      password: 'pw 1',
      database: 'postgres',
    });
    await client.connect();
    await client.end();
    await stopCluster(dataDir);
    expect(await isRunning(dataDir)).toBeUndefined();
    await expect(initCluster({ binaries, dataDir, password: 'x', asUser })).rejects.toMatchObject({
      code: 'initdb_failed',
    });
    await expect(locateBinaries(join(folder, 'nowhere'))).rejects.toBeInstanceOf(EmbeddedPostgresError);
  } finally {
    await stopCluster(join(folder, 'data'));
    await rm(folder, { recursive: true, force: true });
  }
});
