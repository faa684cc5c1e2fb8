import type { ApprovalState } from '@/lib/domain/approval';
import type { Bin } from '@/lib/domain/eta';
import type { GateCondition } from '@/lib/domain/gate';
import type { RolloutState } from '@/lib/domain/rollout';
import type { TargetState } from '@/lib/domain/target';
import type { Role } from '@/lib/domain/verbs';
import type {
  CheckSummary,
  FailureGroupView,
  PersonName,
  RolloutEvent,
  RolloutKind,
  TargetRow,
  VerdictRow,
} from './rollout-view';

export type ApprovalListItem = {
  readonly id: string;
  readonly rollout: {
    readonly id: string;
    readonly name: string;
    readonly kind: RolloutKind;
    readonly targetVersion: string | null;
  };
  readonly wave: string;
  /** Tenants that would be worked on. */
  readonly tenants: number;
  readonly state: ApprovalState;
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly expiresAt: string;
  readonly closedAt: string | null;
  readonly approved: number;
  readonly required: number;
  readonly decisions: readonly { readonly by: string; readonly decision: string; readonly at: string }[];
  /** Whether this reader could decide it now. */
  readonly forMe: boolean;
};
export type ApprovalsView = {
  readonly open: readonly ApprovalListItem[];
  /** The newest 100 that are closed. */
  readonly history: readonly ApprovalListItem[];
  readonly role: Role;
};

export type Tally = { readonly value: string; readonly count: number };

export type ApprovalView = {
  readonly readAt: string;
  readonly id: string;
  /** As it counts now. */
  readonly state: ApprovalState;
  /** The hash of what this page shows: posted with the decision. */
  readonly seenHash: string;
  readonly rollout: {
    readonly id: string;
    readonly name: string;
    readonly kind: RolloutKind;
    readonly state: RolloutState;
    readonly release: PersonName;
    readonly targetVersion: string | null;
    readonly planHash: string;
  };
  readonly wave: {
    readonly id: string;
    readonly name: string;
    readonly position: number;
    readonly of: number;
    readonly tolerance: number;
    readonly soakMs: number;
  };
  readonly asked: {
    readonly tenants: readonly {
      readonly key: string;
      readonly from: string | null;
      readonly to: string | null;
    }[];
    readonly byTier: readonly Tally[];
    readonly byRegion: readonly Tally[];
    readonly byVersion: readonly Tally[];
    readonly servers: readonly (Tally & { readonly environment: string })[];
    readonly scripts: readonly {
      readonly script: string;
      readonly kind: string;
      readonly tenants: number;
      readonly undo: boolean;
      readonly transactional: boolean;
    }[];
  };
  readonly before: null | {
    readonly id: string;
    readonly name: string;
    readonly outcomes: readonly { readonly state: TargetState; readonly count: number }[];
    readonly tolerance: number;
    readonly failures: number;
    readonly checks: readonly CheckSummary[];
    readonly notPassed: readonly VerdictRow[];
    readonly causes: readonly FailureGroupView[];
    readonly exceptions: readonly {
      readonly targetId: string;
      readonly key: string;
      readonly state: TargetState;
      readonly reason: string | null;
      readonly hold: TargetRow['hold'];
    }[];
    /** Of the tenants that succeeded. */
    readonly timing: null | {
      readonly medianMs: number;
      readonly longestMs: number;
      readonly bins: readonly Bin[];
    };
    /** Tenants that needed more than one attempt. */
    readonly retried: number;
  };
  readonly conditions: readonly GateCondition[];
  readonly requestedBy: PersonName;
  readonly requestedAt: string;
  readonly expiresAt: string;
  readonly note: string | null;
  readonly required: number;
  readonly decisions: readonly {
    readonly by: PersonName;
    readonly decision: string;
    readonly reason: string | null;
    readonly at: string;
    readonly counts: boolean;
  }[];
  /** The request for the same wave that took this one's place. */
  readonly newerId: string | null;
  /** What happened in the rollout since it was asked for: why a request is superseded. Newest first. */
  readonly since: readonly RolloutEvent[];
  readonly viewer: {
    readonly id: string;
    readonly role: Role;
    readonly hands: readonly string[];
    readonly decided: boolean;
  };
};
