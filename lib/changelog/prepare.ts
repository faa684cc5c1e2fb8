import type { Migration, PreparedMigration } from '@/lib/domain/migration';
import { flywayChecksum } from '@/lib/changelog/checksum';
import { replacePlaceholders, type BuiltinPlaceholder } from '@/lib/changelog/placeholders';
import type { Problem } from '@/lib/changelog/problem';
import { splitScript } from '@/lib/changelog/split';
import { transactionMode } from '@/lib/changelog/transaction-mode';

export type Prepared =
  | { readonly ok: true; readonly prepared: PreparedMigration }
  | { readonly ok: false; readonly problem: Problem };

/**
 * Makes a script ready for one tenant: values in, split, checksum. `builtins` are Flyway's own
 * placeholders; `flyway:filename` is taken from the script unless given. Lines in a problem count in the
 * text after replacement, except for a missing placeholder, which is where it stands in the script.
 */
export function prepare(
  migration: Migration,
  placeholders: Readonly<Record<string, string>>,
  builtins: Readonly<Partial<Record<BuiltinPlaceholder, string>>>,
): Prepared {
  const { kind, version, description, script } = migration;
  const values = { ...placeholders, 'flyway:filename': fileNameOf(script), ...builtins };
  const replaced = migration.placeholderReplacement
    ? replacePlaceholders(migration.sql, values)
    : { ok: true as const, text: migration.sql };
  if (!replaced.ok) {
    const facts = replaced.name === '' ? {} : { placeholder: replaced.name };
    return { ok: false, problem: { code: replaced.code, path: script, line: replaced.line, facts } };
  }
  const sql = replaced.text;
  if (sql.includes('\0')) {
    const line = sql.slice(0, sql.indexOf('\0')).split(/\r\n|\n|\r/).length;
    return { ok: false, problem: { code: 'nul_byte', path: script, line, facts: {} } };
  }

  const split = splitScript(sql);
  if (!split.ok) {
    const [first] = split.problems;
    if (first === undefined) throw new Error('a refused split without a problem');
    return { ok: false, problem: { ...first, path: script } };
  }
  const mode = transactionMode(split.statements, migration.executeInTransaction);
  if (!mode.ok) {
    const { code, line, facts } = mode;
    return { ok: false, problem: { code, path: script, line, facts } };
  }
  return {
    ok: true,
    prepared: {
      kind,
      version,
      description,
      script,
      ...checksumsOf(migration, sql),
      transactional: mode.transactional,
      statements: split.statements,
      sql,
    },
  };
}

/**
 * Flyway hashes a repeatable after replacement and accepts the hash from before it; all others are hashed
 * as written.
 */
function checksumsOf(
  migration: Migration,
  replaced: string,
): Pick<PreparedMigration, 'checksum' | 'equivalentChecksums'> {
  if (migration.kind !== 'repeatable') return { checksum: migration.checksum, equivalentChecksums: [] };
  const checksum = flywayChecksum(replaced);
  return { checksum, equivalentChecksums: checksum === migration.checksum ? [] : [migration.checksum] };
}

const fileNameOf = (script: string): string => script.slice(script.lastIndexOf('/') + 1);
