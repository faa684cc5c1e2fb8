import type { Changeset } from '@/lib/domain/changeset';
import type { ChangesetStep } from '@/lib/domain/changeset-plan';
import type { Failure } from '@/lib/domain/failure';
import type { PreparedMigration } from '@/lib/domain/migration';
import { refusal } from '@/lib/tenant/apply';
import { runBatch } from '@/lib/tenant/batch';
import type { TenantConnection } from '@/lib/tenant/connect';
import { newFailure } from '@/lib/tenant/failure';
import type { ChangelogLock } from '@/lib/tenant/liquibase/changelog-lock';
import { changelogTableOf, insertRowSql, rerunRowSql } from '@/lib/tenant/liquibase/changelog-table';
import { fail, succeed, type Outcome } from '@/lib/tenant/outcome';
import { composeMessage, failureOfMessage } from '@/lib/tenant/script-message';
import { sqlstate } from '@/lib/tenant/sqlstates';
import { supervise, type Supervision } from '@/lib/tenant/supervise';

export type ChangesetOptions = Supervision & {
  readonly lock: ChangelogLock;
  /** Of each statement; 0 is none. */
  readonly statementTimeoutMs: number;
  /** See `ChangelogEntry`. */
  readonly deploymentId: string;
};

/**
 * Runs one changeset and writes its row in one message and one transaction: it happens once or not at all, which
 * Liquibase itself (two transactions) does not promise. `commit_unknown` says that the answer was lost: the changelog
 * must be read again. `lock_held` with reason `history_changed` says that the lock row was no longer ours or somebody
 * else has written the row; then nothing has happened.
 */
export async function runChangeset(
  connection: TenantConnection,
  options: ChangesetOptions,
  { changeset, action }: ChangesetStep,
): Promise<Outcome<void, Failure>> {
  const { schema, session, lockedBy } = options.lock;
  const apply = {
    ...options,
    schema,
    historyTable: changelogTableOf(schema),
    lock: session,
    installedBy: undefined,
  };
  const script = scriptOf(changeset);
  const refused = refusal(apply, script);
  if (refused) return fail(refused);
  const entry = { schema, changeset, lockedBy, deploymentId: options.deploymentId };
  const record = action === 'run' ? insertRowSql(entry) : rerunRowSql(entry);
  const message = composeMessage(connection, apply, [{ migration: script, record }]);
  const started = performance.now();
  const { result, cancelSent, blockers } = await supervise(connection, options, () =>
    runBatch(connection.client, message.text, message.copyPayloads),
  );
  if (result.ok) return succeed(undefined);
  const ended = result.connectionLost ? result : await runBatch(connection.client, 'ROLLBACK');
  if (!ended.ok) connection.discard = true;
  const elapsedMs = performance.now() - started;
  const context = { options: apply, cancelSent, blockers, elapsedMs };
  const failure = failureOfMessage(message, result, context);
  // Both guards of the row divide by zero.
  const changed = failure.facts.phase === 'history' && failure.sqlstate === sqlstate.divisionByZero;
  if (!changed) return fail(failure);
  const facts = { ...failure.facts, reason: 'history_changed' };
  return fail(newFailure('lock_held', { ...failure, facts }));
}

/** As Liquibase names a changeset in its messages. */
export const changesetName = ({ path, id, author }: Changeset): string => `${path}::${id}::${author}`;

function scriptOf(changeset: Changeset): PreparedMigration {
  return {
    kind: 'versioned',
    version: null,
    description: changeset.description,
    script: changesetName(changeset),
    // Both only matter in a Flyway history.
    checksum: 0,
    equivalentChecksums: [],
    transactional: true,
    statements: changeset.statements,
    sql: joined(changeset),
  };
}

/** From its statements, for Liquibase's delimiter may be any; each on its line, for the server tells of errors by it. */
function joined({ statements }: Changeset): string {
  let sql = '';
  let line = 1;
  for (const statement of statements) {
    const gap = '\n'.repeat(Math.max(0, statement.line - line));
    const piece = `${gap}${statement.text}${statement.text.includes('--') ? '\n;' : ';'}`;
    line += piece.split('\n').length - 1;
    sql += piece;
  }
  return sql;
}
