import { z } from 'zod';
import type { ApprovalState } from '@/lib/domain/approval';
import type { Eta } from '@/lib/domain/eta';
import type { Blocker, Failure } from '@/lib/domain/failure';
import type { GateCondition } from '@/lib/domain/gate';
import type { HistoryRow } from '@/lib/domain/history';
import type { Facts } from '@/lib/domain/refusal';
import type { PauseReason, RolloutState } from '@/lib/domain/rollout';
import type { TargetState } from '@/lib/domain/target';
import type { CheckMode, VerdictWord } from '@/lib/domain/verdict';
import type { Role } from '@/lib/domain/verbs';
import type { Waiting } from '@/lib/domain/waiting';
import type { WaveState } from '@/lib/domain/wave';

/** Times are ISO 8601 in UTC, durations in milliseconds. */

export type PersonName = { readonly id: string; readonly name: string };
export type RolloutKind = 'rollout' | 'rollback';
export type StateCounts = Readonly<Partial<Record<TargetState, number>>>;

export const ROLLOUT_LISTS = ['live', 'ended'] as const;
export const rolloutsQuery = z.object({ state: z.enum(ROLLOUT_LISTS).optional().catch(undefined) });
export type RolloutsQuery = z.infer<typeof rolloutsQuery>;

export type RolloutListItem = {
  readonly id: string;
  readonly kind: RolloutKind;
  readonly name: string;
  readonly release: string;
  readonly targetVersion: string | null;
  readonly state: RolloutState;
  readonly pauseReason: PauseReason | null;
  readonly counts: StateCounts;
  readonly tenants: number;
  /** The first wave that is not over. */
  readonly wave: null | { readonly position: number; readonly name: string; readonly state: WaveState };
  readonly waves: number;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  /** A request that waits for a decision. */
  readonly askedApprovalId: string | null;
};
export type RolloutsView = {
  readonly items: readonly RolloutListItem[];
  readonly counts: Readonly<Record<'all' | 'live' | 'ended', number>>;
  readonly readAt: string;
};

export type WaveView = {
  readonly id: string;
  readonly position: number;
  readonly name: string;
  readonly state: WaveState;
  readonly version: number;
  readonly counts: StateCounts;
  readonly tenants: number;
  readonly settled: number;
  readonly tolerance: number;
  readonly failures: number;
  readonly budgetMode: 'strict' | 'soft';
  readonly onExhausted: 'halt' | 'drain' | 'quarantine';
  readonly soakMs: number;
  readonly soakEndsAt: string | null;
  readonly startedAt: string | null;
  readonly settledAt: string | null;
  readonly passedAt: string | null;
};

export type TargetRow = {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly server: string;
  readonly tier: string;
  readonly region: string;
  /** Position of its wave. */
  readonly wave: number;
  readonly from: string | null;
  readonly to: string | null;
  readonly state: TargetState;
  /** Why it was excluded, skipped or cancelled. */
  readonly reason: string | null;
  /** A hold of the tenant that stands now. */
  readonly hold: null | { readonly owner: string; readonly reason: string; readonly expiresAt: string | null };
  readonly includedReason: string | null;
  /** Cause of its failure: a key of `RolloutView.failures`. */
  readonly cause: string | null;
  readonly step: string | null;
  readonly scriptsDone: number;
  readonly scripts: number;
  readonly attempts: number;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly durationMs: number | null;
  readonly waiting: Waiting | null;
  /** What the enforced checks of its newest judged attempt said together; null before any. */
  readonly validated: 'passed' | 'accepted' | 'not_passed' | null;
  readonly changed: boolean;
  readonly cancelRequested: boolean;
};

export type FailureGroupView = {
  readonly signature: string;
  readonly failure: Failure;
  readonly targetIds: readonly string[];
};

/** A verdict that is not `passed`: what holds the gate, or what is only observed. */
export type VerdictRow = {
  readonly id: string;
  readonly targetId: string;
  readonly tenant: string;
  readonly check: string;
  readonly mode: CheckMode;
  readonly verdict: VerdictWord;
  readonly measured: string | null;
  readonly limit: string | null;
  readonly accepted: null | { readonly by: string; readonly reason: string; readonly at: string };
};
export type CheckSummary = {
  readonly check: string;
  readonly mode: CheckMode;
  readonly counts: Readonly<Partial<Record<VerdictWord, number>>>;
  readonly accepted: number;
  readonly total: number;
};

