import { currentVersion } from '@/lib/domain/cells';
import type { HistoryRow } from '@/lib/domain/history';
import { observeSchema } from '@/lib/tenant/observe';
import type { TenantReading } from '@/lib/tenant/validate';
import type { ObservationWritten } from './close-attempt';
import type { Engine } from './context';
import type { Run } from './load-run';
import { serverConnection } from './server-connection';
import type { Workbench } from './workbench';

/** A tenant as validation read it, at the end of all that changes it. */
export type TenantLeft = { readonly reading: TenantReading; readonly serverMajor: number };

type Seen = {
  readonly history: readonly HistoryRow[];
  readonly digest: string;
  readonly fingerprint: string | null;
  readonly serverMajor: number;
};

/**
 * What the tenant is now, for the cache that the fleet is shown from: as validation has just read it, else read here.
 * That it cannot be read fails nothing.
 */
export async function observeAfter(
  engine: Engine,
  bench: Workbench,
  run: Run,
  known: { readonly expected: string | null; readonly left: TenantLeft | null },
): Promise<ObservationWritten | null> {
  const seen = seenAlready(known.left) ?? (await readAgain(engine, bench, run));
  if (seen === null) return null;
  const { history, digest, fingerprint, serverMajor } = seen;
  // With the history that it had, what it should look like is what it was.
  const same = run.observation?.historyDigest === digest ? run.observation.expectedFingerprint : null;
  const expected = known.expected ?? same;
  return {
    currentVersion: currentVersion(history),
    historyDigest: digest,
    history,
    fingerprint,
    expectedFingerprint: expected,
    drift: expected === null || fingerprint === null ? 'unknown' : expected === fingerprint ? 'clean' : 'drifted',
    serverMajor,
    at: engine.clock.now(),
  };
}

function seenAlready(left: TenantLeft | null): Seen | null {
  if (left === null) return null;
  const { history, print } = left.reading;
  if (!history.ok || !print.ok) return null;
  const { rows, digest } = history.value;
  return { history: rows, digest, fingerprint: print.value?.fingerprint ?? null, serverMajor: left.serverMajor };
}

async function readAgain(engine: Engine, bench: Workbench, run: Run): Promise<Seen | null> {
  const server = serverConnection(engine, run.server, 'migrator');
  if (!server.ok) return null;
  const acquired = await bench.pool.acquire(server.value, run.tenant.database);
  if (!acquired.ok) return null;
  const connection = acquired.value;
  try {
    const observed = await observeSchema(connection, run.tenant.schema, {
      historyTableName: run.historyTable.name,
      historySchema: run.server.historySchema ?? undefined,
      fingerprint: true,
    });
    if (!observed.ok || observed.value.state !== 'read' || observed.value.history?.rows === undefined) return null;
    const { history, fingerprint = null } = observed.value;
    return { history: history.rows ?? [], digest: history.digest, fingerprint, serverMajor: connection.serverMajor };
  } finally {
    await bench.pool.release(connection);
  }
}
