import type { Expectation } from '@/lib/domain/expectation';
import type { CheckMode, VerdictWord } from '@/lib/domain/verdict';

/** Asked after every migration, of every tenant, without anybody writing them. In the order in which they are asked. */
export const BUILT_IN_CHECKS = [
  'history',
  'version',
  'fingerprint',
  'invalid_index',
  'not_valid_constraint',
] as const;
export type BuiltInCheck = (typeof BUILT_IN_CHECKS)[number];

/** Each tenant's newest verdict of the last `VERDICT_DAYS` days. */
export const VERDICT_DAYS = 30;

export type VerdictTally = {
  readonly counts: Partial<Record<VerdictWord, number>>;
  readonly lastAt: string | null;
  /** The newest that did not pass: where to look. */
  readonly newest: {
    readonly tenant: string;
    readonly rolloutId: string;
    readonly targetId: string;
    readonly verdict: VerdictWord;
    readonly measured: string | null;
    readonly limit: string | null;
    readonly at: string;
  } | null;
};

export type CheckView = {
  readonly id: string;
  readonly rowVersion: number;
  readonly changelogKey: string;
  readonly name: string;
  readonly sql: string;
  readonly mode: CheckMode;
  readonly expectation: Expectation;
  readonly timeoutMs: number;
  readonly rowCap: number;
  readonly disabledAt: string | null;
  readonly createdAt: string;
  readonly tally: VerdictTally;
};

export type ChecksView = {
  readonly builtIn: readonly { readonly check: BuiltInCheck; readonly tally: VerdictTally }[];
  readonly changelogs: readonly { readonly key: string; readonly name: string; readonly tenants: number }[];
  /** Enabled before disabled, by name. */
  readonly checks: readonly CheckView[];
};
