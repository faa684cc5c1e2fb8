import { appliedSet, entryKey, type AppliedScript } from '@/lib/domain/cells';
import { FAILURE_CODES, type Failure, type FailureCode } from '@/lib/domain/failure';
import type { HistoryRow } from '@/lib/domain/history';
import type { PreparedMigration } from '@/lib/domain/migration';
import { planUndo } from '@/lib/domain/plan';
import type { Facts } from '@/lib/domain/refusal';
import { versionKey } from '@/lib/domain/version';
import type { TenantConnection } from '@/lib/tenant/connect';
import { failureOfHistory, newFailure } from '@/lib/tenant/failure';
import { fingerprintSchemas } from '@/lib/tenant/fingerprint';
import { createHistory } from '@/lib/tenant/history';
import { observeSchema } from '@/lib/tenant/observe';
import { fail, succeed, type Outcome } from '@/lib/tenant/outcome';
import type { PlanMode } from '@/lib/tenant/run-plan';
import { notValidOf, type ExpectedScript } from '@/lib/tenant/validate';
import type { Run } from './load-run';
import { mergePlaceholders, openPlaceholders } from './placeholder-values';
import { compareTenant, plainRefusal } from './plan-release';
import { repeatableChecksums } from './release-scripts';
import type { Workbench } from './workbench';

export type Preflight = {
  readonly mode: PlanMode;
  /** As read under the lock. */
  readonly history: readonly HistoryRow[];
  readonly steps: readonly PreparedMigration[];
  readonly from: string | null;
  readonly to: string | null;
  /** What must be in effect afterwards, in the order of application. */
  readonly expectedApplied: readonly (ExpectedScript & AppliedScript)[];
  readonly notValidBefore: readonly string[];
  readonly values: Readonly<Record<string, string>>;
};

/**
 * Reads the tenant under its lock and decides what to do there: the plan is made anew from what the history says now,
 * never from what it said when the rollout was planned. So a script that has already run is not run again.
 */
export async function preflightTenant(
  bench: Workbench,
  connection: TenantConnection,
  run: Run,
): Promise<Outcome<Preflight, Failure>> {
  const { tenant, server, historyTable } = run;
  const observed = await observeSchema(connection, tenant.schema, {
    historyTableName: historyTable.name,
    historySchema: server.historySchema ?? undefined,
    fingerprint: false,
  });
  if (!observed.ok) return observed;
  const seen = observed.value;
  if (seen.state === 'missing') return fail(newFailure('schema_missing', { facts: { schema: tenant.schema } }));
  if (seen.state === 'unreadable') {
    const code = seen.reason === 'insufficient_privilege' ? 'insufficient_privilege' : 'history_unreadable';
    return fail(newFailure(code, { sqlstate: seen.sqlstate ?? null, facts: { reason: seen.reason } }));
  }
  if (seen.history === undefined) {
    // Tables without a history are somebody's data of an unknown version; a schema without any starts from nothing.
    if (seen.hasTables) return fail(newFailure('no_history', { facts: { schema: tenant.schema } }));
    const created = await createHistory(connection, historyTable);
    if (!created.ok) return fail(failureOfHistory(created.failure));
  }
  const history = seen.history?.rows ?? [];
  // Read once, for drift and for the constraints that were NOT VALID before: it is the dearest question of all.
  const prints = await fingerprintSchemas(connection, [tenant.schema], { historyTableName: historyTable.name });
  if (!prints.ok) return prints;
  const print = prints.value.get(tenant.schema);
  const drifted = driftSincePlan(run, seen.history?.digest, print?.fingerprint);
  if (drifted !== null) return fail(drifted);
  const planned = run.rollout.kind === 'rollback' ? planBack(bench, run, history) : planForward(bench, run, history);
  if (!planned.ok) return planned;
  const { steps } = planned.value;
  return succeed({
    ...planned.value,
    history,
    notValidBefore: [...notValidOf(print?.objects ?? []), ...announcedNotValid(steps)],
  });
}

