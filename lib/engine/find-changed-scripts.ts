import { appliedSet, isBaselineType } from '@/lib/domain/cells';
import type { Migration } from '@/lib/domain/migration';
import { versionKey } from '@/lib/domain/version';
import type { Transaction } from '@/lib/db/client';
import { fromJson } from '@/lib/db/json';
import { historyRows } from '@/lib/wire/history-row';
import type { ReleaseProblem } from '@/lib/wire/release-problem';

/**
 * Versioned scripts that are not what they were: in a tenant that has applied them (named), or in an earlier release.
 * Undo scripts and repeatables may change; that is what they are for.
 */
export async function findChangedScripts(
  tx: Transaction,
  changelogId: string,
  migrations: readonly Migration[],
): Promise<readonly ReleaseProblem[]> {
  const versioned = new Map(
    migrations.flatMap((migration) =>
      migration.kind === 'versioned' && migration.version !== null
        ? [[versionKey(migration.version), migration] as const]
        : [],
    ),
  );
  const applied = await changedApplied(tx, changelogId, versioned);
  const known = new Set(applied.map((problem) => problem.path));
  const earlier = await changedSinceRelease(tx, changelogId, versioned);
  return [...applied, ...earlier.filter((problem) => !known.has(problem.path))];
}

type Versioned = ReadonlyMap<string, Migration>;

async function changedSinceRelease(tx: Transaction, changelogId: string, versioned: Versioned) {
  const rows = await tx.$queryRaw<{ version: string; checksum: number; release: string }[]>`
    SELECT DISTINCT ON (m."version") m."version", m."checksum", r."name" AS "release"
    FROM "release_migration" m JOIN "release" r ON r."id" = m."release_id"
    WHERE r."changelog_id" = ${changelogId}::uuid AND m."kind" = 'versioned'
    ORDER BY m."version", r."published_at" DESC`;
  return rows.flatMap(({ version, checksum, release }): ReleaseProblem[] => {
    const migration = versioned.get(versionKey(version));
    if (migration === undefined || migration.checksum === checksum) return [];
    const facts = { version, release, recorded: checksum, published: migration.checksum };
    return [{ code: 'changed_since_release', path: migration.script, facts }];
  });
}

type Found = { readonly migration: Migration; readonly recorded: number; readonly tenants: string[] };

async function changedApplied(
  tx: Transaction,
  changelogId: string,
  versioned: Versioned,
): Promise<ReleaseProblem[]> {
  const pairs = await tx.$queryRaw<{ version: string; checksum: number }[]>`
    SELECT DISTINCT h->>'version' AS "version", (h->>'checksum')::int AS "checksum"
    FROM "tenant" t JOIN "observation" o ON o."tenant_id" = t."id", jsonb_array_elements(o."history") h
    WHERE t."changelog_id" = ${changelogId}::uuid AND t."archived_at" IS NULL
      AND h->>'version' IS NOT NULL AND h->>'checksum' IS NOT NULL AND (h->>'success')::boolean`;
  const suspects = pairs.filter(({ version, checksum }) => {
    const migration = versioned.get(versionKey(version));
    return migration !== undefined && migration.checksum !== checksum;
  });
  if (suspects.length === 0) return [];
  // A row with another checksum may have been undone since: only the whole history tells.
  const tenants = await tx.$queryRaw<{ key: string; history: unknown }[]>`
    SELECT t."key", o."history" FROM "tenant" t JOIN "observation" o ON o."tenant_id" = t."id"
    WHERE t."changelog_id" = ${changelogId}::uuid AND t."archived_at" IS NULL AND EXISTS (
      SELECT FROM jsonb_array_elements(o."history") h
      WHERE (h->>'version', (h->>'checksum')::int) IN (
        SELECT s->>'version', (s->>'checksum')::int FROM jsonb_array_elements(${JSON.stringify(suspects)}::jsonb) s))
    ORDER BY t."key" COLLATE "C"`;
  const found = new Map<string, Found>();
  for (const { key, history } of tenants) {
    for (const row of appliedSet(fromJson(historyRows, history))) {
      if (row.version === null || row.checksum === null || isBaselineType(row.type)) continue;
      const migration = versioned.get(versionKey(row.version));
      if (migration === undefined || migration.checksum === row.checksum) continue;
      const entry = found.get(migration.script) ?? { migration, recorded: row.checksum, tenants: [] };
      entry.tenants.push(key);
      found.set(migration.script, entry);
    }
  }
  return [...found.values()].map(({ migration, recorded, tenants: keys }) => ({
    code: 'changed_applied',
    path: migration.script,
    facts: {
      version: migration.version ?? '',
      tenant: keys[0] ?? '',
      tenants: keys.length,
      recorded,
      published: migration.checksum,
    },
  }));
}
