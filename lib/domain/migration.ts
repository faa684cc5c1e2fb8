/** The kinds of script a Flyway directory holds. `undo` scripts carry the version of the script they take back. */
export type MigrationKind = 'versioned' | 'undo' | 'repeatable' | 'baseline';

/**
 * One SQL statement of a script.
 * `line` is 1-based in the script after placeholder replacement. `text` has no trailing delimiter.
 */
export type Statement = {
  readonly line: number;
  readonly text: string;
  /** False for statements that PostgreSQL refuses inside a transaction block (CREATE INDEX CONCURRENTLY, VACUUM …). */
  readonly transactional: boolean;
  /** Rows that follow a COPY … FROM STDIN, without the closing `\.`. */
  readonly copyData?: string;
};

/** One script as published: immutable text plus what was read from its name and its `.conf`. */
export type Migration = {
  readonly kind: MigrationKind;
  /** Flyway's text of the version (`1.2`), null for repeatables. */
  readonly version: string | null;
  readonly description: string;
  /** Path relative to the location, with `/`: Flyway's `script` column. */
  readonly script: string;
  /** Script text before placeholder replacement, without BOM. */
  readonly sql: string;
  /**
   * Flyway's signed 32-bit CRC. For repeatables Flyway hashes the text after replacement:
   * this is the one before it, and `lib/changelog` computes the other per tenant.
   */
  readonly checksum: number;
  /** From `<script>.conf`; null leaves the decision to the statements themselves. */
  readonly executeInTransaction: boolean | null;
  readonly placeholderReplacement: boolean;
};

/** A migration made ready for one tenant: placeholders replaced, split, checksummed. */
export type PreparedMigration = {
  readonly kind: MigrationKind;
  readonly version: string | null;
  readonly description: string;
  readonly script: string;
  /** The checksum to write to, and to compare with, this tenant's history. */
  readonly checksum: number;
  /** Other checksums that count as unchanged (repeatables: the one before replacement). */
  readonly equivalentChecksums: readonly number[];
  /** Whether the whole script runs inside one transaction with its history row. */
  readonly transactional: boolean;
  readonly statements: readonly Statement[];
  /** Script text after replacement, as sent in one message when transactional. */
  readonly sql: string;
};
