import { ensureGenerated } from '@/lib/cli/build';
import { migrateAll } from '@/lib/cli/control-plane';
import { ensureDemoFleet } from '@/lib/cli/demo';
import { openEmbeddedServer, removeEmbeddedServer } from '@/lib/cli/embedded-server';
import { runningInstance } from '@/lib/cli/instance-lock';
import { localSecrets } from '@/lib/cli/local-secrets';
import { done, step } from '@/lib/cli/progress';
import { CommandRefusal } from '@/lib/cli/refuse';
import { projectRoot, runCommand } from '@/lib/cli/run';
import { env, isSet, setEnvironment } from '@/lib/platform/env';

/** `npm run demo:reset`: deletes the embedded server's data and creates the demo fleet anew. */
await runCommand(async () => {
  if (isSet('DATABASE_URL')) {
    throw new CommandRefusal(
      'DATABASE_URL is set: there is no demo on a PostgreSQL of your own, and nothing was touched.',
      'Run it without DATABASE_URL.',
    );
  }
  const dataDir = env().GROUNDSWELL_DATA_DIR;
  const running = await runningInstance(dataDir);
  if (running) {
    throw new CommandRefusal(
      `Groundswell runs at ${running.url} (process ${running.pid}).`,
      'End it with Ctrl-C in its terminal, then reset.',
    );
  }
  await ensureGenerated(projectRoot);
  const secrets = await localSecrets(dataDir);
  await step('The old demo is deleted', () => removeEmbeddedServer(dataDir));
  const server = await step('PostgreSQL created and started', () =>
    openEmbeddedServer(projectRoot, dataDir, secrets),
  );
  try {
    setEnvironment({
      DATABASE_URL: server.controlUrl,
      GROUNDSWELL_EMBEDDED: '1',
      GROUNDSWELL_KEY: secrets.GROUNDSWELL_KEY,
      GROUNDSWELL_AUDIT_KEY: secrets.GROUNDSWELL_AUDIT_KEY,
      NEXTAUTH_SECRET: secrets.NEXTAUTH_SECRET,
    });
    await step('Control plane migrated', () => migrateAll(server.controlUrl));
    await step(
      'Demo fleet',
      () => ensureDemoFleet(dataDir, server),
      (tenants) => `${tenants} tenants`,
    );
  } finally {
    await server.stop();
  }
  done('Run npm start to see it');
  return 0;
});
