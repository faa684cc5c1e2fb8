import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { prepare } from '@/lib/changelog/prepare';
import { readRelease } from '@/lib/changelog/directory';
import { readFolder } from '@/lib/changelog/read-folder';
import type { ReleaseScript } from '@/lib/domain/cells';
import type { PreparedMigration } from '@/lib/domain/migration';
import { planMigrate, planUndo } from '@/lib/domain/plan';
import { openTenantConnection, type TenantConnection } from '@/lib/tenant/connect';
import {
  createHistory,
  defaultHistoryTableName,
  historyExists,
  readHistory,
  writeBaseline,
} from '@/lib/tenant/history';
import { acquireTenantLock, releaseTenantLock } from '@/lib/tenant/lock';
import { defaultLockRetry } from '@/lib/tenant/retry';
import { runPlan, type PlanMode } from '@/lib/tenant/run-plan';
import { quoteIdentifier } from '@/lib/tenant/quote';
import { startOwnCluster } from '@/lib/testing/cluster';
import { findFlyway, flywayVersion, runFlyway } from './real-flyway';

/**
 * `npm run interop:flyway`: tenants that the real Flyway and we migrate in turn, with the demo product's scripts. Prints
 * JSON, writes docs/interop/flyway.md, and ends with 1 when one of the two does not accept what the other wrote.
 */
const location = join(process.cwd(), 'migrations');
const values = { default_currency: 'EUR', retention_days: '90' };
const flywayValues = Object.entries(values).map(([name, value]) => `-placeholders.${name}=${value}`);

const found = await findFlyway();
if (!found.ok) {
  console.info(
    JSON.stringify({ ran: false, why: found.why, instead: 'vectors: npm run test:unit lib/changelog' }),
  );
  process.exit(2);
}
const files = await readFolder(location);
const release = files.ok ? readRelease(files.files) : files;
if (!release.ok) throw new Error(JSON.stringify(release.problems));
const { migrations } = release;

const cluster = await startOwnCluster();
const database = 'interop';
await cluster.sql('postgres', `CREATE DATABASE ${database}`);
const opened = await openTenantConnection(
  { ...cluster, tls: 'disable', applicationName: 'groundswell-interop', connectTimeoutMs: 10_000 },
  database,
);
if (!opened.ok) throw new Error(JSON.stringify(opened.failure));
const connection: TenantConnection = opened.value;

function must<Value>(outcome: { ok: true; value: Value } | { ok: false; failure: unknown }): Value {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.value;
}

/** What a worker does on a tenant: lock, history, plan, run. @returns how many scripts it ran. */
async function ours(schema: string, mode: PlanMode, version: string | null): Promise<number> {
  const historyTable = { schema, name: defaultHistoryTableName };
  const lock = must(await acquireTenantLock(connection, historyTable, { waitMs: 10_000 }));
  if (!(await historyExists(connection, historyTable))) must(await createHistory(connection, historyTable));
  const history = must(await readHistory(connection, historyTable));
  const ready = new Map<string, PreparedMigration>();
  for (const migration of migrations) {
    const made = prepare(migration, values, { 'flyway:defaultSchema': schema });
    if (!made.ok) throw new Error(JSON.stringify(made.problem));
    ready.set(migration.script, made.prepared);
  }
  const scripts: ReleaseScript[] = [...ready.values()].map((one) => ({
    ...one,
    checksums: [one.checksum, ...one.equivalentChecksums],
  }));
  const plan =
    mode === 'migrate'
      ? planMigrate({ history, release: scripts, targetVersion: version })
      : planUndo({ history, release: scripts, toVersion: version });
  if (!plan.ok) throw new Error(JSON.stringify(plan.refusal));
  const paths = plan.steps.map((step) =>
    typeof step.script === 'string' ? step.script : step.script.script,
  );
  const results = await runPlan(connection, {
    mode,
    schema,
    historyTable,
    lock,
    installedBy: undefined,
    steps: paths.flatMap((path) => ready.get(path) ?? []),
    history,
    statementTimeoutMs: 60_000,
    retry: defaultLockRetry,
    random: Math.random,
  });
  const failed = results.find(({ state }) => state !== 'applied');
  if (failed) throw new Error(JSON.stringify(failed));
  await releaseTenantLock(connection, lock);
  return results.length;
}

const theirs = (schema: string, command: string, options: readonly string[] = []) =>
  runFlyway(
    found.folder,
    {
      url: `jdbc:postgresql://${cluster.host}:${cluster.port}/${database}`,
      password: cluster.password,
      schema,
      location,
    },
    command,
    [...flywayValues, ...options],
  );

type Line = {
  readonly scenario: string;
  readonly what: string;
  readonly expected: unknown;
  readonly got: unknown;
};
const lines: Line[] = [];
const expectLine = (scenario: string, what: string, expected: unknown, got: unknown) =>
  lines.push({ scenario, what, expected, got });

async function executed(schema: string, options: readonly string[] = []): Promise<unknown> {
  const { exitCode, output } = await theirs(schema, 'migrate', options);
  return exitCode === 0 ? output['migrationsExecuted'] : `refused: ${JSON.stringify(output['error'])}`;
}
const isValid = async (schema: string) =>
  (await theirs(schema, 'validate')).output['validationSuccessful'] ?? 'refused';
