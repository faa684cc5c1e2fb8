'use client';

import Link from 'next/link';
import { useState } from 'react';
import { isLiveRollout } from '@/lib/domain/rollout';
import { may } from '@/lib/domain/verbs';
import { isWaveOver } from '@/lib/domain/wave';
import { plural } from '@/lib/wire/fact-text';
import { paths } from '@/lib/wire/paths';
import { conditionSentence } from '@/lib/wire/rollout-sentences';
import type { GateView, RolloutView } from '@/lib/wire/rollout-view';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { LinkButton } from '@/components/ui/link-button';
import { StateBadge } from '@/components/ui/state-badge';
import { Time } from '@/components/ui/time';
import { CheckList } from './check-list';
import { GateChecklist } from './gate-checklist';
import { AskDialog, RaiseBudgetDialog } from './gate-dialogs';
import { approvalLook } from './state-words';
import { useTargetCommands } from './target-dialogs';
import { handReason, roleReason } from './why-not';

/** What stands between here and the next wave: the gate decides, this only shows it. */
export const GatePanel = ({ view }: { readonly view: RolloutView }) => {
  const [raising, setRaising] = useState(false);
  const commands = useTargetCommands();
  const { gate } = view;
  const wave = view.waves.find((one) => one.startedAt !== null && !isWaveOver(one.state));
  const title =
    gate === null ? 'Gate' : gate.kind === 'finish' ? `End of ${gate.wave}` : `Gate to ${gate.wave}`;
  return (
    <div id="gate" className="flex min-w-0 scroll-mt-20 flex-col gap-4">
      <Card
        title={title}
        meta={gate?.before != null && gate.kind === 'advance' ? `evidence of ${gate.before}` : undefined}
      >
        {gate === null ? (
          <p className="text-muted">{noGate(view)}</p>
        ) : (
          <>
            <GateChecklist conditions={gate.conditions} />
            {gate.kind === 'advance' && view.settings.approvalsRequired > 0 && (
              <Approval view={view} gate={gate} />
            )}
          </>
        )}
        {wave !== undefined && isLiveRollout(view.state) && (
          <div className="mt-3 border-t border-border pt-3">
            <Button
              size="sm"
              disabledReason={roleReason(view.viewer.role, 'raise-budget')}
              onClick={() => setRaising(true)}
            >
              Raise the budget of {wave.name}…
            </Button>
          </div>
        )}
      </Card>
      {view.checks.length > 0 && (
        <Card title="Verdicts" meta={gate?.before ?? undefined}>
          <CheckList
            checks={view.checks}
            notPassed={view.notPassed}
            hrefOf={(check) => `?check=${encodeURIComponent(check)}`}
            role={isLiveRollout(view.state) ? view.viewer.role : undefined}
            onRecheck={({ targetId, tenant }) =>
              void commands.recheck({ rolloutId: view.id, targetIds: [targetId], tenants: [tenant] })
            }
          />
        </Card>
      )}
      {raising && wave !== undefined && <RaiseBudgetDialog wave={wave} onClose={() => setRaising(false)} />}
    </div>
  );
};

function noGate(view: RolloutView): string {
  if (view.state === 'ready')
    return 'The first wave begins when the rollout is started. Every later one waits here for the evidence of the one before it.';
  if (isLiveRollout(view.state)) return 'The first wave is about to begin. Its evidence appears here.';
  return 'It is over: no gate opens any more.';
}

/** Why an approval cannot be asked for now. */
function askReason(view: RolloutView, gate: GateView): string | undefined {
  const byRole = roleReason(view.viewer.role, 'ask-approval');
  if (byRole !== undefined) return byRole;
  if (view.state !== 'running' && view.state !== 'paused')
    return 'It can be asked for while the rollout runs or is paused.';
  const missing = gate.conditions.filter(({ ok, key }) => !ok && key !== 'approval');
  if (missing.length > 0)
    return `Not yet: ${missing.map((one) => conditionSentence(one).sentence).join('; ')}.`;
  return undefined;
}

const Approval = ({ view, gate }: { readonly view: RolloutView; readonly gate: GateView }) => {
  const [asking, setAsking] = useState(false);
  const { approval } = gate;
  const open = approval?.state === 'requested';
  const pending = view.waves.find(({ id }) => id === gate.waveId)?.counts.pending ?? 0;
  const decides = may(view.viewer.role, 'approve-wave') && handReason(view.viewer.hands) === undefined;
  return (
    <div className="mt-3 flex flex-col gap-2 border-t border-border pt-3">
      {approval !== null && <ApprovalState approval={approval} required={view.settings.approvalsRequired} />}
      {open && approval !== null && (
        <LinkButton href={paths.approval(approval.id)} variant={decides ? 'primary' : 'secondary'}>
          {decides ? `Decide on ${gate.wave} · ${plural(pending, 'tenant')}` : 'See the request'}
        </LinkButton>
      )}
      {!open && approval?.state !== 'approved' && (
        <Button variant="primary" disabledReason={askReason(view, gate)} onClick={() => setAsking(true)}>
          Ask for approval · {plural(pending, 'tenant')}
        </Button>
      )}
      <p className="text-muted">
        {gate.mayDecide.length === 0
          ? 'Nobody may decide: everybody who could has had a hand in this rollout.'
          : `${gate.mayDecide.join(', ')} may decide; nobody who had a hand in this rollout.`}
      </p>
      {asking && <AskDialog view={view} gate={gate} onClose={() => setAsking(false)} />}
    </div>
  );
};

interface ApprovalStateProps {
  readonly approval: NonNullable<GateView['approval']>;
  readonly required: number;
}

const ApprovalState = ({ approval, required }: ApprovalStateProps) => {
  const look = approvalLook[approval.state];
  return (
    <div className="flex flex-col gap-1">
      <p className="flex flex-wrap items-center gap-x-3">
        <StateBadge tone={look.tone}>{look.word}</StateBadge>
        <Link href={paths.approval(approval.id)} className="text-accent underline-offset-4 hover:underline">
          asked by {approval.requestedBy.name}
        </Link>
        <Time at={approval.requestedAt} className="text-muted" />
      </p>
      {approval.note !== null && <p className="break-words text-muted">“{approval.note}”</p>}
      {approval.decisions.map((one) => (
        <p key={`${one.by} ${one.at}`} className="break-words">
          {one.by} {one.decision} <Time at={one.at} className="text-muted" />
          {one.reason !== null && one.reason !== '' && <>: {one.reason}</>}
          {!one.counts && <span className="text-muted"> (does not count any more)</span>}
        </p>
      ))}
      {approval.state === 'requested' && (
        <p className="text-muted">
          {approval.decisions.filter(({ decision, counts }) => counts && decision === 'approved').length} of{' '}
          {required}; expires <Time at={approval.expiresAt} />
        </p>
      )}
    </div>
  );
};
