import { join } from 'node:path';
import { ensureBuilt, ensureGenerated } from '@/lib/cli/build';
import { checkServer, migrateAll } from '@/lib/cli/control-plane';
import { ensureDemoFleet, openDemoServer } from '@/lib/cli/demo';
import { forgetInstance, recordInstance, runningInstance } from '@/lib/cli/instance-lock';
import { localSecrets } from '@/lib/cli/local-secrets';
import { done, note, say, step, strong, table, warn } from '@/lib/cli/progress';
import { CommandRefusal } from '@/lib/cli/refuse';
import { projectRoot, runCommand } from '@/lib/cli/run';
import { startServices } from '@/lib/cli/services';
import { consoleUrl, startOptions, type StartOptions } from '@/lib/cli/start-options';
import { demoAccountsAllowed, env, isLoopback, isSet, setEnvironment } from '@/lib/platform/env';
import { log } from '@/lib/platform/log';
import { systemClock } from '@/lib/platform/clock';

/**
 * `npm start`: from nothing to a console that can be used. May be run again at any time: every step looks at what is
 * there first. Ends on SIGINT, SIGTERM or SIGHUP, and then stops worker, web and database, in that order.
 */

type Stop = () => Promise<void>;

await runCommand(async () => {
  const startedAt = performance.now();
  const stops: Stop[] = [];
  const signal = nextSignal();
  const work = start(await startOptions(process.argv.slice(2)), stops, startedAt);
  try {
    // A signal may come at any step; what was started by then is stopped.
    const received = await Promise.race([signal, work.then(() => signal)]);
    say();
    note(`${received}: stopping`);
    return 0;
  } finally {
    work.catch(() => undefined);
    for (const stop of stops.toReversed()) await stop();
  }
});

async function start(options: StartOptions, stops: Stop[], startedAt: number): Promise<void> {
  say(`${strong('Groundswell')}`);
  const dataDir = env().GROUNDSWELL_DATA_DIR;
  await step(
    'Database client',
    () => ensureGenerated(projectRoot),
    (made) => (made === 'made' ? 'generated' : 'up to date'),
  );
  const secrets = await localSecrets(dataDir);
  const url = isSet('NEXTAUTH_URL') ? env().NEXTAUTH_URL : consoleUrl(options);
  setEnvironment({ HOST: options.host, PORT: String(options.port), NEXTAUTH_URL: url });
  for (const name of ['NEXTAUTH_SECRET', 'GROUNDSWELL_KEY', 'GROUNDSWELL_AUDIT_KEY'] as const) {
    if (isSet(name)) continue;
    setEnvironment({ [name]: secrets[name] });
    if (!options.embedded) {
      warn(
        `${name} is not set; the one in ${join(dataDir, 'secrets.json')} is used. Every machine needs the same: set it.`,
      );
    }
  }

  const built = options.web && !options.dev ? buildStep() : Promise.resolve();
  // Awaited below; until then a failure must not count as unhandled.
  built.catch(() => undefined);
  await (options.embedded ? prepareEmbedded(options, dataDir, url, stops) : prepareGiven());
  await built;

  const services = startServices(projectRoot, options);
  stops.push(() => services.stop());
  if (options.web)
    await step(
      'Console',
      () => services.webIsUp(),
      () => 'up',
    );
  say();
  done(
    options.web ? `Ready at ${strong(url)}` : `${options.workers} worker(s) running`,
    performance.now() - startedAt,
  );
  if (options.web) await sayHowToEnter(options, url);
  note('Ctrl-C stops everything.');
  say();
}

async function buildStep(): Promise<void> {
  const startedAt = performance.now();
  const made = await ensureBuilt(projectRoot);
  done(`Production build: ${made === 'made' ? 'made' : 'up to date'}`, performance.now() - startedAt);
}

async function prepareEmbedded(
  options: StartOptions,
  dataDir: string,
  url: string,
  stops: Stop[],
): Promise<void> {
  const other = await runningInstance(dataDir);
  if (other) {
    throw new CommandRefusal(
      `Groundswell already runs at ${other.url} (process ${other.pid}).`,
      `Open that address, or end it with Ctrl-C in its terminal.`,
    );
  }
  await recordInstance(dataDir, { pid: process.pid, url });
  stops.push(() => forgetInstance(dataDir));

  const secrets = await localSecrets(dataDir);
  const found = { new: 'created and started', stopped: 'started', running: 'found running' };
  const server = await step(
    'PostgreSQL',
    () => openDemoServer(projectRoot, dataDir, secrets),
    (opened) => `${found[opened.found]} on port ${opened.port}`,
  );
  stops.push(() => server.stop());
  setEnvironment({ DATABASE_URL: server.controlUrl, GROUNDSWELL_EMBEDDED: '1' });
  if (!isSet('GROUNDSWELL_RELEASES_DIR'))
    setEnvironment({ GROUNDSWELL_RELEASES_DIR: join(projectRoot, 'migrations') });
  await migrateStep(server.controlUrl);
  if (options.demo) {
    await step(
      'Demo fleet',
      () => ensureDemoFleet(dataDir, server),
      (tenants) => (tenants === 'found' ? 'as you left it' : `${tenants} tenants`),
    );
  }
}

async function prepareGiven(): Promise<void> {
  const databaseUrl = env().DATABASE_URL;
  await step(
    'PostgreSQL',
    () => checkServer(databaseUrl),
    (major) => `version ${major} at ${new URL(databaseUrl).host}`,
  );
  await migrateStep(databaseUrl);
}

async function migrateStep(databaseUrl: string): Promise<void> {
  await step(
    'Control plane',
    () => migrateAll(databaseUrl),
    (applied) => (applied.length === 0 ? 'up to date' : `${applied.length} migration(s) applied`),
  );
}

/** Demo accounts, or the one-time link while there is no person, or nothing. */
async function sayHowToEnter(options: StartOptions, url: string): Promise<void> {
  const { openEngine } = await import('@/lib/engine/open-engine');
  const { issueSetupToken } = await import('@/lib/engine/issue-setup-token');
  const engine = await openEngine({
    databaseUrl: env().DATABASE_URL,
    mode: 'web',
    log: log('start'),
    clock: systemClock,
  });
  const setup = await issueSetupToken(engine);
  await engine.close();
  if (setup) {
    say();
    say(
      `  Make the first administrator with this link; it works once, until ${setup.expiresAt.toISOString()}:`,
    );
    say(`  ${strong(`${url}/setup?token=${setup.token}`)}`);
  } else if (options.demo && demoAccountsAllowed()) {
    const { DEMO_ACCOUNTS } = await import('@/lib/engine/create-demo-accounts');
    say();
    say('  Demo accounts:');
    const rows = DEMO_ACCOUNTS.map(({ role, email, password }) => [role, email, password]);
    for (const row of table(rows)) say(`    ${row}`);
  } else if (options.demo) {
    warn(`The demo accounts are disabled, because ${options.host} is not a loopback address.`);
    note(
      'Start on 127.0.0.1 once, make an account of your own under People, then start on this address again.',
    );
  }
  if (!isLoopback(options.host))
    note(`Browsers must reach the console at ${url}; set NEXTAUTH_URL if that is not its address.`);
  say();
}

function nextSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => resolve(name));
  });
}
