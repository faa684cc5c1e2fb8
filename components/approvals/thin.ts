import { plural } from '@/lib/wire/fact-text';
import type { ApprovalView } from '@/lib/wire/approval-view';
import { checkName, verdictLook } from '@/components/rollouts/state-words';

/** Fewer than this many tenants say little about the many that follow. */
const FEW = 3;
const FACTOR = 10;

/** What is missing or thin in the evidence, in sentences; empty when nothing is. */
export function thinEvidence(view: Pick<ApprovalView, 'before' | 'asked' | 'rollout'>): readonly string[] {
  const { before, asked } = view;
  if (before === null) return ['There is no wave before it: nothing has been seen yet.'];
  const count = (state: string) => before.outcomes.find((one) => one.state === state)?.count ?? 0;
  const succeeded = count('succeeded');
  const enforced = before.checks.filter(({ mode }) => mode === 'enforce');
  const lines: string[] = [];
  if (succeeded < FEW || asked.tenants.length > succeeded * FACTOR) {
    lines.push(
      `${plural(succeeded, 'tenant')} succeeded in ${before.name}; ${plural(asked.tenants.length, 'tenant')} would follow.`,
    );
  }
  if (before.exceptions.length > 0) {
    lines.push(
      `${plural(before.exceptions.length, 'tenant')} of ${before.name} ${before.exceptions.length === 1 ? 'is' : 'are'} not on the version: quarantined, skipped, excluded or cancelled.`,
    );
  }
  for (const row of before.notPassed) {
    if (row.accepted !== null) {
      lines.push(
        `${checkName(row.check)} of ${row.tenant} was accepted as it is (${verdictLook[row.verdict].word}) by ${row.accepted.by}: ${row.accepted.reason}`,
      );
    }
  }
  for (const check of before.checks) {
    const bad = check.total - (check.counts.passed ?? 0);
    if (check.mode === 'observe' && bad > 0) {
      lines.push(`${checkName(check.check)} is only observed and did not pass for ${plural(bad, 'tenant')}.`);
    }
  }
  if (enforced.length === 0)
    lines.push('No check is enforced: nothing but “it was applied” stands behind it.');
  else if (!enforced.some(({ check }) => check.startsWith('sql:'))) {
    lines.push('Only the built-in validation ran: no check of your own is enforced.');
  }
  const noUndo = asked.scripts.filter((script) => script.kind === 'versioned' && !script.undo);
  if (noUndo.length > 0 && view.rollout.kind === 'rollout') {
    lines.push(
      `${plural(noUndo.length, 'script')} cannot be undone: ${noUndo
        .map(({ script }) => script)
        .slice(0, 5)
        .join(', ')}.`,
    );
  }
  const outside = asked.scripts.filter((script) => !script.transactional);
  if (outside.length > 0)
    lines.push(
      `${plural(outside.length, 'script')} run${outside.length === 1 ? 's' : ''} outside a transaction: a failure half-way leaves a half.`,
    );
  return lines;
}
