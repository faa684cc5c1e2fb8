import type { Role } from '@/lib/domain/verbs';

/** What the frame of every page shows. */
export type ShellView = {
  readonly operator: { readonly name: string; readonly email: string; readonly role: Role; readonly demo: boolean };
  /** Open requests that this operator could decide: not their own, not decided by them. */
  readonly approvals: number;
  readonly workers: {
    readonly live: number;
    /** ISO 8601; null when none was ever seen. */
    readonly lastSeenAt: string | null;
  };
};

/** A tenant or a rollout that the command palette found. */
export type FoundItem = {
  readonly kind: 'tenant' | 'rollout';
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  readonly href: string;
};
export type FindView = { readonly items: readonly FoundItem[] };
