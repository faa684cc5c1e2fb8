import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { expect, test as base } from '@playwright/test';
import type { QueryResultRow } from 'pg';
import type { Actor } from '@/lib/engine/context';
import { openEngine, type OpenedEngine } from '@/lib/engine/open-engine';
import { ROLES } from '@/lib/domain/verbs';
import { childEnvironment } from '@/lib/platform/env';
import { findFreePort } from '@/lib/platform/embedded-postgres';
import { createLog } from '@/lib/platform/log';
import { startOwnCluster, type OwnCluster } from '@/lib/testing/cluster';
import { readTemplate } from './template';

const root = resolve(import.meta.dirname, '..');

/** The real thing, of one spec's own: PostgreSQL with the demo fleet, the web process, workers. */
export type Stage = {
  readonly url: string;
  readonly cluster: OwnCluster;
  /** Rows of the control plane. */
  control<Row extends QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** A plain client on a tenant's own database, outside the application. */
  tenant<Row extends QueryResultRow>(key: string, text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Runs verbs directly, for what a spec is not about. */
  readonly engine: OpenedEngine;
  actor(email: string): Promise<Actor>;
  startWorker(): Promise<StageProcess>;
  stopWorkers(): Promise<void>;
};

export type StageProcess = { readonly pid: number; kill(signal: NodeJS.Signals): Promise<void> };

export type StageOptions = { readonly workers?: number };

/** Starts a stage before the first test of the file and ends it after the last: `const stage = setStage()`. */
export function setStage({ workers = 1 }: StageOptions = {}): Stage {
  let opened: (Stage & { close(): Promise<void> }) | undefined;
  base.beforeAll(async () => {
    base.setTimeout(90_000);
    opened = await openStage();
    for (let made = 0; made < workers; made += 1) await opened.startWorker();
  });
  // A page that stays open goes on reading from a stage that has ended.
  base.afterEach(async ({ browser }) => {
    await Promise.all(browser.contexts().map((context) => context.close()));
  });
  base.afterAll(async () => {
    base.setTimeout(60_000);
    await opened?.close();
  });
  return new Proxy({} as Stage, {
    get: (_target, name: keyof Stage) => {
      if (opened === undefined) throw new Error('the stage has not been started');
      return opened[name];
    },
  });
}

export async function openStage(): Promise<Stage & { close(): Promise<void> }> {
  const made = await readTemplate();
  const cluster = await startOwnCluster({ copyOf: made.dataDir, settings: { fsync: 'off' } });
  const databaseUrl = cluster.url('groundswell');
  // The copy listens on another port than the servers were registered with.
  await cluster.sql('groundswell', 'UPDATE server SET port = $1', [cluster.port]);
  const port = await findFreePort();
  const url = `http://localhost:${port}`;
  const env = {
    DATABASE_URL: databaseUrl,
    GROUNDSWELL_EMBEDDED: '1',
    GROUNDSWELL_KEY: made.credentials,
    GROUNDSWELL_AUDIT_KEY: made.audit,
    NEXTAUTH_SECRET: randomBytes(32).toString('base64'),
    NEXTAUTH_URL: url,
    GROUNDSWELL_RELEASES_DIR: root,
    HOST: '127.0.0.1',
    PORT: String(port),
    LOG_LEVEL: 'info',
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    WORKER_CONCURRENCY: '8',
  };
  const next = ['node_modules/next/dist/bin/next', 'start', '-H', '127.0.0.1', '-p', String(port)];
  const web = await startProcess('web', next, env, 'web process started');
  const engine = await openEngine({
    databaseUrl,
    mode: 'web',
    log: createLog('silent'),
    keys: {
      credentials: Buffer.from(made.credentials, 'base64'),
      audit: Buffer.from(made.audit, 'base64'),
    },
  });
  const workers = new Set<RunningProcess>();
  const stopWorkers = async () => {
    await Promise.all([...workers].map((worker) => worker.kill('SIGTERM')));
  };
  return {
    url,
    cluster,
    engine,
    control: (text, values) => cluster.sql('groundswell', text, values),
    async tenant(key, text, values) {
      const [place] = await cluster.sql<{ database: string; schema: string }>(
        'groundswell',
        'SELECT database, schema FROM tenant WHERE key = $1',
        [key],
      );
      if (place === undefined) throw new Error(`no tenant ${key}`);
      const path = `SET search_path TO "${place.schema.replaceAll('"', '""')}"`;
      return cluster.sqlWithPath(place.database, path, text, values);
    },
    async actor(email) {
      const person = await engine.db.person.findUniqueOrThrow({ where: { email } });
      const role = ROLES.find((one) => one === person.role) ?? 'viewer';
      return { id: person.id, name: person.name, email: person.email, role };
    },
    async startWorker() {
      const worker = await startProcess(
        'worker',
        ['--import', 'tsx', 'lib/worker/main.ts'],
        env,
        'worker started',
      );
      workers.add(worker);
      return {
        pid: worker.pid,
        async kill(signal) {
          workers.delete(worker);
          await worker.kill(signal);
        },
      };
    },
    stopWorkers,
    async close() {
      await engine.close();
      await stopWorkers();
      await web.kill('SIGTERM');
      await cluster.stop();
    },
  };
}

type RunningProcess = StageProcess & { readonly child: ChildProcess };

async function startProcess(
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  ready: string,
): Promise<RunningProcess> {
  const child = spawn(process.execPath, [...args], {
    cwd: root,
    env: childEnvironment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  await new Promise<void>((done, fail) => {
    const hear = (chunk: Buffer) => {
      const text = chunk.toString();
      lines.push(text);
      if (lines.length > 200) lines.shift();
      if (text.includes(ready)) done();
      // What the server logs as an error belongs into the test's output.
      if (/"level":(50|60)/.test(text)) console.error(`${name}: ${text.trim()}`);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', (code, signal) =>
      fail(new Error(`${name} ended (${signal ?? code}): ${lines.join('')}`)),
    );
  });
  child.removeAllListeners('exit');
  const { pid } = child;
  if (pid === undefined) throw new Error(`${name} has no pid`);
  return {
    pid,
    child,
    async kill(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill(signal);
      await gone;
    },
  };
}

export { expect };
export const test = base;
