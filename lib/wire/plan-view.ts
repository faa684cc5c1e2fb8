import type { ExclusionReason } from '@/lib/domain/preview';
import type { Facts } from '@/lib/domain/refusal';
import type { WaveRule } from '@/lib/domain/selection';

/** Something worth knowing about one tenant of a plan. Its sentence is made by lib/wire/rollout-sentences.ts. */
export const PLAN_NOTE_CODES = [
  'drift_included',
  'drift_unknown',
  'read_long_ago',
  'starts_from_nothing',
  'repeatables_only',
  'leaves_repeatables',
] as const;
export type PlanNote = { readonly code: (typeof PLAN_NOTE_CODES)[number]; readonly facts: Facts };

export const PLAN_WARNING_CODES = [
  'tenants_left_over',
  'empty_waves',
  'unmatched_keys',
  'repeated_keys',
  'outside_transaction',
  'not_reversible',
  'budget_covers_wave',
  'soft_budget',
  'no_approval',
  'include_unmatched',
  'undo_loses_data',
] as const;
export type PlanWarning = { readonly code: (typeof PLAN_WARNING_CODES)[number]; readonly facts: Facts };

/** One tenant that the plan would work on. */
export type PlanMember = {
  readonly tenantId: string;
  readonly key: string;
  readonly name: string;
  readonly tier: string;
  readonly region: string;
  readonly criticality: string;
  readonly serverId: string;
  /** The server's key. */
  readonly server: string;
  readonly database: string;
  readonly schema: string;
  /** As last read, not as the control plane wishes; null: no version yet. */
  readonly from: string | null;
  readonly to: string | null;
  /** Paths of the scripts, in the order of execution. */
  readonly scripts: readonly string[];
  readonly notes: readonly PlanNote[];
  readonly includedReason: string | null;
  /** ISO 8601. */
  readonly verifiedAt: string | null;
};

/** One tenant that the plan leaves out, and why. */
export type PlanExcluded = {
  readonly tenantId: string;
  readonly key: string;
  readonly name: string;
  readonly serverId: string;
  readonly server: string;
  readonly from: string | null;
  readonly reason: ExclusionReason;
  readonly facts: Facts;
  /** The wave whose rule means it too; it is then on the rollout's exceptions list. Null: in none. */
  readonly wave: number | null;
};

export type PlanWave = {
  readonly position: number;
  readonly name: string;
  readonly rule: WaveRule;
  readonly tolerance: number;
  readonly budgetMode: 'strict' | 'soft';
  readonly onExhausted: 'halt' | 'drain' | 'quarantine';
  readonly soakMs: number;
  /** At most this many tenants at once, by budget, servers and rollout. */
  readonly atOnce: number;
  /** By key; of a rollback in the order in which they are taken back. */
  readonly members: readonly PlanMember[];
  /** Keys asked for by name that no tenant has. */
  readonly unmatched: readonly string[];
  /** Keys given twice, or that an earlier wave has. */
  readonly repeated: readonly string[];
};

/** One script that at least one tenant of the plan needs. */
export type PlanScript = {
  readonly script: string;
  readonly kind: 'versioned' | 'undo' | 'repeatable' | 'baseline';
  readonly version: string | null;
  readonly description: string;
  /** False: a failure half-way leaves what ran before it. */
  readonly transactional: boolean;
  readonly statements: number;
  /** The script that takes it back; null: there is none, or it needs none. */
  readonly undo: string | null;
  /** How many tenants of the plan run it. */
  readonly tenants: number;
};

/** A plan as it would be frozen now. */
export type PlanView = {
  /** sha256 in hex over membership, versions, scripts and settings: the form posts it back. */
  readonly previewHash: string;
  readonly kind: 'rollout' | 'rollback';
  readonly release: { readonly id: string; readonly name: string; readonly changelog: string };
  readonly targetVersion: string | null;
  readonly counts: {
    /** Tenants of the changelog; of a rollback, the tenants that the origin changed. */
    readonly tenants: number;
    readonly planned: number;
    readonly excluded: number;
    readonly left: number;
  };
  readonly waves: readonly PlanWave[];
  readonly excluded: readonly PlanExcluded[];
  /** Eligible, and in no wave. */
  readonly left: readonly PlanMember[];
  /** Versioned ones by version, then repeatables; of a rollback the undo scripts, last version first. */
  readonly scripts: readonly PlanScript[];
  readonly blastRadius: {
    readonly tenants: number;
    readonly databases: number;
    readonly servers: readonly {
      readonly key: string;
      readonly name: string;
      readonly environment: string;
      readonly tenants: number;
    }[];
  };
  readonly warnings: readonly PlanWarning[];
};
