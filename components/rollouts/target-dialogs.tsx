'use client';

import { useAction } from '@/lib/client/use-action';
import { useCommand } from '@/lib/client/use-command';
import type { Result } from '@/lib/domain/refusal';
import {
  quarantineTargetAction,
  recheckTargetAction,
  retryTargetAction,
  skipTargetAction,
} from '@/lib/server/actions/rollouts';
import { plural } from '@/lib/wire/fact-text';
import { RefusalNote } from '@/components/shell/refusal-note';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { toast } from '@/components/ui/toast';
import { sayRefusal } from './rollout-actions';

/** Which tenants of which rollout a command is about. */
export type Chosen = {
  readonly rolloutId: string;
  readonly targetIds: readonly string[];
  readonly tenants: readonly string[];
};

type Moved = {
  readonly done: readonly string[];
  readonly notDone: readonly { readonly tenant: string; readonly state: string }[];
};

function report(result: Result<Moved>, past: string): void {
  if (!result.ok) return sayRefusal(result.refusal);
  const { done, notDone } = result.value;
  const rest = notDone.map(({ tenant, state }) => `${tenant} is ${state.replaceAll('_', ' ')}`).slice(0, 5);
  if (notDone.length === 0) toast.success(`${plural(done.length, 'tenant')} ${past}.`);
  else
    toast.warning(`${plural(done.length, 'tenant')} ${past}, ${notDone.length} not`, {
      description: rest.join(', '),
    });
}

/** Retry, check again, quarantine and cancel as one press each: they can all be taken back by a retry. */
export function useTargetCommands() {
  const retry = useAction<Moved>(retryTargetAction);
  const recheck = useAction<Moved>(recheckTargetAction);
  const quarantine = useAction<Moved>(quarantineTargetAction);
  const cancel = useCommand<Moved>('/api/commands/cancel-target');
  const input = ({ rolloutId, targetIds }: Chosen) => ({ rolloutId, targetIds });
  return {
    retry: async (chosen: Chosen) => report(await retry.run(input(chosen)), 'retried'),
    recheck: async (chosen: Chosen) => report(await recheck.run(input(chosen)), 'to be checked again'),
    quarantine: async (chosen: Chosen) =>
      report(await quarantine.run({ ...input(chosen), reason: '' }), 'quarantined'),
    cancel: async (chosen: Chosen) => report(await cancel.run(input(chosen)), 'asked to stop'),
    retrying: retry.pending,
    rechecking: recheck.pending,
    quarantining: quarantine.pending,
    cancelling: cancel.pending,
  };
}

/** Skipping needs a reason: the tenant stays behind and on the list of exceptions. */
export const SkipDialog = ({
  chosen,
  onClose,
}: {
  readonly chosen: Chosen;
  readonly onClose: () => void;
}) => {
  const { run, pending, result } = useAction<Moved>(skipTargetAction);
  const count = plural(chosen.targetIds.length, 'tenant');
  const confirm = async (reason: string) => {
    const skipped = await run({ rolloutId: chosen.rolloutId, targetIds: chosen.targetIds, reason });
    if (!skipped.ok) return;
    report(skipped, 'skipped');
    onClose();
  };
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Skip ${count}?`}
      description={`${chosen.tenants.slice(0, 8).join(', ')}${chosen.tenants.length > 8 ? ` and ${chosen.tenants.length - 8} more` : ''} stay where they are and on the list of exceptions. The failure budget gets nothing back.`}
      confirmLabel={`Skip ${count}`}
      reason={{
        required: true,
        hint: 'Shown on the list of exceptions and in the audit log. At least 3 characters.',
      }}
      pending={pending}
      pendingLabel="Skipping…"
      onConfirm={({ reason }) => void confirm(reason)}
    >
      {result !== null && !result.ok && <RefusalNote refusal={result.refusal} />}
    </ConfirmDialog>
  );
};