/**
 * A tenant that was clean when it was planned and has the same history now must still have the same objects. With
 * another history nothing can be said here: the plan compares that one.
 */
function driftSincePlan(run: Run, digest: string | undefined, fingerprint: string | undefined): Failure | null {
  const { observation, target } = run;
  if (observation === null || observation.drift !== 'clean' || target.includedReason !== null) return null;
  if (digest === undefined || observation.historyDigest !== digest) return null;
  if (fingerprint === undefined || observation.fingerprint === null || observation.fingerprint === fingerprint) return null;
  return newFailure('drifted', { facts: { fingerprint, was: observation.fingerprint } });
}

type Planned = Omit<Preflight, 'history' | 'notValidBefore'>;

function planForward(bench: Workbench, run: Run, history: readonly HistoryRow[]): Outcome<Planned, Failure> {
  const { release, tenant, builtins, rollout } = run;
  const compared = compareTenant(
    release,
    { id: tenant.id, history: withoutOwnMarks(run, history), placeholders: tenant.placeholders, builtins },
    rollout.targetVersion,
  );
  const { plan, values } = compared;
  if (plan === null) return fail(newFailure('no_history'));
  if (!plan.ok) return fail(refusalFailure(plan.refusal.code, plan.refusal.facts));
  const prepared = prepareSteps(bench, run, values, plan.steps.map((step) => step.script));
  if (!prepared.ok) return prepared;
  const steps = prepared.value;
  const replaced = new Set(steps.map((step) => entryKey(step.version, step.description)));
  const kept = appliedSet(history).filter((entry) => !replaced.has(entryKey(entry.version, entry.description)));
  const all = { ...values, ...builtins };
  return succeed({
    mode: 'migrate',
    steps,
    from: plan.from,
    to: plan.to,
    values,
    expectedApplied: [
      ...kept.map((entry) => ({ ...entry, checksums: keptChecksums(run, entry, all) })),
      ...steps.map((step, index) => ({
        version: step.version,
        description: step.description,
        script: step.script,
        checksum: step.checksum,
        type: step.kind === 'baseline' ? 'SQL_BASELINE' : 'SQL',
        installedRank: history.length + index + 1,
        checksums: [step.checksum, ...step.equivalentChecksums],
      })),
    ],
  });
}

function planBack(bench: Workbench, run: Run, history: readonly HistoryRow[]): Outcome<Planned, Failure> {
  const { release, tenant, target, builtins } = run;
  const own = openPlaceholders(tenant.placeholders, { kind: 'tenant', id: tenant.id }, release.key);
  if (release.values === null || !own.ok) {
    const placeholder = own.ok ? release.lostValue : own.name;
    return fail(newFailure('credential_missing', { facts: { placeholder } }));
  }
  const values = mergePlaceholders(release.values, own.values);
  // An undo that was interrupted outside a transaction marks the row that it takes back: it is still in effect.
  const standing = history.map((row) => (isOwnMark(run, row, 'undo') ? { ...row, success: true } : row));
  const plan = planUndo({ history: standing, release: release.scripts, toVersion: target.toVersion });
  if (!plan.ok) {
    const { code, facts } = plainRefusal(plan.refusal);
    return fail(refusalFailure(code, facts));
  }
  const prepared = prepareSteps(bench, run, values, plan.steps.map((step) => step.script.script));
  if (!prepared.ok) return prepared;
  const undone = new Set(plan.steps.map((step) => versionKey(step.undoes.version ?? '')));
  const all = { ...values, ...builtins };
  return succeed({
    mode: 'undo',
    steps: prepared.value,
    from: plan.from,
    to: plan.to,
    values,
    expectedApplied: appliedSet(standing)
      .filter((entry) => entry.version === null || !undone.has(versionKey(entry.version)))
      .map((entry) => ({ ...entry, checksums: keptChecksums(run, entry, all) })),
  });
}

