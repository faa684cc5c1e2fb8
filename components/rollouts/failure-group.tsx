'use client';

import { useState } from 'react';
import { plural } from '@/lib/wire/fact-text';
import { failureSentence } from '@/lib/wire/failure-sentences';
import type { FailureGroupView, RolloutView } from '@/lib/wire/rollout-view';
import { Button } from '@/components/ui/button';
import { Code } from '@/components/ui/code';
import { StateGlyph } from '@/components/ui/state-badge';
import { SkipDialog, useTargetCommands, type Chosen } from './target-dialogs';
import { targetReason } from './why-not';

export interface FailureGroupProps {
  readonly view: RolloutView;
  readonly group: FailureGroupView;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}

/** Everybody who failed for one cause, and what can be done for all of them at once. */
export const FailureGroup = ({ view, group, chosen, onChoose }: FailureGroupProps) => {
  const [skipping, setSkipping] = useState(false);
  const commands = useTargetCommands();
  const members = view.targets.filter(({ id }) => group.targetIds.includes(id));
  const failed = members.filter(({ state }) => state === 'failed');
  const count = group.targetIds.length;
  const { sentence, remedy } = failureSentence(group.failure);
  const of = (targets: typeof members): Chosen => ({
    rolloutId: view.id,
    targetIds: targets.map(({ id }) => id),
    tenants: targets.map(({ key }) => key),
  });
  const reason = (verb: Parameters<typeof targetReason>[3], targets: typeof members) =>
    targetReason(view.viewer.role, view.state, targets[0]?.state ?? 'succeeded', verb);
  const { sqlstate, constraint, code } = group.failure;
  return (
    <div className="flex flex-col gap-2 border-b border-border px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <StateGlyph tone="failed" label="Failed" />
        <span className="font-medium">
          <Code>{sqlstate ?? code}</Code>
          {constraint !== null && <Code className="ml-1.5">{constraint}</Code>}
        </span>
        <span className="text-muted">· {plural(count, 'tenant')}</span>
        <span className="ml-auto flex flex-wrap gap-2">
          <Button
            size="sm"
            variant="primary"
            disabledReason={reason('retry-target', members)}
            pending={commands.retrying}
            pendingLabel="Retrying…"
            onClick={() => void commands.retry(of(members))}
          >
            Retry {count} {failed.length === count ? 'failed' : 'set aside'}
          </Button>
          {failed.length > 0 && (
            <Button
              size="sm"
              disabledReason={reason('quarantine-target', failed)}
              pending={commands.quarantining}
              pendingLabel="Setting aside…"
              onClick={() => void commands.quarantine(of(failed))}
            >
              Quarantine
            </Button>
          )}
          <Button size="sm" disabledReason={reason('skip-target', members)} onClick={() => setSkipping(true)}>
            Skip…
          </Button>
          <Button size="sm" variant="ghost" aria-pressed={chosen} onClick={onChoose}>
            {chosen ? 'Show all causes' : 'Only these'}
          </Button>
        </span>
      </div>
      <p className="break-words">{sentence}</p>
      <p className="text-muted">{remedy}</p>
      {skipping && <SkipDialog chosen={of(members)} onClose={() => setSkipping(false)} />}
    </div>
  );
};
