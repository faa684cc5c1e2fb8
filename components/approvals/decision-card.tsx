'use client';

import { useState } from 'react';
import { useAction } from '@/lib/client/use-action';
import { approveWaveAction, rejectWaveAction } from '@/lib/server/actions/approvals';
import { plural } from '@/lib/wire/fact-text';
import type { ApprovalView } from '@/lib/wire/approval-view';
import { RefusalNote } from '@/components/shell/refusal-note';
import { approvalLook } from '@/components/rollouts/state-words';
import { handReason, roleReason } from '@/components/rollouts/why-not';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Code } from '@/components/ui/code';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { StateBadge } from '@/components/ui/state-badge';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';

/** Why this reader cannot decide now: role, own hand, own decision, or that it is closed. */
export function decideReason(view: Pick<ApprovalView, 'viewer' | 'state'>): string | undefined {
  const { viewer, state } = view;
  const byRole = roleReason(viewer.role, 'approve-wave') ?? handReason(viewer.hands);
  if (byRole !== undefined) return byRole;
  if (state !== 'requested') return `It is closed: ${approvalLook[state].word.toLowerCase()}.`;
  return viewer.decided ? 'You have decided already; somebody else has to as well.' : undefined;
}

/** Who asked, when, until when; and the two answers. */
export const DecisionCard = ({ view }: { readonly view: ApprovalView }) => {
  const [rejecting, setRejecting] = useState(false);
  const approve = useAction(approveWaveAction);
  const reason = decideReason(view);
  const look = approvalLook[view.state];
  const count = plural(view.asked.tenants.length, 'tenant');
  const approveNow = async () => {
    const approved = await approve.run({ approvalId: view.id, seenHash: view.seenHash, reason: '' });
    if (approved.ok) toast.success(`Approved: ${view.wave.name}, ${count}.`);
  };
  return (
    <Card title="Decision">
      <div className="flex flex-col gap-3">
        <p className="flex flex-wrap items-center gap-x-3">
          <StateBadge tone={look.tone}>{look.word}</StateBadge>
          <span className="text-muted">
            {view.decisions.filter(({ decision, counts }) => counts && decision === 'approved').length} of{' '}
            {plural(view.required, 'approval')}
          </span>
        </p>
        <p>
          Asked by <span className="font-medium">{view.requestedBy.name}</span>{' '}
          <Time at={view.requestedAt} className="text-muted" />
          {view.note !== null && <span className="block break-words">“{view.note}”</span>}
          {view.state === 'requested' && (
            <span className="block text-muted">
              expires <Time at={view.expiresAt} />
            </span>
          )}
        </p>
        {view.decisions.map((one) => (
          <p key={one.by.id} className="break-words">
            <span className="font-medium">{one.by.name}</span> {one.decision}{' '}
            <Time at={one.at} className="text-muted" />
            {one.reason !== null && <>: {one.reason}</>}
            {!one.counts && <span className="text-muted"> (does not count any more)</span>}
          </p>
        ))}
        {approve.result !== null && !approve.result.ok && <RefusalNote refusal={approve.result.refusal} />}
        <div className="flex flex-wrap gap-2">
          <Button
            variant="primary"
            size="lg"
            icon="check"
            disabledReason={reason}
            pending={approve.pending}
            pendingLabel="Approving…"
            onClick={() => void approveNow()}
          >
            Approve {view.wave.name} · {count}
          </Button>
          <Button size="lg" icon="cross" disabledReason={reason} onClick={() => setRejecting(true)}>
            Reject…
          </Button>
        </div>
        {reason !== undefined && <p className="text-muted">{reason}</p>}
        <p className="text-xs text-muted">
          Bound to <Code>{view.seenHash.slice(0, 12)}</Code>: checksums, placeholders, membership, conditions,
          verdicts and acceptances as shown. Any change supersedes it.
        </p>
      </div>
      {rejecting && <RejectDialog view={view} onClose={() => setRejecting(false)} />}
    </Card>
  );
};

const RejectDialog = ({ view, onClose }: { readonly view: ApprovalView; readonly onClose: () => void }) => {
  const { run, pending, result } = useAction(rejectWaveAction);
  const confirm = async (reason: string) => {
    const rejected = await run({ approvalId: view.id, seenHash: view.seenHash, reason });
    if (!rejected.ok) return;
    toast.success(`Rejected: ${view.wave.name} does not start.`);
    onClose();
  };
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Reject ${view.wave.name}?`}
      description={`Its ${plural(view.asked.tenants.length, 'tenant')} stay where they are. ${view.requestedBy.name} reads your reason and may ask again once something has changed.`}
      confirmLabel={`Reject ${view.wave.name}`}
      tone="danger"
      reason={{ required: true }}
      pending={pending}
      pendingLabel="Rejecting…"
      onConfirm={({ reason }) => void confirm(reason)}
    >
      {result !== null && !result.ok && <RefusalNote refusal={result.refusal} />}
    </ConfirmDialog>
  );
};
