import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { migrateControlPlane } from '@/lib/db/migrate';
import { createDemoFleet } from '@/lib/demo/create-fleet';
import { migrateQueue } from '@/lib/queue/migrate';
import { startOwnCluster } from '@/lib/testing/cluster';

const file = join(resolve(import.meta.dirname, '..'), '.groundswell/e2e/template.json');

/** Where the halted cluster lies that every stage begins as a copy of, and the keys that its credentials are sealed with. */
const template = z.object({ dataDir: z.string(), credentials: z.string(), audit: z.string() });

export const readTemplate = async () => template.parse(JSON.parse(await readFile(file, 'utf8')));

/**
 * Playwright's global setup: the demo fleet is made once, for real, and every spec gets a PostgreSQL of its own that
 * begins as a copy of it. Specs share nothing.
 */
export default async function makeTemplate(): Promise<() => Promise<void>> {
  const cluster = await startOwnCluster({ settings: { fsync: 'off' } });
  const control = cluster.url('groundswell');
  await cluster.sql('postgres', 'CREATE DATABASE groundswell');
  const migrated = await migrateControlPlane(control);
  if (!migrated.ok) throw new Error(JSON.stringify(migrated.refusal));
  await migrateQueue(control);
  const keys = { credentials: randomBytes(32), audit: randomBytes(32) };
  await createDemoFleet({
    serverUrl: cluster.url('postgres'),
    controlUrl: control,
    onProgress: () => undefined,
    keys,
  });
  await cluster.halt();
  await mkdir(dirname(file), { recursive: true });
  const made: z.infer<typeof template> = {
    dataDir: cluster.dataDir,
    credentials: keys.credentials.toString('base64'),
    audit: keys.audit.toString('base64'),
  };
  await writeFile(file, JSON.stringify(made), { mode: 0o600 });
  return async () => {
    await rm(dirname(cluster.dataDir), { recursive: true, force: true });
    await rm(file, { force: true });
  };
}
