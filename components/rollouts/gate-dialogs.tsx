'use client';

import { useState } from 'react';
import { useAction } from '@/lib/client/use-action';
import { acceptVerdictAction, askApprovalAction, raiseBudgetAction } from '@/lib/server/actions/rollouts';
import { plural } from '@/lib/wire/fact-text';
import { fieldErrors } from '@/lib/wire/result';
import type { GateView, RolloutView, VerdictRow, WaveView } from '@/lib/wire/rollout-view';
import { RefusalNote } from '@/components/shell/refusal-note';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { NumberField } from '@/components/ui/number-field';
import { toast } from '@/components/ui/toast';
import { checkName, verdictLook } from './state-words';

interface AskDialogProps {
  readonly view: RolloutView;
  readonly gate: GateView;
  readonly onClose: () => void;
}

export const AskDialog = ({ view, gate, onClose }: AskDialogProps) => {
  const { run, pending, result } = useAction(askApprovalAction);
  const confirm = async (note: string) => {
    const asked = await run({ waveId: gate.waveId, note });
    if (!asked.ok) return;
    toast.success(
      `Asked. ${gate.mayDecide.length === 0 ? 'Nobody can decide yet.' : `${gate.mayDecide.slice(0, 3).join(', ')} can decide.`}`,
    );
    onClose();
  };
  const wave = view.waves.find(({ id }) => id === gate.waveId);
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Ask for approval of ${gate.wave}?`}
      description={`${plural(wave?.counts.pending ?? 0, 'tenant')} would be worked on. The request is bound to what stands now and runs out after ${view.settings.approvalHours} h; any change supersedes it. You cannot decide it yourself.`}
      confirmLabel={`Ask for approval · ${plural(wave?.counts.pending ?? 0, 'tenant')}`}
      reason={{ required: false, label: 'Note', hint: 'What the approver should know. Optional.' }}
      pending={pending}
      pendingLabel="Asking…"
      onConfirm={({ reason }) => void confirm(reason)}
    >
      {gate.mayDecide.length === 0 && (
        <p className="text-sm">
          Everybody who may approve has had a hand in this rollout. An administrator has to make somebody else
          an approver.
        </p>
      )}
      {result !== null && !result.ok && <RefusalNote refusal={result.refusal} />}
    </ConfirmDialog>
  );
};

interface RaiseDialogProps {
  readonly wave: WaveView;
  readonly onClose: () => void;
}

export const RaiseBudgetDialog = ({ wave, onClose }: RaiseDialogProps) => {
  const { run, pending, result } = useAction(raiseBudgetAction);
  const [tolerance, setTolerance] = useState(String(Math.max(wave.tolerance + 1, wave.failures)));
  const number = Number(tolerance);
  const confirm = async (reason: string) => {
    const raised = await run({ waveId: wave.id, expectedVersion: wave.version, tolerance: number, reason });
    if (!raised.ok) return;
    toast.success(`${wave.name} may have ${plural(number, 'failure')} now.`, {
      description: 'A paused rollout stays paused until it is resumed.',
    });
    onClose();
  };
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Raise the failure budget of ${wave.name}?`}
      description={`${wave.failures} of ${plural(wave.tenants, 'tenant')} failed, ${wave.tolerance} allowed. More tenants may be left failed before it stops; you then have a hand in this rollout.`}
      confirmLabel={`Allow ${plural(number, 'failure')}`}
      reason={{ required: true }}
      disabledReason={
        Number.isInteger(number) && number > wave.tolerance
          ? undefined
          : `Give a number above ${wave.tolerance}`
      }
      pending={pending}
      pendingLabel="Raising…"
      onConfirm={({ reason }) => void confirm(reason)}
    >
      <NumberField
        label="Failures allowed"
        unit={`of ${wave.tenants}`}
        min={wave.tolerance + 1}
        max={wave.tenants}
        value={tolerance}
        error={result === null ? undefined : fieldErrors(result)['tolerance']}
        onChange={(event) => setTolerance(event.currentTarget.value)}
      />
      {result !== null && !result.ok && <RefusalNote refusal={result.refusal} />}
    </ConfirmDialog>
  );
};

interface AcceptDialogProps {
  readonly verdict: VerdictRow;
  readonly onClose: () => void;
}

/** An approver takes what a check said as it is. */
export const AcceptDialog = ({ verdict, onClose }: AcceptDialogProps) => {
  const { run, pending, result } = useAction(acceptVerdictAction);
  const confirm = async (reason: string) => {
    const accepted = await run({ verdictId: verdict.id, reason });
    if (!accepted.ok) return;
    toast.success(`Accepted as it is: ${checkName(verdict.check)} of ${verdict.tenant}.`);
    onClose();
  };
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Accept ${checkName(verdict.check)} of ${verdict.tenant} as it is?`}
      description={`It said “${verdictLook[verdict.verdict].word}”${verdict.measured === null ? '' : `: measured ${verdict.measured}${verdict.limit === null ? '' : `, limit ${verdict.limit}`}`}. It will no longer hold the gate. You then have a hand in this rollout and cannot approve its waves; an open request is superseded.`}
      confirmLabel="Accept as it is"
      reason={{ required: true, hint: 'Shown to whoever approves the next wave, and in the audit log.' }}
      pending={pending}
      pendingLabel="Accepting…"
      onConfirm={({ reason }) => void confirm(reason)}
    >
      {result !== null && !result.ok && <RefusalNote refusal={result.refusal} />}
    </ConfirmDialog>
  );
};
