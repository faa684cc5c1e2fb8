import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import type { MigrationKind } from '@/lib/domain/migration';
import type { Role } from '@/lib/domain/verbs';
import { flywayChecksum } from '@/lib/changelog/checksum';
import { prepare } from '@/lib/changelog/prepare';
import { migrateControlPlane } from '@/lib/db/migrate';
import type { Actor } from '@/lib/engine/context';
import { openEngine, type OpenedEngine } from '@/lib/engine/open-engine';
import { storeCredential } from '@/lib/engine/server-connection';
import { observeServer } from '@/lib/engine/observe-tenants';
import { runTarget } from '@/lib/engine/run-target';
import { tickRollout } from '@/lib/engine/tick-rollout';
import { createWorkbench, type Workbench } from '@/lib/engine/workbench';
import { createLog } from '@/lib/platform/log';
import { migrateQueue } from '@/lib/queue/migrate';
import { createTestDatabase, type TestDatabase } from '@/lib/testing/database';
import { until } from '@/lib/testing/until';
import type { RunTargetJob } from '@/lib/wire/jobs';
import { startWorker, type RunningWorker, type StartWorker } from '@/lib/worker/start-worker';

/** The engine on a real control plane and real tenant schemas, with a clock that a test moves. */
export type EngineStage = {
  readonly engine: OpenedEngine;
  readonly control: TestDatabase;
  /** Where the tenants' schemas are. */
  readonly fleet: TestDatabase;
  /** A client on the tenants' database, outside of everything that is tested. */
  readonly sql: pg.Client;
  readonly changelogId: string;
  readonly serverId: string;
  person(role: Role): Promise<Actor>;
  /** Moves the engine's clock; soak ends and backoffs are then due at the next tick. */
  advance(ms: number): void;
  release(name: string, scripts: readonly StageScript[]): Promise<string>;
  /** A schema of its own with a history table, registered and observed; `sql` runs in it first. */
  tenants(keys: readonly string[], options?: { readonly sql?: string; readonly serverId?: string }): Promise<void>;
  tenantId(key: string): Promise<string>;
  server(key: string, maxConcurrency: number): Promise<string>;
  /** In state `ready`. */
  rollout(plan: StageRollout): Promise<StageRolloutRows>;
  worker(options?: Partial<Pick<StartWorker, 'concurrency' | 'afterStep'>>): Promise<RunningWorker>;
  tick(rolloutId: string): Promise<void>;
  /** The jobs of the targets that are queued now, by tenant key. */
  jobs(rolloutId: string): Promise<ReadonlyMap<string, RunTargetJob>>;
  bench(afterStep?: Workbench['afterStep']): Workbench;
  /** Runs what is queued, one after another and in this process, as a worker would; answers how each ended. */
  runQueued(rolloutId: string): Promise<Readonly<Record<string, string>>>;
  state(rolloutId: string): Promise<string>;
  /** Tenant key → state. */
  targets(rolloutId: string): Promise<Readonly<Record<string, string>>>;
  untilState(rolloutId: string, state: string): Promise<void>;
  /** Versions in the tenant's own history table, in rank order. */
  versions(key: string): Promise<readonly string[]>;
  close(): Promise<void>;
};

export type StageScript = { readonly script: string; readonly sql: string };

export type StageRollout = {
  readonly releaseId: string;
  readonly waves: readonly {
    readonly keys: readonly string[];
    readonly tolerance?: number;
    readonly onExhausted?: 'halt' | 'drain' | 'quarantine';
    readonly budgetMode?: 'strict' | 'soft';
    readonly soakMs?: number;
  }[];
  readonly kind?: 'rollout' | 'rollback';
  readonly originId?: string;
  readonly toVersion?: string | null;
  readonly approvalsRequired?: number;
  readonly maxConcurrency?: number;
  readonly maxAttempts?: number;
  readonly lockTimeoutMs?: number;
  readonly paceMs?: number;
};

export type StageRolloutRows = { readonly id: string; readonly waveIds: readonly string[]; readonly version: number };

/** Two versions, each with an undo script, as good as any. */
export const stageScripts: readonly StageScript[] = [
  { script: 'V1__Items.sql', sql: 'CREATE TABLE items (id bigint PRIMARY KEY, name text);' },
  { script: 'U1__Items.sql', sql: 'DROP TABLE items;' },
  { script: 'V2__Prices.sql', sql: 'ALTER TABLE items ADD COLUMN price numeric;\nCREATE INDEX items_price ON items (price);' },
  { script: 'U2__Prices.sql', sql: 'DROP INDEX items_price;\nALTER TABLE items DROP COLUMN price;' },
];

const silent = createLog('silent');

