import { currentVersion } from '@/lib/domain/cells';
import type { HistoryRow } from '@/lib/domain/history';
import { toJson } from '@/lib/db/json';
import { JSON_ABSENT, type ObservationInput } from '@/lib/db/rows';
import { observeSchema } from '@/lib/tenant/observe';
import type { Engine } from './context';
import type { Run } from './load-run';
import { serverConnection } from './server-connection';
import type { Workbench } from './workbench';

export type ObservedAfter = { readonly observation: ObservationInput; readonly history: readonly HistoryRow[] };

/**
 * Reads the tenant once more, for the cache that the fleet is shown from.
 * That it cannot be read fails nothing.
 * @param known what validation compared, if it came so far: to read it again would cost as much as a small migration.
 */
export async function observeAfter(
  engine: Engine,
  bench: Workbench,
  run: Run,
  known: { readonly expected: string | null; readonly fingerprint: string | null },
): Promise<ObservedAfter | null> {
  const server = serverConnection(engine, run.server, 'migrator');
  if (!server.ok) return null;
  const acquired = await bench.pool.acquire(server.value, run.tenant.database);
  if (!acquired.ok) return null;
  const connection = acquired.value;
  try {
    const observed = await observeSchema(connection, run.tenant.schema, {
      historyTableName: run.historyTable.name,
      historySchema: run.server.historySchema ?? undefined,
      fingerprint: known.fingerprint === null,
    });
    if (!observed.ok || observed.value.state !== 'read' || observed.value.history?.rows === undefined) return null;
    const { history } = observed.value;
    const fingerprint = known.fingerprint ?? observed.value.fingerprint ?? null;
    const rows = history.rows ?? [];
    // With the history that it had, what it should look like is what it was.
    const same = run.observation?.historyDigest === history.digest ? run.observation.expectedFingerprint : null;
    const expected = known.expected ?? same;
    const observation: ObservationInput = {
      state: 'ok',
      currentVersion: currentVersion(rows),
      historyDigest: history.digest,
      history: toJson(rows),
      fingerprint,
      expectedFingerprint: expected,
      drift: expected === null || fingerprint === null ? 'unknown' : expected === fingerprint ? 'clean' : 'drifted',
      serverMajor: connection.serverMajor,
      problem: JSON_ABSENT,
      verifiedAt: engine.clock.now(),
      attemptedAt: engine.clock.now(),
    };
    return { observation, history: rows };
  } finally {
    await bench.pool.release(connection);
  }
}