const rowsOf = async (schema: string) =>
  (
    await cluster.sql<{ n: number }>(
      database,
      `SELECT count(*)::int AS n FROM ${quoteIdentifier(schema)}.${defaultHistoryTableName}`,
    )
  )[0]?.n;
async function statesOf(schema: string): Promise<string> {
  const { output } = await theirs(schema, 'info');
  const states = (output['migrations'] as readonly { state: string }[]).map(({ state }) => state);
  return Object.entries(Object.groupBy(states, (state) => state))
    .map(([state, list]) => `${list?.length ?? 0} ${state}`)
    .toSorted()
    .join(', ');
}
const versioned = migrations.filter(({ kind }) => kind === 'versioned').length;
const repeatable = migrations.filter(({ kind }) => kind === 'repeatable').length;
const all = versioned + repeatable;

async function scenario(schema: string, body: () => Promise<void>): Promise<void> {
  await cluster.sql(database, `CREATE SCHEMA ${schema}`);
  await body();
}

/** The advisory lock keeps each out while the other works: theirs gives up, and ours waits for theirs. */
async function lockedOut(schema: string): Promise<void> {
  const lock = must(
    await acquireTenantLock(connection, { schema, name: defaultHistoryTableName }, { waitMs: 0 }),
  );
  const { exitCode } = await theirs(schema, 'migrate', ['-lockRetryCount=1']);
  expectLine('lock', 'flyway migrate while we hold the tenant: exit code', 1, exitCode);
  await releaseTenantLock(connection, lock);
  expectLine('lock', 'flyway migrate after our release', all, await executed(schema));
}

try {
  await scenario('half_theirs', async () => {
    const first = Number(await executed('half_theirs', ['-target=7']));
    expectLine('theirs, then ours', 'flyway migrate -target=7', 7 + repeatable, first);
    expectLine(
      'theirs, then ours',
      'our scripts to the newest version',
      versioned - 7,
      await ours('half_theirs', 'migrate', null),
    );
    expectLine('theirs, then ours', 'flyway validate', true, await isValid('half_theirs'));
    expectLine('theirs, then ours', 'flyway migrate has nothing to do', 0, await executed('half_theirs'));
    expectLine('theirs, then ours', 'history rows', all, await rowsOf('half_theirs'));
    expectLine('theirs, then ours', 'flyway info', `${all} Success`, await statesOf('half_theirs'));
  });
  await scenario('half_ours', async () => {
    expectLine(
      'ours, then theirs',
      'our scripts to version 7',
      7 + repeatable,
      await ours('half_ours', 'migrate', '7'),
    );
    expectLine('ours, then theirs', 'flyway migrate', versioned - 7, await executed('half_ours'));
    expectLine('ours, then theirs', 'we have nothing to do', 0, await ours('half_ours', 'migrate', null));
    expectLine('ours, then theirs', 'flyway validate', true, await isValid('half_ours'));
  });
  await scenario('undone', async () => {
    await ours('undone', 'migrate', null);
    expectLine('undone', 'our undo of the last two versions', 2, await ours('undone', 'undo', '12'));
    expectLine('undone', 'flyway migrate applies them again', 2, await executed('undone'));
    expectLine('undone', 'flyway validate', true, await isValid('undone'));
    expectLine('undone', 'we have nothing to do', 0, await ours('undone', 'migrate', null));
  });
  await scenario('baselined', async () => {
    const historyTable = { schema: 'baselined', name: defaultHistoryTableName };
    await ours('baselined', 'migrate', '7');
    await cluster.sql(database, `DROP TABLE baselined.${defaultHistoryTableName}`);
    must(await writeBaseline(connection, historyTable, { version: '7' }));
    expectLine(
      'baseline',
      'flyway migrate from our baseline 7',
      versioned - 7 + repeatable,
      await executed('baselined'),
    );
    expectLine('baseline', 'flyway validate', true, await isValid('baselined'));
    expectLine('baseline', 'we have nothing to do', 0, await ours('baselined', 'migrate', null));
    expectLine(
      'baseline',
      'flyway info names a Baseline',
      true,
      (await statesOf('baselined')).includes('1 Baseline'),
    );
  });
  await scenario('locked', () => lockedOut('locked'));
} finally {
  await connection.close();
  await cluster.stop();
}

const same = ({ expected, got }: Line) => JSON.stringify(expected) === JSON.stringify(got);
const differences = lines.filter((line) => !same(line));
const table = lines.map(
  (line) =>
    `| ${line.scenario} | ${line.what} | ${String(line.expected)} | ${String(line.got)} | ${same(line) ? 'agree' : 'DIFFER'} |`,
);
const report = `# Real Flyway and Groundswell on the same tenants

Made by \`npm run interop:flyway\` on ${new Date().toISOString().slice(0, 10)}: Flyway command line ${flywayVersion}, PostgreSQL 18,
the demo product's ${versioned} versioned and ${repeatable} repeatable scripts. ${lines.length} questions, ${differences.length} differences.

| scenario | question | expected | got | |
|---|---|---|---|---|
${table.join('\n')}
`;
await mkdir('docs/interop', { recursive: true });
await writeFile('docs/interop/flyway.md', report);
console.info(JSON.stringify({ ran: true, flyway: flywayVersion, questions: lines.length, differences }));
process.exit(differences.length === 0 ? 0 : 1);
