import type { Changeset, ChangelogRow } from '@/lib/domain/changeset';
import { planChangesets, type ChangesetPlan } from '@/lib/domain/changeset-plan';
import type { Failure } from '@/lib/domain/failure';
import { runBatch } from '@/lib/tenant/batch';
import type { TenantConnection } from '@/lib/tenant/connect';
import { newFailure } from '@/lib/tenant/failure';
import {
  acquireChangelogLock,
  releaseChangelogLock,
  type ChangelogLock,
} from '@/lib/tenant/liquibase/changelog-lock';
import { failureOfServer, readChangelog, resumSql } from '@/lib/tenant/liquibase/changelog-table';
import { changesetName, runChangeset } from '@/lib/tenant/liquibase/run-changeset';
import type { LockWait } from '@/lib/tenant/lock';
import type { Supervision } from '@/lib/tenant/supervise';

export type TenantUpdate = Supervision & {
  readonly schema: string;
  /** Of the whole changelog, in its order, those of other contexts and labels left out. */
  readonly changesets: readonly Changeset[];
  readonly lockWait: LockWait;
  /** Of each statement; 0 is none. */
  readonly statementTimeoutMs: number;
};

export type TenantUpdated = {
  /** Names (`path::id::author`) of what ran, in order: committed, also when `failure` says why no more did. */
  readonly ran: readonly string[];
  /** failOnError:false: they failed, have no row, and stay due. */
  readonly passedOver: readonly { readonly name: string; readonly failure: Failure }[];
  /** Rows that were given today's sum. */
  readonly resummed: number;
  readonly failure: Failure | undefined;
};

/**
 * What `liquibase update` does to one tenant: reads, locks, reads again, runs what is due, unlocks. With nothing due
 * it takes no lock and writes nothing. Refused before anything is written: a changed changeset (`checksum_mismatch`),
 * two of one identity, and what we cannot run as Liquibase would (`script_problem` with its reason).
 */
export async function updateTenant(
  connection: TenantConnection,
  update: TenantUpdate,
): Promise<TenantUpdated> {
  const before = await planNow(connection, update);
  if ('code' in before) return ended({ failure: before });
  if (before.steps.length === 0 && before.resum.length === 0) return ended({});
  const lock = await acquireChangelogLock(connection, update.schema, update.lockWait);
  if (!lock.ok) return ended({ failure: lock.failure });
  try {
    const plan = await planNow(connection, update);
    return 'code' in plan ? ended({ failure: plan }) : await run(connection, update, lock.value, plan);
  } finally {
    await releaseChangelogLock(connection, lock.value);
  }
}

async function run(
  connection: TenantConnection,
  update: TenantUpdate,
  lock: ChangelogLock,
  plan: ChangesetPlan,
): Promise<TenantUpdated> {
  const sums = plan.resum.map((changeset) => resumSql(update.schema, changeset));
  const resum = await runBatch(connection.client, sums.join(';\n'));
  if (!resum.ok) {
    if (resum.connectionLost) connection.discard = true;
    return ended({ failure: failureOfServer(resum.error, resum.connectionLost) });
  }
  const done = { ran: [] as string[], passedOver: [] as { name: string; failure: Failure }[] };
  const resummed = sums.length;
  const options = { ...update, lock, deploymentId: String(Date.now()).slice(-10) };
  for (const step of plan.steps) {
    const name = changesetName(step.changeset);
    const result = await runChangeset(connection, options, step);
    if (result.ok) done.ran.push(name);
    else if (!step.changeset.failOnError && result.failure.code === 'statement_failed')
      done.passedOver.push({ name, failure: result.failure });
    else return { ...done, resummed, failure: result.failure };
  }
  return { ...done, resummed, failure: undefined };
}

const ended = (known: Partial<TenantUpdated>): TenantUpdated => ({
  ran: [],
  passedOver: [],
  resummed: 0,
  failure: undefined,
  ...known,
});

async function planNow(
  connection: TenantConnection,
  { schema, changesets }: TenantUpdate,
): Promise<ChangesetPlan | Failure> {
  const rows = await readChangelog(connection, schema);
  if (!rows.ok) return rows.failure;
  return planOrRefusal(changesets, rows.value ?? []);
}

function planOrRefusal(
  changesets: readonly Changeset[],
  rows: readonly ChangelogRow[],
): ChangesetPlan | Failure {
  const plan = planChangesets(changesets, rows);
  const [problem] = plan.problems;
  if (problem) {
    const script = changesetName(problem.changeset);
    return problem.code === 'duplicate'
      ? newFailure('script_problem', { script, facts: { reason: 'duplicate_changeset' } })
      : newFailure('checksum_mismatch', { script, facts: { stored: problem.stored, now: problem.now } });
  }
  for (const { changeset } of plan.steps) {
    const reason = unsupported(changeset);
    if (reason) return newFailure('script_problem', { script: changesetName(changeset), facts: { reason } });
  }
  return plan;
}

/** What would be run otherwise than Liquibase does is not run. */
function unsupported({ hasPreconditions, runInTransaction }: Changeset): string | undefined {
  if (hasPreconditions) return 'preconditions_unsupported';
  return runInTransaction ? undefined : 'outside_transaction_unsupported';
}
