import { randomBytes } from 'node:crypto';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { listenLive } from '@/lib/db/listen';
import { migrateControlPlane } from '@/lib/db/migrate';
import { importTenants } from '@/lib/engine/import-tenants';
import { observeServer } from '@/lib/engine/observe-tenants';
import { openEngine } from '@/lib/engine/open-engine';
import { planRollout } from '@/lib/engine/plan-rollout';
import { previewRollout } from '@/lib/engine/preview-rollout';
import { publishRelease } from '@/lib/engine/publish-release';
import { registerServer } from '@/lib/engine/register-server';
import { startRollout } from '@/lib/engine/start-rollout';
import type { Result } from '@/lib/domain/refusal';
import { childEnvironment } from '@/lib/platform/env';
import { createLog } from '@/lib/platform/log';
import { migrateQueue } from '@/lib/queue/migrate';
import { registerServer as registerServerShape, rolloutPlan } from '@/lib/wire/commands';
import type { OwnCluster } from '@/lib/testing/cluster';
import { workloadFiles } from './workload';

export type RolloutBench = {
  run(database: string, schemas: readonly string[]): Promise<number>;
  close(): Promise<void>;
};

function must<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Error(JSON.stringify(result.refusal));
  return result.value;
}

/** The whole product but the browser: two worker processes, queue, evidence, audit. One control plane for all rounds. */
export async function openRolloutBench(
  cluster: OwnCluster,
  migrations: number,
  concurrency: number,
): Promise<RolloutBench> {
  const controlUrl = cluster.url('control');
  await cluster.sql('postgres', 'CREATE DATABASE control');
  const migrated = await migrateControlPlane(controlUrl);
  if (!migrated.ok) throw new Error(JSON.stringify(migrated.refusal));
  await migrateQueue(controlUrl);
  const keys = { credentials: randomBytes(32), audit: randomBytes(32) };
  const engine = await openEngine({ databaseUrl: controlUrl, mode: 'web', log: createLog('silent'), keys });
  const row = { email: 'bench@example.com', name: 'Bench', role: 'admin', passwordHash: 'none' };
  const { id } = await engine.db.person.create({ data: row });
  const actor = { id, name: row.name, email: row.email, role: 'admin' as const };
  const server = must(
    await registerServer(
      engine,
      actor,
      registerServerShape.parse({
        key: 'bench',
        name: 'Bench',
        host: cluster.host,
        port: cluster.port,
        tlsMode: 'disable',
        username: cluster.user,
        credential: { kind: 'password', value: cluster.password },
        maxConcurrency: concurrency,
      }),
    ),
  );
  const workers = await Promise.all(
    [1, 2].map(() => startWorkerProcess(controlUrl, keys, Math.max(1, Math.ceil(concurrency / 2)))),
  );
  const waitUntil = createWait(controlUrl);

  return {
    async run(database, schemas) {
      const changelogKey = database;
      const files = { ok: true as const, files: workloadFiles(migrations) };
      const publish = { changelogKey, changelogName: changelogKey, name: database, placeholders: {} };
      const release = must(await publishRelease(engine, actor, publish, files, 'folder'));
      const lines = schemas.map(
        (schema) => `${database}-${schema},${schema},bench,${database},${schema},${changelogKey}`,
      );
      const csv = ['key,name,server,database,schema,changelog', ...lines].join('\n');
      must(await importTenants(engine, actor, { csv, dryRun: false }));
      must(await observeServer(engine, server.serverId, null));
      const plan = rolloutPlan.parse({
        name: database,
        releaseId: release.releaseId,
        waves: [{ name: 'All', rule: { kind: 'rest' }, tolerance: schemas.length }],
        maxConcurrency: concurrency,
        approvalsRequired: 0,
      });
      const preview = must(await previewRollout(engine, actor, plan));
      const planned = must(await planRollout(engine, actor, { ...plan, previewHash: preview.previewHash }));
      if (planned.planned !== schemas.length)
        throw new Error(`planned ${planned.planned} of ${schemas.length}`);
      const started = performance.now();
      must(
        await startRollout(engine, actor, {
          rolloutId: planned.rolloutId,
          expectedVersion: planned.version,
          confirmCount: planned.planned,
        }),
      );
      await waitUntil(async () => {
        const { state } = await engine.db.rollout.findUniqueOrThrow({ where: { id: planned.rolloutId } });
        if (state === 'completed') return true;
        if (state === 'running') return false;
        throw new Error(`the rollout ended as ${state}`);
      });
      return (performance.now() - started) / 1000;
    },
    async close() {
      await Promise.all(workers.map(stopProcess));
      await waitUntil.close();
      await engine.close();
    },
  };
}

async function startWorkerProcess(
  databaseUrl: string,
  keys: { credentials: Buffer; audit: Buffer },
  concurrency: number,
): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'lib/worker/main.ts'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: childEnvironment({
      DATABASE_URL: databaseUrl,
      GROUNDSWELL_KEY: keys.credentials.toString('base64'),
      GROUNDSWELL_AUDIT_KEY: keys.audit.toString('base64'),
      WORKER_CONCURRENCY: String(concurrency),
      LOG_LEVEL: 'info',
    }),
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('worker started')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`a worker ended with ${code}`)));
  });
  return child;
}

async function stopProcess(child: ChildProcess): Promise<void> {
  child.removeAllListeners('exit');
  child.kill('SIGTERM');
  await once(child, 'exit');
}

/** Looks again whenever the control plane says that something moved. */
function createWait(databaseUrl: string) {
  let wake: () => void = () => undefined;
  const listener = listenLive(
    databaseUrl,
    () => wake(),
    () => wake(),
  );
  const wait = async (isDone: () => Promise<boolean>): Promise<void> => {
    for (;;) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      if (await isDone()) return;
      await woken;
    }
  };
  return Object.assign(wait, { close: () => listener.close() });
}
