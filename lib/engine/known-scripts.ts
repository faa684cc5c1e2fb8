import { checksumMatches, isBaselineType, type AppliedScript } from '@/lib/domain/cells';
import type { Failure } from '@/lib/domain/failure';
import { compareVersionTexts, versionKey } from '@/lib/domain/version';
import type { Database } from '@/lib/db/client';
import { newFailure } from '@/lib/tenant/failure';
import { openPlaceholders } from './placeholder-values';
import { publishedScript, repeatableChecksums, type PublishedScript } from './release-scripts';

/** Every script that a changelog has ever published, each wording once, and the newest release's values. */
export type KnownScripts = {
  readonly byVersion: ReadonlyMap<string, readonly PublishedScript[]>;
  readonly repeatables: ReadonlyMap<string, readonly PublishedScript[]>;
  /** Of the newest release: what a baseline stands for. */
  readonly newest: readonly PublishedScript[];
  /** Null when a sealed value of the release does not open. */
  readonly values: Readonly<Record<string, string>> | null;
};

type ScriptRow = Parameters<typeof publishedScript>[0] & { readonly releaseId: string };

export async function loadKnownScripts(
  db: Database,
  changelogId: string,
  key: Buffer,
): Promise<KnownScripts> {
  const distinct = await db.$queryRaw<ScriptRow[]>`
    SELECT * FROM (
      SELECT DISTINCT ON (m."kind", m."version", m."script", m."checksum", m."execute_in_transaction", m."placeholder_replacement")
             m."release_id"::text AS "releaseId", m."position", m."kind", m."version", m."description", m."script", m."sql",
             m."checksum", m."execute_in_transaction" AS "executeInTransaction",
             m."placeholder_replacement" AS "placeholderReplacement", m."statements", m."transactional", r."published_at"
      FROM "release_migration" m JOIN "release" r ON r."id" = m."release_id"
      WHERE r."changelog_id" = ${changelogId}::uuid AND m."kind" IN ('versioned', 'repeatable', 'baseline')
      ORDER BY m."kind", m."version", m."script", m."checksum", m."execute_in_transaction", m."placeholder_replacement",
               r."published_at" DESC
    ) d ORDER BY d."published_at" DESC, d."position"`;
  const release = await db.release.findFirst({ where: { changelogId }, orderBy: { publishedAt: 'desc' } });
  const opened = release && openPlaceholders(release.placeholders, { kind: 'release', id: release.id }, key);
  const scripts = distinct.map((row) => ({ row, script: publishedScript(row) }));
  const versioned = scripts
    .filter(({ script }) => script.migration.version !== null)
    .map(({ script }) => script);
  const repeatable = scripts
    .filter(({ script }) => script.migration.kind === 'repeatable')
    .map(({ script }) => script);
  // Of equal scripts the newest release's is kept, so all of its scripts carry its id.
  const newest = scripts.filter(({ row }) => row.releaseId === release?.id).map(({ script }) => script);
  return {
    byVersion: Map.groupBy(versioned, ({ migration }) => versionKey(migration.version ?? '')),
    repeatables: Map.groupBy(repeatable, ({ migration }) => migration.description),
    newest,
    values: opened === null ? {} : opened.ok ? opened.values : null,
  };
}

export type FoundScripts =
  | {
      readonly ok: true;
      /**
       * What would have to be built, in order. More than one where the history leaves it open: a baseline says nothing of
       * the repeatables that ran before it.
       */
      readonly candidates: readonly (readonly PublishedScript[])[];
      readonly baselined: boolean;
    }
  | { readonly ok: false; readonly failure: Failure };

/** The published scripts behind what is applied on one tenant; a failure names the first that is not published so. */
export function findAppliedScripts(
  known: KnownScripts,
  applied: readonly AppliedScript[],
  values: Readonly<Record<string, string>>,
): FoundScripts {
  const found: PublishedScript[] = [];
  let baseline: string | null = null;
  for (const entry of applied) {
    const script = findScript(known, entry, values);
    if (script !== undefined) found.push(script);
    else if (isBaselineType(entry.type) && entry.version !== null) baseline = entry.version;
    else return { ok: false, failure: unpublished(known, entry) };
  }
  if (baseline === null) return { ok: true, candidates: [found], baselined: false };
  const floor = baseline;
  const below = known.newest
    .filter(
      ({ migration }) =>
        migration.kind === 'versioned' && compareVersionTexts(migration.version ?? '', floor) <= 0,
    )
    .toSorted((a, b) => compareVersionTexts(a.migration.version ?? '', b.migration.version ?? ''));
  const ran = new Set(found.map(({ migration }) => migration.description));
  const others = known.newest.filter(
    ({ migration }) => migration.kind === 'repeatable' && !ran.has(migration.description),
  );
  const plain = [...below, ...found];
  return {
    ok: true,
    candidates: others.length === 0 ? [plain] : [plain, [...plain, ...others]],
    baselined: true,
  };
}

function findScript(known: KnownScripts, entry: AppliedScript, values: Readonly<Record<string, string>>) {
  if (entry.version === null) {
    return known.repeatables
      .get(entry.description)
      ?.find((script) => checksumMatches(entry.checksum, repeatableChecksums(script, values)));
  }
  const kind = isBaselineType(entry.type) ? 'baseline' : 'versioned';
  return known.byVersion
    .get(versionKey(entry.version))
    ?.find(
      ({ migration }) => migration.kind === kind && checksumMatches(entry.checksum, [migration.checksum]),
    );
}

function unpublished(known: KnownScripts, entry: AppliedScript): Failure {
  const published =
    entry.version === null
      ? known.repeatables.has(entry.description)
      : known.byVersion.has(versionKey(entry.version));
  return newFailure(published ? 'checksum_mismatch' : 'missing_script', {
    script: entry.script,
    facts: { reason: 'expected_unknown', version: entry.version, recorded: entry.checksum },
  });
}
