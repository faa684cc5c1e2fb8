import type { Statement } from '@/lib/domain/migration';

/** One Liquibase changeset made ready for one tenant: properties expanded, split, summed. */
export type Changeset = {
  readonly id: string;
  readonly author: string;
  /** `databasechangelog.filename`. */
  readonly path: string;
  readonly statements: readonly Statement[];
  /** `9:` and 32 hex digits. */
  readonly checksum: string;
  /** As Liquibase 3.5 to 4.21 summed it; null where that is not known. */
  readonly checksumV8: string | null;
  /** Stored sums that count as unchanged; `ANY` is all of them. */
  readonly validCheckSums: readonly string[];
  readonly description: string;
  readonly comments: string;
  readonly contexts: string | null;
  readonly labels: string | null;
  readonly runOnChange: boolean;
  readonly runAlways: boolean;
  readonly runInTransaction: boolean;
  readonly failOnError: boolean;
  readonly hasPreconditions: boolean;
};

/** One row of `databasechangelog`. Times are ISO 8601 without a zone: Liquibase writes the server's local time. */
export type ChangelogRow = {
  readonly id: string;
  readonly author: string;
  readonly path: string;
  readonly executedAt: string;
  readonly order: number;
  readonly execType: 'EXECUTED' | 'RERAN' | 'MARK_RAN';
  readonly checksum: string | null;
  readonly tag: string | null;
  readonly liquibase: string | null;
  readonly deploymentId: string | null;
};
