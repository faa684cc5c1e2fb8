import type { Failure } from '@/lib/domain/failure';
import type { HistoryRow } from '@/lib/domain/history';
import type { PreparedMigration } from '@/lib/domain/migration';
import type { ApplyOptions } from '@/lib/tenant/apply-options';
import { runBatch, type ServerError } from '@/lib/tenant/batch';
import type { TenantConnection } from '@/lib/tenant/connect';
import { newFailure, serverFields } from '@/lib/tenant/failure';
import { fail, succeed, type Outcome } from '@/lib/tenant/outcome';
import { quoteLiteral, quoteQualified } from '@/lib/tenant/quote';
import { statementFields } from '@/lib/tenant/script-message';
import { resumptionOf } from '@/lib/tenant/statement-text';

export type IndexState = 'absent' | 'invalid' | 'valid';

export type Recovery = {
  /** Indexes of the statements that have run and are not to be run again. */
  readonly done: ReadonlySet<number>;
  readonly droppedIndexes: readonly string[];
};

/**
 * Finds out how far a non-transactional script had come when it was interrupted, and clears away the invalid indexes
 * that its own CREATE INDEX CONCURRENTLY statements left: no other.
 *
 * Statements ran in order, so one that has certainly run proves those before it, and one that certainly has not proves
 * those after it. In between, what may run twice is run again; anything else is refused as `half_done`: a person
 * must look, then either finish it by hand and set the row's `success`, or take it back and delete the row.
 */
export async function recoverNonTransactional(
  connection: TenantConnection,
  options: ApplyOptions,
  migration: PreparedMigration,
  mark: HistoryRow,
): Promise<Outcome<Recovery, Failure>> {
  const { script, statements } = migration;
  if (migration.kind !== 'undo' && mark.checksum !== migration.checksum) {
    const facts = {
      reason: 'script_changed',
      was: mark.checksum,
      now: migration.checksum,
      rank: mark.installedRank,
    };
    return fail(newFailure('half_done', { script, facts }));
  }
  const resumptions = statements.map(({ text }) => resumptionOf(text));
  const evidence: ('done' | 'not_done' | 'undecided')[] = [];
  const droppedIndexes: string[] = [];
  for (const resumption of resumptions) {
    if (resumption.kind !== 'create_index' && resumption.kind !== 'drop_index') {
      evidence.push('undecided');
      continue;
    }
    const state = await readIndexState(connection, options.schema, resumption.index);
    if (resumption.kind === 'drop_index') {
      evidence.push(state === 'absent' ? 'done' : 'not_done');
      continue;
    }
    evidence.push(state === 'valid' ? 'done' : 'not_done');
    if (state !== 'invalid') continue;
    const dropped = await dropInvalidIndex(connection, options.schema, resumption.index);
    if (!dropped.ok) {
      const facts = { reason: 'invalid_index_stays', index: resumption.index, rank: mark.installedRank };
      return fail(newFailure('half_done', { ...serverFields(dropped.failure), script, facts }));
    }
    droppedIndexes.push(resumption.index);
  }

  const lastDone = evidence.lastIndexOf('done');
  const notDone = evidence.indexOf('not_done');
  const firstNotDone = notDone < 0 ? statements.length : notDone;
  const done = new Set<number>();
  for (const [index, resumption] of resumptions.entries()) {
    if (index <= lastDone && evidence[index] !== 'not_done') done.add(index);
    const ambiguous = index > lastDone && index < firstNotDone && evidence[index] === 'undecided';
    if (ambiguous && resumption.kind === 'unknown') {
      const facts = { reason: 'statement_may_have_run', rank: mark.installedRank };
      return fail(newFailure('half_done', { script, ...statementFields(migration, index), facts }));
    }
  }
  return succeed({ done, droppedIndexes });
}

export async function readIndexState(
  connection: TenantConnection,
  schema: string,
  index: string,
): Promise<IndexState> {
  const { rows } = await connection.client.query<{ valid: boolean }>(
    `SELECT i.indisvalid AND i.indisready AS valid
       FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ${quoteLiteral(schema)} AND c.relname = ${quoteLiteral(index)}`,
  );
  const [row] = rows;
  if (!row) return 'absent';
  return row.valid ? 'valid' : 'invalid';
}

/** Drops the index only if it is invalid; a valid or absent one is left as it is. */
export async function dropInvalidIndex(
  connection: TenantConnection,
  schema: string,
  index: string,
): Promise<Outcome<void, ServerError>> {
  if ((await readIndexState(connection, schema, index)) !== 'invalid') return succeed(undefined);
  const dropped = await runBatch(
    connection.client,
    `DROP INDEX CONCURRENTLY ${quoteQualified(schema, index)}`,
  );
  if (dropped.ok) return succeed(undefined);
  if (dropped.connectionLost) connection.discard = true;
  return fail(dropped.error);
}