export async function openEngineStage(): Promise<EngineStage> {
  const [control, fleet] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  const migrated = await migrateControlPlane(control.url);
  if (!migrated.ok) throw new Error(JSON.stringify(migrated.refusal));
  await migrateQueue(control.url);
  let offsetMs = 0;
  const clock = { now: () => new Date(Date.now() + offsetMs) };
  const keys = { credentials: randomBytes(32), audit: randomBytes(32) };
  const engine = await openEngine({ databaseUrl: control.url, mode: 'worker', log: silent, clock, keys });
  const sql = new pg.Client({ connectionString: fleet.url });
  await sql.connect();
  const workers: { readonly worker: RunningWorker; readonly engine: OpenedEngine }[] = [];
  const { db } = engine;

  const person = async (role: Role): Promise<Actor> => {
    const id = randomUUID();
    const email = `${role}-${id.slice(0, 8)}@example.com`;
    await db.person.create({ data: { id, email, name: role, role, passwordHash: 'none' } });
    return { id, email, name: role, role };
  };
  const owner = await person('admin');
  const changelog = await db.changelog.create({ data: { key: 'app', name: 'App' } });

  const server = async (key: string, maxConcurrency: number): Promise<string> => {
    const id = randomUUID();
    const { host, port, user, password, database } = fleet;
    await db.server.create({
      data: {
        id,
        key,
        name: key,
        host,
        port,
        username: user,
        maintenanceDatabase: database,
        maxConcurrency,
        credential: storeCredential(engine, id, 'migrator', { kind: 'password', value: password }),
      },
    });
    return id;
  };
  const serverId = await server('pg-1', 4);
  const benches: Workbench[] = [];
  const makeBench = (afterStep?: Workbench['afterStep']): Workbench => {
    const made = createWorkbench(engine, { workerId: randomUUID(), concurrency: 4, announce: () => undefined, afterStep });
    benches.push(made);
    return made;
  };
  const bench = makeBench();

  return {
    engine,
    control,
    fleet,
    sql,
    serverId,
    changelogId: changelog.id,
    person,
    server,
    advance(ms) {
      offsetMs += ms;
    },
    release: (name, scripts) => createRelease(engine, changelog.id, owner.id, name, scripts),
    async tenants(tenantKeys, options = {}) {
      const place = options.serverId ?? serverId;
      for (const key of tenantKeys) {
        await sql.query(`CREATE SCHEMA "${key}"; SET search_path TO "${key}"; ${historyTable}; ${options.sql ?? ''}`);
        await db.tenant.create({
          data: { key, name: key, serverId: place, database: fleet.database, schema: key, changelogId: changelog.id },
        });
      }
      await sql.query('SET search_path TO public');
      const observed = await observeServer(engine, place, null);
      if (!observed.ok) throw new Error(observed.refusal.code);
    },
    async tenantId(key) {
      return (await db.tenant.findUniqueOrThrow({ where: { key } })).id;
    },
    rollout: (plan) => createRollout(engine, owner.id, plan),
    async worker(given = {}) {
      const own = await openEngine({ databaseUrl: control.url, mode: 'worker', log: silent, clock, keys });
      const worker = await startWorker({ concurrency: 4, ...given, engine: own, databaseUrl: control.url, log: silent });
      workers.push({ worker, engine: own });
      return worker;
    },
    jobs: (rolloutId) => readJobs(engine, rolloutId),
    bench: (afterStep) => makeBench(afterStep),
    async runQueued(rolloutId) {
      const ended: Record<string, string> = {};
      for (const [key, job] of await readJobs(engine, rolloutId)) {
        ended[key] = await runTarget(engine, bench, job, new AbortController().signal);
      }
      return ended;
    },
    async tick(rolloutId) {
      const ticked = await tickRollout(engine, rolloutId);
      if (!ticked.ok) throw new Error(ticked.refusal.code);
    },
    async state(rolloutId) {
      return (await db.rollout.findUniqueOrThrow({ where: { id: rolloutId } })).state;
    },
    targets: (rolloutId) => readTargets(engine, rolloutId),
    async untilState(rolloutId, state) {
      await until(`rollout ${state}`, async () => {
        const rollout = await db.rollout.findUniqueOrThrow({ where: { id: rolloutId } });
        return rollout.state === state;
      }).catch(async (error: unknown) => {
        throw new Error(JSON.stringify(await db.target.findMany({ where: { rolloutId }, select: { state: true, failure: true } })), { cause: error });
      });
    },
    async versions(key) {
      const { rows } = await sql.query<{ version: string; type: string }>(
        `SELECT "version", "type" FROM "${key}".flyway_schema_history ORDER BY "installed_rank"`,
      );
      return rows.map(({ version, type }) => (type === 'SQL' ? version : `${type} ${version}`));
    },
    async close() {
      for (const one of workers) {
        await one.worker.stop(0);
        await one.engine.close();
      }
      for (const one of benches) await one.pool.end();
      await sql.end();
      await engine.close();
      await Promise.all([control.drop(), fleet.drop()]);
    },
  };
}