function prepareSteps(
  bench: Workbench,
  run: Run,
  values: Readonly<Record<string, string>>,
  scripts: readonly string[],
): Outcome<readonly PreparedMigration[], Failure> {
  const steps: PreparedMigration[] = [];
  for (const path of scripts) {
    const published = run.release.byScript.get(path);
    if (published === undefined) throw new Error('a planned script that the release does not hold');
    const made = bench.prepare(published, values, run.builtins);
    if (!made.ok) {
      const { code, line, facts } = made.problem;
      const known = code === 'placeholder_missing' ? code : 'script_problem';
      return fail(newFailure(known, { script: path, statementLine: line ?? null, facts: { ...plainFacts(facts), problem: code } }));
    }
    steps.push(made.prepared);
  }
  return succeed(steps);
}

/** What the release says of a script that was applied earlier; of one that it does not hold, what the history says. */
function keptChecksums(run: Run, entry: AppliedScript, values: Readonly<Record<string, string>>): readonly number[] {
  const published = run.release.byScript.get(entry.script);
  if (published === undefined) return entry.checksum === null ? [] : [entry.checksum];
  if (published.migration.kind === 'repeatable') {
    // A repeatable that stays as an older release left it is not due, or it would be among the steps.
    return [...repeatableChecksums(published, values), ...(entry.checksum === null ? [] : [entry.checksum])];
  }
  return [published.migration.checksum];
}

/** A script that cannot run in a transaction marks its row before it starts; the mark of a crash is taken up again. */
function isOwnMark(run: Run, row: HistoryRow, kind: 'versioned' | 'undo'): boolean {
  if (row.success) return false;
  return run.release.published.some(
    ({ migration, transactional }) =>
      !transactional &&
      (kind === 'undo'
        ? migration.kind === 'undo' && row.version !== null && versionKey(migration.version ?? '') === versionKey(row.version)
        : migration.kind !== 'undo' && migration.script === row.script),
  );
}

const withoutOwnMarks = (run: Run, history: readonly HistoryRow[]): readonly HistoryRow[] =>
  history.filter((row) => !isOwnMark(run, row, 'versioned'));

const codes: ReadonlySet<string> = new Set(FAILURE_CODES);

function refusalFailure(code: string, facts: Facts): Failure {
  const known = codes.has(code) ? (code as FailureCode) : 'version_not_in_release';
  const script = Array.isArray(facts['scripts']) ? (facts['scripts'] as readonly string[])[0] : facts['script'];
  return newFailure(known, {
    script: typeof script === 'string' ? script : null,
    facts: known === code ? plainFacts(facts) : { ...plainFacts(facts), reason: code },
  });
}

function plainFacts(facts: Readonly<Record<string, unknown>>): Record<string, string | number | boolean | null> {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      value === null || typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string'
        ? value
        : Array.isArray(value)
          ? value.join(', ')
          : JSON.stringify(value),
    ]),
  );
}

const notValidConstraint =
  /^\s*ALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?([^\s(]+)[\s\S]*?\bADD\s+CONSTRAINT\s+("[^"]+"|[^\s(]+)[\s\S]*\bNOT\s+VALID\b/i;

/** `table.constraint` that the scripts themselves leave NOT VALID: adding one so is the safe way, not an accident. */
function announcedNotValid(steps: readonly PreparedMigration[]): readonly string[] {
  return steps.flatMap((step) =>
    step.statements.flatMap((statement) => {
      const [, table, constraint] = notValidConstraint.exec(statement.text) ?? [];
      return table === undefined || constraint === undefined ? [] : [`${plainName(table)}.${plainName(constraint)}`];
    }),
  );
}

/** The last part of a name, unquoted; unquoted names fold to lower case. */
function plainName(name: string): string {
  const [last = name] = /"[^"]+"$|[^".]+$/.exec(name) ?? [];
  return last.startsWith('"') ? last.slice(1, -1) : last.toLowerCase();
}
