'use client';

import { duration, plural } from '@/lib/wire/fact-text';
import { errorAt, type PlanDraft } from '@/lib/wire/plan-form';
import { DraftNumber } from '@/components/plan/draft-number';
import type { StepProps } from '@/components/plan/target-step';
import { Card } from '@/components/ui/card';

const SECOND = 1000;
const MINUTE = 60_000;

/** What protects the tenants while it runs, and who has to agree on the way. */
export const SafetyStep = ({ draft, errors, onChange }: StepProps) => {
  const number = (name: NumberName) => ({
    value: draft[name],
    error: errorAt(errors, name),
    onChange: (value: number) => onChange({ [name]: value }),
  });
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <Card title="Load">
        <div className="grid gap-x-4 gap-y-4 sm:grid-cols-2">
          <DraftNumber
            {...number('maxConcurrency')}
            label="At once, over all servers"
            min={1}
            max={512}
            unit="tenants"
            hint="Each server has a limit of its own, and the wave’s budget one more; the smallest counts."
          />
          <DraftNumber
            {...number('maxAttempts')}
            label="Attempts"
            min={1}
            max={10}
            unit={draft.maxAttempts === 1 ? 'attempt' : 'attempts'}
            hint="For causes that pass by themselves, such as a lock. A script that is wrong is not tried again."
          />
          <DraftNumber
            {...number('lockTimeoutMs')}
            label="Lock timeout"
            min={10}
            max={MINUTE}
            unit="ms"
            hint="Longer waits make the tenant’s own statements queue behind it."
          />
          <DraftNumber
            {...number('statementTimeoutMs')}
            label="Statement timeout"
            min={100}
            max={24 * 60 * MINUTE}
            scale={SECOND}
            step="any"
            unit="s"
            hint="A statement that runs longer is cancelled and its script rolled back."
          />
          {draft.strategy === 'rolling' && (
            <DraftNumber
              {...number('paceMs')}
              label="Pace"
              min={0}
              max={60 * MINUTE}
              scale={SECOND}
              step="any"
              unit="s between two starts"
              hint={paceHint(draft.paceMs)}
            />
          )}
        </div>
      </Card>
      <Card title="Approval">
        {draft.strategy === 'rolling' ? (
          <p className="text-muted">
            A rolling update is one wave: no gate stands on its way, so there is nothing to approve. Choose
            phased if somebody else has to agree in between.
          </p>
        ) : (
          <div className="grid gap-4 sm:grid-cols-2">
            <DraftNumber
              {...number('approvalsRequired')}
              label="Approvals before each further wave"
              min={0}
              max={10}
              unit={draft.approvalsRequired === 1 ? 'person' : 'people'}
              hint={
                draft.approvalsRequired === 0
                  ? 'Evidence alone opens the gate.'
                  : 'Approvers without a hand in this rollout: never you, who plan it.'
              }
            />
            <DraftNumber
              {...number('approvalHours')}
              label="A request is good for"
              min={1}
              max={720}
              unit="hours"
              hint="Then it runs out and has to be asked for anew."
            />
          </div>
        )}
      </Card>
    </div>
  );
};

type NumberName = {
  [Name in keyof PlanDraft]: PlanDraft[Name] extends number ? Name : never;
}[keyof PlanDraft];

const paceHint = (paceMs: number): string =>
  paceMs > 0
    ? `At most one start every ${duration(paceMs)}.`
    : 'No pause: the next one starts as a place is free.';

/** `8 at once · 1 approval a wave`. */
export const safetyWords = (draft: PlanDraft): string =>
  [
    `${Number.isNaN(draft.maxConcurrency) ? '?' : draft.maxConcurrency} at once`,
    draft.strategy === 'rolling' || Number.isNaN(draft.approvalsRequired)
      ? null
      : draft.approvalsRequired === 0
        ? 'no approval'
        : plural(draft.approvalsRequired, 'approval'),
  ]
    .filter((part) => part !== null)
    .join(' · ');