/** An empty history: the tenant starts from nothing, and says so. */
const historyTable = `CREATE TABLE flyway_schema_history (
  "installed_rank" INT NOT NULL PRIMARY KEY, "version" VARCHAR(50), "description" VARCHAR(200) NOT NULL,
  "type" VARCHAR(20) NOT NULL, "script" VARCHAR(1000) NOT NULL, "checksum" INTEGER,
  "installed_by" VARCHAR(100) NOT NULL, "installed_on" TIMESTAMP NOT NULL DEFAULT now(),
  "execution_time" INTEGER NOT NULL, "success" BOOLEAN NOT NULL)`;

async function readTargets(engine: OpenedEngine, rolloutId: string): Promise<Readonly<Record<string, string>>> {
  const rows = await engine.db.target.findMany({
    where: { rolloutId },
    select: { state: true, tenant: { select: { key: true } } },
    orderBy: { tenant: { key: 'asc' } },
  });
  return Object.fromEntries(rows.map(({ state, tenant }) => [tenant.key, state]));
}

async function readJobs(engine: OpenedEngine, rolloutId: string): Promise<ReadonlyMap<string, RunTargetJob>> {
  const rows = await engine.db.target.findMany({
    where: { rolloutId, state: { in: ['queued', 'running'] } },
    select: { id: true, tenantId: true, attemptId: true, tenant: { select: { key: true } } },
    orderBy: { position: 'asc' },
  });
  return new Map(
    rows.map(({ id, tenantId, attemptId, tenant }) => [
      tenant.key,
      { rolloutId, targetId: id, tenantId, attemptId: attemptId ?? '' },
    ]),
  );
}

async function createRelease(
  engine: OpenedEngine,
  changelogId: string,
  publishedById: string,
  name: string,
  scripts: readonly StageScript[],
): Promise<string> {
  const rows = scripts.map(({ script, sql }, position) => {
    const [, letter, version = '', words = ''] = /^([VUR])([^_]*)__(.*)\.sql$/.exec(script) ?? [];
    const kind: MigrationKind = letter === 'V' ? 'versioned' : letter === 'U' ? 'undo' : 'repeatable';
    const row = {
      position,
      kind,
      script,
      sql,
      version: version === '' ? null : version,
      checksum: flywayChecksum(sql),
      description: words.replaceAll('_', ' '),
      executeInTransaction: null,
      placeholderReplacement: true,
    };
    const made = prepare(row, {}, {});
    if (!made.ok) throw new Error(made.problem.code);
    return { ...row, statements: made.prepared.statements.length, transactional: made.prepared.transactional };
  });
  const targetVersion = rows.filter((row) => row.kind === 'versioned').at(-1)?.version ?? null;
  const release = await engine.db.release.create({
    data: {
      changelogId,
      name,
      targetVersion,
      publishedById,
      source: 'folder',
      digest: name,
      migrations: { create: rows },
    },
  });
  return release.id;
}

async function createRollout(engine: OpenedEngine, createdById: string, plan: StageRollout): Promise<StageRolloutRows> {
  const { db } = engine;
  const release = await db.release.findUniqueOrThrow({ where: { id: plan.releaseId } });
  const rollout = await db.rollout.create({
    data: {
      kind: plan.kind ?? 'rollout',
      originId: plan.originId ?? null,
      name: `${release.name} ${randomUUID().slice(0, 4)}`,
      releaseId: plan.releaseId,
      targetVersion: plan.kind === 'rollback' ? (plan.toVersion ?? null) : release.targetVersion,
      state: 'ready',
      maxConcurrency: plan.maxConcurrency ?? 8,
      maxAttempts: plan.maxAttempts ?? 3,
      lockTimeoutMs: plan.lockTimeoutMs ?? 500,
      approvalsRequired: plan.approvalsRequired ?? 0,
      paceMs: plan.paceMs ?? 0,
      planHash: randomUUID(),
      createdById,
    },
  });
  const waveIds: string[] = [];
  for (const [position, wave] of plan.waves.entries()) {
    const tenants = await db.tenant.findMany({ where: { key: { in: [...wave.keys] } }, include: { observation: true } });
    const { id } = await db.wave.create({
      data: {
        rolloutId: rollout.id,
        position,
        name: `wave ${position}`,
        state: 'pending',
        rule: {},
        tolerance: wave.tolerance ?? 0,
        budgetMode: wave.budgetMode ?? 'strict',
        onExhausted: wave.onExhausted ?? 'halt',
        soakMs: wave.soakMs ?? 0,
        targets: {
          create: wave.keys.map((key, at) => {
            const tenant = tenants.find((one) => one.key === key);
            if (tenant === undefined) throw new Error(`no tenant ${key}`);
            return {
              rolloutId: rollout.id,
              tenantId: tenant.id,
              serverId: tenant.serverId,
              position: at,
              state: 'pending',
              fromVersion: tenant.observation?.currentVersion ?? null,
              toVersion: plan.kind === 'rollback' ? (plan.toVersion ?? null) : release.targetVersion,
            };
          }),
        },
      },
    });
    waveIds.push(id);
  }
  return { id: rollout.id, waveIds, version: rollout.version };
}
