import { appliedSet } from '@/lib/domain/cells';
import type { Failure } from '@/lib/domain/failure';
import type { HistoryRow } from '@/lib/domain/history';
import type { ServerRow, TenantRow } from '@/lib/db/rows';
import { newFailure } from '@/lib/tenant/failure';
import type { Engine } from './context';
import { expectedOfSet, type ExpectedAnswer } from './expected-set';
import { findAppliedScripts, loadKnownScripts, type KnownScripts } from './known-scripts';
import { mergePlaceholders, openPlaceholders } from './placeholder-values';

export type DriftVerdict = {
  readonly drift: 'clean' | 'drifted' | 'unknown';
  readonly expectedFingerprint: string | null;
  /** Why it is unknown. */
  readonly problem: Failure | null;
};

export type DriftJudge = (
  tenant: TenantRow,
  read: { readonly history: readonly HistoryRow[]; readonly fingerprint: string; readonly major: number },
) => Promise<DriftVerdict>;

/**
 * Compares tenants of one server with what their histories should have made of them. Made for one round of observation:
 * tenants with the same history and values share one answer.
 */
export function createDriftJudge(engine: Engine, server: ServerRow): DriftJudge {
  const known = new Map<string, Promise<KnownScripts>>();
  const answers = new Map<string, Promise<readonly ExpectedAnswer[]>>();

  return async (tenant, { history, fingerprint, major }) => {
    const { changelogId } = tenant;
    const scripts = await remembered(known, changelogId, () =>
      loadKnownScripts(engine.db, changelogId, engine.keys.credentials),
    );
    const own = openPlaceholders(
      tenant.placeholders,
      { kind: 'tenant', id: tenant.id },
      engine.keys.credentials,
    );
    if (!own.ok || scripts.values === null) return unknown(newFailure('credential_missing'));
    const values = mergePlaceholders(scripts.values, own.values);
    const builtins = {
      'flyway:defaultSchema': tenant.schema,
      'flyway:database': tenant.database,
      'flyway:user': server.runAsRole ?? server.username,
      'flyway:table': server.historyTable,
      'flyway:environment': server.environment,
    };
    const applied = appliedSet(history);
    const found = findAppliedScripts(scripts, applied, { ...values, ...builtins });
    if (!found.ok) return unknown(found.failure);
    // Of the tenant's own names only those that some script mentions make another question of it.
    const mentioned = found.candidates
      .flat()
      .flatMap(({ placeholders }) => placeholders.map((name) => name.toLowerCase()));
    const asked = Object.entries(builtins).filter(([name]) => mentioned.includes(name.toLowerCase()));
    const key = JSON.stringify([
      changelogId,
      major,
      found.candidates.map((one) => one.map(({ migration }) => [migration.script, migration.checksum])),
      Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1)),
      asked,
    ]);
    const expected = await remembered(answers, key, () =>
      Promise.all(
        found.candidates.map((candidate) =>
          expectedOfSet(engine, {
            server,
            major,
            values,
            builtins,
            migrations: candidate.map((one) => one.migration),
          }),
        ),
      ),
    );
    return verdictOf(expected, fingerprint, found.baselined);
  };
}

function verdictOf(
  expected: readonly ExpectedAnswer[],
  fingerprint: string,
  baselined: boolean,
): DriftVerdict {
  const prints = expected.flatMap((answer) => (answer.ok ? [answer.fingerprint] : []));
  if (prints.includes(fingerprint))
    return { drift: 'clean', expectedFingerprint: fingerprint, problem: null };
  const failed = expected.find((answer) => !answer.ok);
  if (failed !== undefined && !failed.ok) return unknown(failed.failure);
  // A baseline is a person's word for what was there before: another shape is not known to be wrong.
  if (baselined) return unknown(newFailure('below_baseline', { facts: { reason: 'baselined' } }));
  return { drift: 'drifted', expectedFingerprint: prints[0] ?? null, problem: null };
}

const unknown = (problem: Failure): DriftVerdict => ({
  drift: 'unknown',
  expectedFingerprint: null,
  problem,
});

function remembered<Value>(
  cache: Map<string, Promise<Value>>,
  key: string,
  make: () => Promise<Value>,
): Promise<Value> {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = make();
  cache.set(key, made);
  return made;
}
