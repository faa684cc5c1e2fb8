/** One row of a tenant's `flyway_schema_history`, in rank order the only truth about the tenant's version. */
export type HistoryRow = {
  readonly installedRank: number;
  readonly version: string | null;
  readonly description: string;
  /** Flyway's type column: SQL, BASELINE, SCHEMA, DELETE, UNDO_SQL, JDBC … */
  readonly type: string;
  readonly script: string;
  readonly checksum: number | null;
  readonly installedBy: string;
  /** ISO 8601, as the tenant's server gave it, read as UTC. */
  readonly installedOn: string;
  /** Milliseconds. */
  readonly executionTime: number;
  readonly success: boolean;
};
