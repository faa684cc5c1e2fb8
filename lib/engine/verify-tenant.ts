import { setTimeout as delay } from 'node:timers/promises';
import { checksumMatches, isBaselineType } from '@/lib/domain/cells';
import { judge } from '@/lib/domain/expectation';
import type { Failure } from '@/lib/domain/failure';
import type { Migration } from '@/lib/domain/migration';
import type { CheckMode, VerdictWord } from '@/lib/domain/verdict';
import { fromJson } from '@/lib/db/json';
import { runCheckQuery } from '@/lib/tenant/check-sql';
import type { TenantConnection } from '@/lib/tenant/connect';
import { failureOfConnection, newFailure } from '@/lib/tenant/failure';
import { fail, type Outcome } from '@/lib/tenant/outcome';
import { judgeTenant, readTenant, type TenantReading } from '@/lib/tenant/validate';
import { expectation } from '@/lib/wire/commands';
import type { Engine } from './context';
import { expectedOfSet } from './expected-set';
import type { Run, RunCheck } from './load-run';
import type { Preflight } from './preflight-tenant';
import { repeatableChecksums } from './release-scripts';
import { serverConnection } from './server-connection';
import type { Workbench } from './workbench';

/** One check's answer, as it becomes a row. */
export type VerdictLine = {
  readonly check: string;
  readonly mode: CheckMode;
  readonly verdict: Exclude<VerdictWord, 'running'>;
  readonly measured: string | null;
  readonly limit: string | null;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly durationMs: number;
};

export type Validated = {
  readonly verdicts: readonly VerdictLine[];
  readonly expectedFingerprint: string | null;
  /** What the verdicts are about: the tenant as it was left, which nothing changes while it is locked. */
  readonly reading: TenantReading;
};

/** D23: the tenant's own database is what the plan said it would be. All of it is enforced. */
export async function validateRun(
  engine: Engine,
  connection: TenantConnection,
  run: Run,
  preflight: Preflight,
): Promise<Validated> {
  const started = performance.now();
  const expected = await expectedAfter(engine, connection, run, preflight);
  // A tenant that was included although it had drifted cannot have the fingerprint of a clean build.
  const compare = expected !== null && run.target.includedReason === null;
  const place = { schema: run.tenant.schema, historyTable: run.historyTable };
  const reading = await readTenant(connection, place);
  const verdicts = judgeTenant(reading, {
    ...place,
    expectedApplied: preflight.expectedApplied,
    expectedVersion: preflight.to,
    ...(compare ? { expectedFingerprint: expected } : {}),
    notValidBefore: preflight.notValidBefore,
  });
  const durationMs = Math.round((performance.now() - started) / Math.max(1, verdicts.length));
  return {
    expectedFingerprint: expected,
    reading,
    verdicts: verdicts.map((one) => ({
      check: one.check,
      mode: 'enforce',
      verdict: one.verdict,
      measured: one.measured === null ? null : String(one.measured),
      limit: one.limit === null ? null : String(one.limit),
      facts: one.facts,
      durationMs,
    })),
  };
}

/**
 * What a clean build of exactly the scripts that must be in effect now gives. Null where the release does not hold
 * them as they were applied (a baseline, an older wording), or the build fails: there is then nothing to compare with.
 */
async function expectedAfter(
  engine: Engine,
  connection: TenantConnection,
  run: Run,
  { expectedApplied, values }: Preflight,
): Promise<string | null> {
  const migrations: Migration[] = [];
  for (const entry of expectedApplied) {
    const published = run.release.byScript.get(entry.script);
    if (published === undefined || isBaselineType(entry.type) !== (published.migration.kind === 'baseline')) return null;
    const checksums =
      published.migration.kind === 'repeatable'
        ? repeatableChecksums(published, { ...values, ...run.builtins })
        : [published.migration.checksum];
    if (!checksumMatches(entry.checksum, checksums)) return null;
    migrations.push(published.migration);
  }
  const { server, builtins } = run;
  const answer = await expectedOfSet(engine, { server, major: connection.serverMajor, migrations, values, builtins });
  return answer.ok ? answer.fingerprint : null;
}

const CHECK_TRIES = 3;
const CHECK_RETRY_MS = 200;

/** D24: the changelog's SQL checks, as the least-privilege role. A probe that breaks is tried again before it says so. */
export async function runChecks(
  engine: Engine,
  bench: Workbench,
  run: Run,
  signal: AbortSignal,
): Promise<readonly VerdictLine[]> {
  if (run.checks.length === 0) return [];
  const observer = await acquireObserver(engine, bench, run, signal);
  if (!observer.ok) return run.checks.map((check) => broken(check, observer.failure, 0));
  try {
    const verdicts: VerdictLine[] = [];
    for (const check of run.checks) verdicts.push(await runCheck(observer.value, check, run.tenant.schema, signal));
    return verdicts;
  } finally {
    await bench.pool.release(observer.value);
  }
}

async function acquireObserver(
  engine: Engine,
  bench: Workbench,
  run: Run,
  signal: AbortSignal,
): Promise<Outcome<TenantConnection, Failure>> {
  const connection = serverConnection(engine, run.server, 'observer');
  if (!connection.ok) return fail(newFailure('credential_missing', { facts: { purpose: 'observer' } }));
  const acquired = await bench.pool.acquire(connection.value, run.tenant.database, signal);
  return acquired.ok ? acquired : fail(failureOfConnection(acquired.failure));
}

async function runCheck(
  connection: TenantConnection,
  check: RunCheck,
  schema: string,
  signal: AbortSignal,
): Promise<VerdictLine> {
  const started = performance.now();
  const elapsed = () => Math.round(performance.now() - started);
  for (let attempt = 1; ; attempt += 1) {
    const answer = await runCheckQuery(connection, {
      sql: check.sql,
      schema,
      statementTimeoutMs: check.timeoutMs,
      maxRows: check.rowCap,
    });
    if (answer.ok) {
      const judgement = judge(fromJson(expectation, check.expectation), answer.value);
      const { columns, rows, truncated } = answer.value;
      return {
        check: `sql:${check.name}`,
        mode: check.mode as CheckMode,
        ...judgement,
        facts: { columns, rows: rows.slice(0, 5), truncated },
        durationMs: elapsed(),
      };
    }
    if (attempt >= CHECK_TRIES || connection.discard || signal.aborted) return broken(check, answer.failure, elapsed());
    // An abort ends the pause early; the loop's head then gives up.
    await delay(CHECK_RETRY_MS * attempt, undefined, { signal }).catch(() => undefined);
  }
}

const broken = (check: RunCheck, failure: Failure, durationMs: number): VerdictLine => ({
  check: `sql:${check.name}`,
  mode: check.mode as CheckMode,
  verdict: 'error',
  measured: null,
  limit: null,
  facts: { code: failure.code, sqlstate: failure.sqlstate, message: failure.message, ...failure.facts },
  durationMs,
});