export type GateView = {
  /** `advance`: before the next wave. `finish`: after the last, when the rollout may end. */
  readonly kind: 'advance' | 'finish';
  /** The wave that is to start; of `finish`, the last. */
  readonly waveId: string;
  readonly wave: string;
  readonly position: number;
  readonly beforeWaveId: string | null;
  readonly before: string | null;
  readonly ok: boolean;
  readonly conditions: readonly GateCondition[];
  readonly approval: null | {
    readonly id: string;
    readonly state: ApprovalState;
    readonly requestedBy: PersonName;
    readonly requestedAt: string;
    readonly expiresAt: string;
    readonly note: string | null;
    readonly decisions: readonly {
      readonly by: string;
      readonly decision: string;
      readonly reason: string | null;
      readonly at: string;
      readonly counts: boolean;
    }[];
  };
  /** Approvers without a hand in this rollout. */
  readonly mayDecide: readonly string[];
};

export type RolloutEvent = {
  readonly id: string;
  readonly at: string;
  /** Null: the engine. */
  readonly actor: string | null;
  readonly verb: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly reason: string | null;
  readonly tenant: string | null;
  readonly targetId: string | null;
  readonly wave: string | null;
  readonly facts: Facts;
};

export type RolloutView = {
  readonly readAt: string;
  readonly id: string;
  readonly kind: RolloutKind;
  readonly name: string;
  readonly state: RolloutState;
  readonly version: number;
  readonly paused: null | {
    readonly reason: PauseReason;
    readonly by: string | null;
    readonly at: string | null;
    readonly note: string | null;
  };
  readonly release: { readonly id: string; readonly name: string };
  readonly targetVersion: string | null;
  readonly origin: null | { readonly id: string; readonly name: string };
  readonly rollbacks: readonly { readonly id: string; readonly name: string; readonly state: RolloutState }[];
  readonly createdBy: string;
  readonly createdAt: string;
  readonly started: null | { readonly by: string | null; readonly at: string };
  readonly finishedAt: string | null;
  readonly settings: {
    readonly strategy: 'phased' | 'rolling';
    readonly maxConcurrency: number;
    readonly lockTimeoutMs: number;
    readonly statementTimeoutMs: number;
    readonly maxAttempts: number;
    readonly approvalsRequired: number;
    readonly approvalHours: number;
    readonly paceMs: number;
  };
  readonly counts: StateCounts;
  readonly inFlight: number;
  /** Tenants that a rollback would take back. */
  readonly changed: number;
  readonly waves: readonly WaveView[];
  readonly eta: Eta;
  /** Soak still to come, and gates that still ask for a person. */
  readonly soakLeftMs: number;
  readonly approvalsLeft: number;
  readonly gate: GateView | null;
  readonly checks: readonly CheckSummary[];
  readonly notPassed: readonly VerdictRow[];
  readonly targets: readonly TargetRow[];
  readonly failures: readonly FailureGroupView[];
  readonly events: readonly RolloutEvent[];
  readonly workers: { readonly live: number; readonly lastSeenAt: string | null };
  readonly viewer: { readonly id: string; readonly role: Role; readonly hands: readonly string[] };
};

export type AttemptStep = {
  readonly step: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly note: string | null;
};
export type ScriptResult = {
  readonly script: string;
  readonly state: 'applied' | 'failed' | 'not_attempted' | 'running';
  readonly attempts: number;
  readonly executionTimeMs: number | null;
};
export type AttemptNote = { readonly at: string; readonly code: string; readonly facts: Facts };
export type AttemptView = {
  readonly id: string;
  readonly number: number;
  readonly state: 'running' | 'succeeded' | 'failed' | 'cancelled' | 'lost';
  readonly worker: string | null;
  readonly step: string;
  readonly steps: readonly AttemptStep[];
  readonly results: readonly ScriptResult[];
  readonly log: readonly AttemptNote[];
  readonly failure: Failure | null;
  readonly blockers: readonly Blocker[];
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly historyBefore: readonly HistoryRow[] | null;
  readonly historyAfter: readonly HistoryRow[] | null;
  readonly verdicts: readonly (VerdictRow & { readonly durationMs: number; readonly at: string })[];
};

/** One tenant of a rollout: the drawer. */
export type TargetView = {
  readonly id: string;
  readonly rolloutId: string;
  readonly rolloutState: RolloutState;
  readonly tenant: {
    readonly key: string;
    readonly name: string;
    readonly tier: string;
    readonly region: string;
  };
  readonly server: { readonly key: string; readonly name: string };
  readonly database: string;
  readonly schema: string;
  readonly wave: string;
  readonly state: TargetState;
  readonly reason: string | null;
  readonly includedReason: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly failure: Failure | null;
  readonly changed: boolean;
  readonly cancelRequestedAt: string | null;
  readonly retryAt: string | null;
  /** In order of execution; the text as published, placeholders unreplaced, so that no secret is in it. */
  readonly scripts: readonly {
    readonly script: string;
    readonly sql: string;
    readonly kind: string;
    readonly transactional: boolean;
    readonly undo: boolean;
  }[];
  /** Newest first. */
  readonly attempts: readonly AttemptView[];
};
