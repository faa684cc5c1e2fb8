import type { CellLetter, FleetRow, FleetState } from '@/lib/wire/fleet-view';
import type { PlanView } from '@/lib/wire/plan-view';

export const TENANT_TABS = ['history', 'versions', 'runs', 'drift', 'labels'] as const;

/** What became of one row of a history table. */
export type HistoryMark =
  | 'in_effect'
  | 'undone'
  | 'takes_back'
  | 'replaced'
  | 'failed'
  | 'baseline'
  | 'schema_created'
  | 'unknown_type';

export type TenantHistoryRow = {
  readonly rank: number;
  readonly version: string | null;
  readonly description: string;
  readonly type: string;
  readonly script: string;
  readonly checksum: number | null;
  readonly installedBy: string;
  readonly installedOn: string;
  readonly executionMs: number;
  readonly mark: HistoryMark;
  /** Set when what ran is not what the newest release has: the checksum published there. */
  readonly publishedChecksum: number | null;
};

export type TenantCell = {
  readonly version: string | null;
  readonly description: string;
  readonly script: string;
  readonly letter: CellLetter;
  readonly installedOn: string | null;
  /** False: a script that only the tenant's history names. */
  readonly published: boolean;
};

export type TenantRunStep = {
  readonly step: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
};

/** One attempt on this tenant, in any rollout. */
export type TenantRun = {
  readonly attemptId: string;
  readonly number: number;
  readonly state: 'running' | 'succeeded' | 'failed' | 'cancelled' | 'lost';
  readonly rollout: { readonly id: string; readonly name: string; readonly kind: 'rollout' | 'rollback' };
  readonly targetId: string;
  readonly wave: string;
  readonly fromVersion: string | null;
  readonly toVersion: string | null;
  readonly steps: readonly TenantRunStep[];
  readonly scripts: readonly string[];
  readonly failure: null | {
    readonly code: string;
    readonly sqlstate: string | null;
    readonly message: string | null;
    readonly script: string | null;
    readonly facts: Readonly<Record<string, string | number | boolean | null>>;
  };
  readonly startedAt: string;
  readonly finishedAt: string | null;
};

export type TenantPlaceholder = {
  readonly name: string;
  readonly secret: boolean;
  /** Null: secret. */ readonly value: string | null;
};

export type TenantView = {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  /** For the next edit: the row's version as shown. */
  readonly rowVersion: number;
  readonly server: {
    readonly id: string;
    readonly key: string;
    readonly name: string;
    readonly environment: string;
  };
  readonly database: string;
  readonly schema: string;
  readonly changelog: { readonly key: string; readonly name: string };
  readonly tier: string;
  readonly region: string;
  readonly criticality: 'low' | 'normal' | 'high' | 'critical';
  readonly labels: Readonly<Record<string, string>>;
  readonly placeholders: readonly TenantPlaceholder[];
  readonly versionQuery: string | null;
  readonly archivedAt: string | null;
  readonly state: FleetState;
  /** The observation's own word: ok, no_history, schema_missing … Null: never read. */
  readonly observed: string | null;
  readonly version: string | null;
  readonly newest: null | { readonly id: string; readonly name: string; readonly version: string | null };
  readonly behind: number | null;
  readonly drift: {
    readonly state: 'clean' | 'drifted' | 'unknown';
    readonly fingerprint: string | null;
    readonly expected: string | null;
    readonly serverMajor: number | null;
  };
  readonly problem: null | {
    readonly code: string;
    readonly facts: Readonly<Record<string, string | number | boolean | null>>;
  };
  readonly verifiedAt: string | null;
  readonly attemptedAt: string | null;
  readonly hold: FleetRow['hold'] | null;
  readonly rollout: FleetRow['rollout'];
  readonly history: readonly TenantHistoryRow[];
  readonly cells: readonly TenantCell[];
  readonly runs: readonly TenantRun[];
  /** More attempts than are listed. */
  readonly moreRuns: boolean;
};

/** What the forms offer. */
export type TenantChoices = {
  readonly servers: readonly {
    readonly id: string;
    readonly key: string;
    readonly name: string;
    readonly environment: string;
  }[];
  readonly changelogs: readonly {
    readonly key: string;
    readonly name: string;
    readonly versions: readonly string[];
  }[];
  readonly tiers: readonly string[];
  readonly regions: readonly string[];
};

/** What applying the newest release to this one tenant would do. */
export type ApplyPreview = PlanView;
