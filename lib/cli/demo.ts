import {
  openEmbeddedServer,
  readRecord,
  removeEmbeddedServer,
  writeRecord,
  type EmbeddedServer,
} from '@/lib/cli/embedded-server';
import type { LocalSecrets } from '@/lib/cli/local-secrets';
import { note, warn } from '@/lib/cli/progress';

/**
 * Opens the embedded server. One on which the demo fleet was never completed is begun anew: nothing else is on it,
 * and half a fleet is a wrong first picture.
 */
export async function openDemoServer(
  root: string,
  dataDir: string,
  secrets: LocalSecrets,
): Promise<EmbeddedServer> {
  const record = await readRecord(dataDir);
  if (record?.demoFleet === 'creating') {
    warn('The last start was interrupted while it created the demo fleet: it is begun anew.');
    await removeEmbeddedServer(dataDir);
  }
  return openEmbeddedServer(root, dataDir, secrets);
}

/**
 * Creates the demo fleet unless it is there; answers the number of its tenants. Loaded late, because it needs the
 * generated database client.
 */
export async function ensureDemoFleet(dataDir: string, server: EmbeddedServer): Promise<number | 'found'> {
  const record = await readRecord(dataDir);
  if (record === undefined || record.demoFleet === 'complete') return 'found';
  await writeRecord(dataDir, { ...record, demoFleet: 'creating' });
  const { createDemoFleet } = await import('@/lib/demo/create-fleet');
  const { tenants } = await createDemoFleet({
    serverUrl: server.serverUrl,
    controlUrl: server.controlUrl,
    onProgress: note,
  });
  await writeRecord(dataDir, { ...record, demoFleet: 'complete' });
  return tenants;
}
