import { openEmbeddedServer } from '@/lib/cli/embedded-server';
import { localSecrets } from '@/lib/cli/local-secrets';
import { projectRoot } from '@/lib/cli/run';
import { env, isSet } from '@/lib/platform/env';

/** The control database of the commands beside `npm start`: DATABASE_URL's, else the embedded server's. */
export type OpenedDatabase = {
  readonly controlUrl: string;
  /** May create databases. */
  readonly serverUrl: string;
  /** Stops the embedded server if it did not run before. */
  close(): Promise<void>;
};

export async function openDatabase(): Promise<OpenedDatabase> {
  if (isSet('DATABASE_URL')) {
    const url = env().DATABASE_URL;
    return { controlUrl: url, serverUrl: url, close: () => Promise.resolve() };
  }
  const dataDir = env().GROUNDSWELL_DATA_DIR;
  const server = await openEmbeddedServer(projectRoot, dataDir, await localSecrets(dataDir));
  const close = () => (server.found === 'running' ? Promise.resolve() : server.stop());
  return { controlUrl: server.controlUrl, serverUrl: server.serverUrl, close };
}
