import { failureSignature, type Failure } from './failure';

/** Targets that failed for the same cause. */
export type FailureGroup = {
  readonly signature: string;
  /** The newest one's failure stands for all. */
  readonly failure: Failure;
  readonly targetIds: readonly string[];
};

/** Grouped by cause, the most frequent first, then by signature so that live updates do not make groups jump. */
export function groupFailures(
  failed: readonly { readonly id: string; readonly failure: Failure }[],
): readonly FailureGroup[] {
  const groups = new Map<string, { failure: Failure; targetIds: string[] }>();
  for (const { id, failure } of failed) {
    const signature = failureSignature(failure);
    const group = groups.get(signature);
    if (group === undefined) groups.set(signature, { failure, targetIds: [id] });
    else group.targetIds.push(id);
  }
  return [...groups]
    .map(([signature, group]) => ({ signature, ...group }))
    .sort((a, b) => b.targetIds.length - a.targetIds.length || (a.signature < b.signature ? -1 : 1));
}
