'use client';

import { useState } from 'react';
import { useAction } from '@/lib/client/use-action';
import { useCommand } from '@/lib/client/use-command';
import type { Refusal, Result } from '@/lib/domain/refusal';
import { rolloutCan } from '@/lib/domain/rollout';
import { resumeRolloutAction, startRolloutAction } from '@/lib/server/actions/rollouts';
import { plural } from '@/lib/wire/fact-text';
import { paths } from '@/lib/wire/paths';
import type { RolloutView } from '@/lib/wire/rollout-view';
import { refusalSentence } from '@/lib/wire/sentences';
import { RefusalNote } from '@/components/shell/refusal-note';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { LinkButton } from '@/components/ui/link-button';
import { toast } from '@/components/ui/toast';
import { rollbackReason, rolloutReason } from './why-not';

/** A refusal of a command that has no dialog of its own. */
export function sayRefusal(refusal: Refusal): void {
  const { sentence, remedy } = refusalSentence(refusal);
  toast.error(sentence, { description: remedy });
}

type InFlight = { readonly inFlight: number };

/** Start, Pause, Resume, Abort, Roll back: each says why it cannot be pressed. */
export const RolloutActions = ({ view }: { readonly view: RolloutView }) => {
  const [dialog, setDialog] = useState<'start' | 'abort' | null>(null);
  const pause = useCommand<InFlight>('/api/commands/pause-rollout');
  const resume = useAction(resumeRolloutAction);
  const { role } = view.viewer;
  const version = { rolloutId: view.id, expectedVersion: view.version };
  const close = () => setDialog(null);

  const report = <Value,>(result: Result<Value>, done: (value: Value) => string) => {
    if (result.ok) toast.success(done(result.value));
    else sayRefusal(result.refusal);
  };
  const pauseNow = async () =>
    report(await pause.run({ ...version, reason: '' }), ({ inFlight }) =>
      inFlight === 0
        ? 'Paused. Nothing is in flight.'
        : `Paused. ${plural(inFlight, 'tenant')} in flight end as they end.`,
    );
  const resumeNow = async () => report(await resume.run(version), () => 'Resumed.');

  const isReady = rolloutCan(view.state, 'start');
  const isPaused = rolloutCan(view.state, 'resume');
  const waiting = view.counts.pending ?? 0;
  const first = view.waves.find((wave) => wave.state === 'pending' && (wave.counts.pending ?? 0) > 0);
  return (
    <>
      {isReady && (
        <Button
          variant="primary"
          icon="play"
          disabledReason={rolloutReason(role, view.state, 'start-rollout', 'start')}
          onClick={() => setDialog('start')}
        >
          Start {first?.name ?? 'it'} · {plural(first?.counts.pending ?? waiting, 'tenant')}
        </Button>
      )}
      {isPaused && (
        <Button
          variant="primary"
          icon="play"
          disabledReason={rolloutReason(role, view.state, 'resume-rollout', 'resume')}
          pending={resume.pending}
          pendingLabel="Resuming…"
          onClick={() => void resumeNow()}
        >
          Resume
        </Button>
      )}
      {!isPaused && (
        <Button
          icon="pause"
          disabledReason={rolloutReason(role, view.state, 'pause-rollout', 'pause')}
          pending={pause.pending}
          pendingLabel={`Pausing… ${view.inFlight} in flight`}
          onClick={() => void pauseNow()}
        >
          Pause
        </Button>
      )}
      <Button
        icon="stop"
        disabledReason={rolloutReason(role, view.state, 'abort-rollout', 'abort')}
        onClick={() => setDialog('abort')}
      >
        Abort…
      </Button>
      <LinkButton
        icon="undo"
        href={paths.planRollback(view.id)}
        disabledReason={
          view.kind === 'rollback'
            ? 'This is a rollback: to go forward again, plan a rollout.'
            : rollbackReason(role, view)
        }
      >
        Roll back…
      </LinkButton>
      {dialog === 'start' && <StartDialog view={view} onClose={close} />}
      {dialog === 'abort' && <AbortDialog view={view} onClose={close} />}
    </>
  );
};

interface DialogProps {
  readonly view: RolloutView;
  readonly onClose: () => void;
}

const StartDialog = ({ view, onClose }: DialogProps) => {
  const { run, pending, result } = useAction(startRolloutAction);
  const tenants = view.counts.pending ?? 0;
  const [first] = view.waves;
  const confirm = async () => {
    const started = await run({ rolloutId: view.id, expectedVersion: view.version, confirmCount: tenants });
    if (!started.ok) return;
    toast.success(`Started: ${plural(tenants, 'tenant')} in ${plural(view.waves.length, 'wave')}.`);
    onClose();
  };
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Start ${view.name}?`}
      description={`${first?.name ?? 'The first wave'} begins at once with ${plural(first?.counts.pending ?? 0, 'tenant')}; the other waves wait behind their gates. ${plural(tenants, 'tenant')} would be worked on in all.`}
      confirmLabel={`Start · ${plural(tenants, 'tenant')}`}
      typed={{ expected: String(tenants), what: 'to confirm the number of tenants' }}
      pending={pending}
      pendingLabel="Starting…"
      onConfirm={() => void confirm()}
    >
      {result !== null && !result.ok && <RefusalNote refusal={result.refusal} />}
    </ConfirmDialog>
  );
};

const AbortDialog = ({ view, onClose }: DialogProps) => {
  const { run, pending, result } = useCommand<InFlight>('/api/commands/abort-rollout');
  const open = (view.counts.pending ?? 0) + (view.counts.queued ?? 0);
  const confirm = async ({ reason }: { readonly reason: string }) => {
    const aborted = await run({ rolloutId: view.id, expectedVersion: view.version, reason });
    if (!aborted.ok) return;
    const { inFlight } = aborted.value;
    toast.success(
      inFlight === 0 ? 'Aborted.' : `Aborting… ${plural(inFlight, 'tenant')} in flight end as they end.`,
    );
    onClose();
  };
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Abort ${view.name}?`}
      description={`${plural(open, 'tenant')} will not be started. ${plural(view.counts.running ?? 0, 'tenant')} in flight end as they end. ${plural(view.changed, 'tenant')} that changed stay as they are: taking them back is a rollback of its own.`}
      confirmLabel={`Abort · ${plural(open, 'tenant')} not started`}
      tone="danger"
      reason={{ required: true }}
      pending={pending}
      pendingLabel="Aborting…"
      onConfirm={(answer) => void confirm(answer)}
    >
      {result !== null && !result.ok && <RefusalNote refusal={result.refusal} />}
    </ConfirmDialog>
  );
};
