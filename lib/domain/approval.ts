/** What a person decides upon. Any change of it supersedes the approval. Values and times, which move while it waits, are not in it. */
export type ApprovalSubject = {
  /** Hash of checksums, placeholders, membership and conditions, frozen at `ready`. */
  readonly planHash: string;
  readonly waveId: string;
  readonly tolerance: number;
  /** Members of the wave that is to start that are still to be worked on, by tenant key. */
  readonly members: readonly string[];
  /** Verdicts of the wave before: `tenant check mode verdict accepted`. */
  readonly verdicts: readonly string[];
  /** How the wave before ended, by tenant: `tenant state`. */
  readonly outcomes: readonly string[];
};

/** One canonical text, independent of the order that rows came in: its sha256 is the approval's hash. */
export function canonicalSubject(subject: ApprovalSubject): string {
  return JSON.stringify([
    'groundswell-approval-1',
    subject.planHash,
    subject.waveId,
    subject.tolerance,
    [...subject.members].sort(),
    [...subject.verdicts].sort(),
    [...subject.outcomes].sort(),
  ]);
}

export const APPROVAL_STATES = ['requested', 'approved', 'rejected', 'expired', 'superseded'] as const;
export type ApprovalState = (typeof APPROVAL_STATES)[number];
