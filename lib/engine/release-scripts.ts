import type { ReleaseScript } from '@/lib/domain/cells';
import type { Migration, MigrationKind } from '@/lib/domain/migration';
import { flywayChecksum } from '@/lib/changelog/checksum';
import { findPlaceholders, replacePlaceholders } from '@/lib/changelog/placeholders';

/** A row of `release_migration`, as far as planning needs it. */
type ScriptRow = Omit<Migration, 'kind'> & {
  readonly kind: string;
  readonly statements: number;
  readonly transactional: boolean;
};

/** A published script with what was found out about it at publication. */
export type PublishedScript = {
  readonly migration: Migration;
  readonly statements: number;
  readonly transactional: boolean;
  /** Names of the placeholders in it, Flyway's own included, as first written. */
  readonly placeholders: readonly string[];
};

export function publishedScript(row: ScriptRow): PublishedScript {
  const migration: Migration = {
    kind: row.kind as MigrationKind,
    version: row.version,
    description: row.description,
    script: row.script,
    sql: row.sql,
    checksum: row.checksum,
    executeInTransaction: row.executeInTransaction,
    placeholderReplacement: row.placeholderReplacement,
  };
  return {
    migration,
    statements: row.statements,
    transactional: row.transactional,
    placeholders: row.placeholderReplacement ? findPlaceholders(row.sql).uses.map(({ name }) => name) : [],
  };
}

/** What planning compares with a history. */
export const releaseScript = ({ migration }: PublishedScript): ReleaseScript => ({
  kind: migration.kind,
  version: migration.version,
  description: migration.description,
  script: migration.script,
  checksums: [migration.checksum],
});

/**
 * A repeatable's checksums for one tenant: Flyway hashes its text after replacement and accepts the hash from before.
 * With a value missing only the latter is known; the plan then names the missing value if the script is due.
 */
export function repeatableChecksums(
  { migration, placeholders }: PublishedScript,
  values: Readonly<Record<string, string>>,
): readonly number[] {
  if (placeholders.length === 0) return [migration.checksum];
  const replaced = replacePlaceholders(migration.sql, values);
  return replaced.ok ? [flywayChecksum(replaced.text), migration.checksum] : [migration.checksum];
}
