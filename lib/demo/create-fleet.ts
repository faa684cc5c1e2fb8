import { fileURLToPath } from 'node:url';
import type { Migration } from '@/lib/domain/migration';
import type { Result } from '@/lib/domain/refusal';
import { compareVersionTexts } from '@/lib/domain/version';
import { readRelease } from '@/lib/changelog/directory';
import { readFolder } from '@/lib/changelog/read-folder';
import type { ReleaseFile } from '@/lib/changelog/release-file';
import { DEMO_CHECKS } from '@/lib/demo/checks';
import { createDatabases, type DemoServer } from '@/lib/demo/create-databases';
import { createTenants } from '@/lib/demo/create-tenants';
import { demoChangelog, demoFleetCsv, demoServers } from '@/lib/demo/fleet-csv';
import { DEMO_TENANTS } from '@/lib/demo/tenants';
import type { Actor, Engine } from '@/lib/engine/context';
import { createDemoAccounts } from '@/lib/engine/create-demo-accounts';
import { holdTenant } from '@/lib/engine/hold-tenant';
import { importTenants } from '@/lib/engine/import-tenants';
import { observeServer } from '@/lib/engine/observe-tenants';
import { openEngine } from '@/lib/engine/open-engine';
import { publishRelease } from '@/lib/engine/publish-release';
import { registerServer } from '@/lib/engine/register-server';
import { sealAudit } from '@/lib/engine/seal-audit';
import { writeCheck } from '@/lib/engine/write-check';
import { log } from '@/lib/platform/log';

export type CreateDemoFleet = {
  /** A superuser on the embedded server, where the tenants' databases are made. */
  readonly serverUrl: string;
  /** The migrated control plane; it must be empty. */
  readonly controlUrl: string;
  readonly onProgress: (line: string) => void;
  /** By default those of the environment. */
  readonly keys?: Engine['keys'];
};

const dayMs = 24 * 3_600_000;
/** What each release goes up to: the last one is what the demo's rollout brings. */
const releases = [
  { name: '2026.1', version: '9' },
  { name: '2026.2', version: '10' },
  { name: '2026.3', version: '11' },
  { name: '2026.4', version: '14' },
] as const;

/**
 * Makes the demo: real databases by running real scripts, and then everything that the console knows of them through
 * the same verbs that its screens use. Nothing is written as state: what the fleet shows is read back at the end.
 * An attempt that was interrupted is begun anew by its caller, on an empty control plane.
 */
export async function createDemoFleet(options: CreateDemoFleet): Promise<{ readonly tenants: number }> {
  const { onProgress } = options;
  const folder = await readFolder(fileURLToPath(new URL('../../migrations', import.meta.url)));
  if (!folder.ok) throw new Error(`migrations/ cannot be read: ${folder.problems[0]?.code}`);
  const { files } = folder;
  const read = readRelease(files);
  if (!read.ok)
    throw new Error(`migrations/ is no release: ${read.problems[0]?.code} ${read.problems[0]?.path}`);

  const server = await createDatabases(options.serverUrl, options.controlUrl, DEMO_TENANTS);
  onProgress(`${new Set(DEMO_TENANTS.map((tenant) => tenant.database)).size} databases created`);
  await createTenants(server, DEMO_TENANTS, read.migrations, counted(onProgress));

  const engine = await openEngine({
    databaseUrl: options.controlUrl,
    mode: 'web',
    log: log('demo'),
    ...(options.keys && { keys: options.keys }),
  });
  try {
    await registerFleet(engine, server, files, read.migrations, onProgress);
  } finally {
    await engine.close();
  }
  return { tenants: DEMO_TENANTS.length };
}

function counted(onProgress: (line: string) => void): () => void {
  let made = 0;
  return () => {
    made += 1;
    if (made % 20 === 0 || made === DEMO_TENANTS.length)
      onProgress(`${made} of ${DEMO_TENANTS.length} tenants migrated`);
  };
}

async function registerFleet(
  engine: Engine,
  server: DemoServer,
  files: readonly ReleaseFile[],
  migrations: readonly Migration[],
  onProgress: (line: string) => void,
): Promise<void> {
  const { admin, operator } = await createDemoAccounts(engine);
  const serverIds: string[] = [];
  for (const { key, name } of demoServers) serverIds.push(await register(engine, admin, server, key, name));
  for (const { name, version } of releases) {
    const chosen = upTo(files, migrations, version);
    const input = {
      changelogKey: demoChangelog.key,
      changelogName: demoChangelog.name,
      name,
      placeholders: {},
    };
    done(await publishRelease(engine, operator, input, { ok: true, files: chosen }, 'folder'));
  }
  done(await importTenants(engine, operator, { csv: demoFleetCsv(), dryRun: false }));
  for (const check of DEMO_CHECKS) {
    const fields = {
      checkId: null,
      expectedVersion: null,
      changelogKey: demoChangelog.key,
      timeoutMs: 5000,
      rowCap: 20,
    };
    done(await writeCheck(engine, operator, { ...check, ...fields }));
  }
  onProgress('servers, releases, tenants and checks registered');
  const observed = await Promise.all(serverIds.map((id) => observeServer(engine, id, null)));
  const count = observed.reduce((sum, result) => sum + done(result).read, 0);
  onProgress(`${count} tenants read`);
  await hold(engine, { admin, operator });
  await sealAudit(engine);
}

async function register(
  engine: Engine,
  admin: Actor,
  server: DemoServer,
  key: string,
  name: string,
): Promise<string> {
  const registered = await registerServer(engine, admin, {
    key,
    name,
    environment: 'production',
    host: server.host,
    port: server.port,
    tlsMode: 'disable',
    ca: null,
    maintenanceDatabase: 'postgres',
    username: server.migrator.user,
    credential: { kind: 'password', value: server.migrator.password },
    observerUsername: server.observer.user,
    observerCredential: { kind: 'password', value: server.observer.password },
    runAsRole: null,
    historySchema: null,
    historyTable: 'flyway_schema_history',
    maxConcurrency: 4,
  });
  return done(registered).serverId;
}

/** Files of the scripts up to a version, with their undo scripts and configuration, and the repeatables. */
function upTo(
  files: readonly ReleaseFile[],
  migrations: readonly Migration[],
  version: string,
): readonly ReleaseFile[] {
  const wanted = new Set(
    migrations
      .filter(
        (migration) => migration.version === null || compareVersionTexts(migration.version, version) <= 0,
      )
      .map((migration) => migration.script),
  );
  return files.filter(({ path }) => wanted.has(path.replace(/\.conf$/, '')));
}

async function hold(engine: Engine, owners: Readonly<Record<'admin' | 'operator', Actor>>): Promise<void> {
  for (const { key, quirk } of DEMO_TENANTS) {
    if (quirk?.kind !== 'held') continue;
    const tenant = await engine.db.tenant.findUniqueOrThrow({ where: { key } });
    const expiresAt = new Date(engine.clock.now().getTime() + quirk.expiresInDays * dayMs).toISOString();
    done(
      await holdTenant(engine, owners[quirk.owner], {
        tenantIds: [tenant.id],
        reason: quirk.reason,
        expiresAt,
      }),
    );
  }
}

/** The demo's own commands are never refused; if one is, the demo is broken. */
function done<Value>(result: Result<Value>): Value {
  if (result.ok) return result.value;
  throw new Error(`the demo was refused: ${result.refusal.code} ${JSON.stringify(result.refusal.facts)}`);
}
