'use client';

import { useRouter } from 'next/navigation';
import { parseAsString, useQueryStates } from 'nuqs';
import { useState } from 'react';
import { useAction } from '@/lib/client/use-action';
import type { Role } from '@/lib/domain/verbs';
import { planRollbackAction } from '@/lib/server/actions/plan';
import { plural, versionWords } from '@/lib/wire/fact-text';
import { paths } from '@/lib/wire/paths';
import type { RollbackChoices } from '@/lib/wire/plan-form';
import type { PlanView } from '@/lib/wire/plan-view';
import { fieldErrors } from '@/lib/wire/result';
import { Consequence } from '@/components/plan/consequence';
import { DraftNumber } from '@/components/plan/draft-number';
import { MovedBanner } from '@/components/plan/moved-banner';
import { PreviewStep } from '@/components/plan/preview-step';
import { RollbackFacts } from '@/components/plan/rollback-facts';
import { RollbackScope, type Scope } from '@/components/plan/rollback-scope';
import { useHydrated } from '@/components/plan/use-hydrated';
import { usePreview } from '@/components/plan/use-preview';
import { rollbackReason } from '@/components/rollouts/why-not';
import { RefusalNote } from '@/components/shell/refusal-note';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { TextField } from '@/components/ui/text-field';
import { TextareaField } from '@/components/ui/textarea-field';
import { toast } from '@/components/ui/toast';

export interface RollbackPageProps {
  readonly role: Role;
  readonly choices: RollbackChoices;
}

const address = { wave: parseAsString, target: parseAsString, show: parseAsString.withDefault('all') };
const MAX_AT_ONCE = 512;
/** The reason is no part of what is agreed upon: the preview is the same whatever will be written there. */
const NOT_YET = 'not given yet';

/** Exactly what the rollout changed, taken back by undo scripts: previewed, agreed to, and started like any other. */
export const RollbackPage = ({ role, choices }: RollbackPageProps) => {
  const { rollout, targets } = choices;
  const refused = rollbackReason(role, { state: rollout.state, changed: targets.length });
  return refused === undefined ? (
    <RollbackForm choices={choices} />
  ) : (
    <div className="flex min-w-0 flex-col gap-4">
      <Header rollout={rollout} />
      <div className="rounded-lg border border-border bg-surface">
        <EmptyState
          icon="undo"
          title="This rollout cannot be rolled back now"
          action={
            <LinkButton variant="primary" href={paths.rollout(rollout.id)}>
              Open the rollout
            </LinkButton>
          }
        >
          {refused}
        </EmptyState>
      </div>
    </div>
  );
};

const Header = ({ rollout }: Pick<RollbackChoices, 'rollout'>) => (
  <PageHeader
    back={{ href: paths.rollout(rollout.id), label: rollout.name }}
    title={`Roll back ${rollout.name}`}
    description={`Takes tenants from ${versionWords(rollout.targetVersion)} of ${rollout.release} back to where they came from, as a rollout of its own. Nothing runs when it is created.`}
  />
);

const RollbackForm = ({ choices }: Pick<RollbackPageProps, 'choices'>) => {
  const router = useRouter();
  const { rollout } = choices;
  const [{ wave, target, show }, setAddress] = useQueryStates(address, {
    history: 'replace',
    shallow: true,
    scroll: false,
  });
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const [maxConcurrency, setMaxConcurrency] = useState(8);
  const [movedFrom, setMovedFrom] = useState<PlanView | null>(null);
  const hydrated = useHydrated();
  const create = useAction(planRollbackAction);

  const scope = scopeOf(choices, wave, target);
  const inRange = Number.isInteger(maxConcurrency) && maxConcurrency >= 1 && maxConcurrency <= MAX_AT_ONCE;
  const plan = { rolloutId: rollout.id, scope, maxConcurrency };
  const preview = usePreview('/api/commands/preview-rollback', inRange ? { ...plan, reason: NOT_YET } : null);
  const { view, stale } = preview;
  const planned = view?.counts.planned ?? 0;
  /** Of one wave or tenant, the count is asked for when it is started; of everything, here too. */
  const asksCount = scope.kind === 'rollout' && planned > 0;
  const blocked =
    (inRange ? undefined : 'Correct the marked number') ??
    (preview.refusal === null ? undefined : 'It is refused as it stands; see what it would do') ??
    (view === null || stale ? 'Still reading what this would do' : undefined) ??
    (planned === 0 ? 'No tenant can come back' : undefined) ??
    (reason.trim().length < 3 ? 'Give a reason first, in at least 3 characters' : undefined) ??
    (asksCount && typed.trim() !== String(planned) ? `Type ${planned} first` : undefined);
  const refusal = create.result?.ok === false ? create.result.refusal : null;
  const errors = create.result === null ? {} : fieldErrors(create.result);

  const send = async () => {
    if (blocked !== undefined || view === null) return;
    const sent = await create.run({ ...plan, reason: reason.trim(), previewHash: view.previewHash });
    if (sent.ok) {
      toast.success(`Created the rollback · ${plural(sent.value.planned, 'tenant')}`, {
        description: 'It is frozen and ready. Nothing comes back until somebody starts it.',
      });
      router.push(paths.rollout(sent.value.rolloutId));
    } else if (sent.refusal.code === 'plan_moved') setMovedFrom(view);
  };

  return (
    <form
      className="flex min-w-0 flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!create.pending) void send();
      }}
    >
      <Header rollout={rollout} />
      {refusal !== null && refusal.code !== 'plan_moved' && <RefusalNote refusal={refusal} />}
      {movedFrom !== null && view !== null && (
        <MovedBanner before={movedFrom} after={view} onSeen={() => setMovedFrom(null)} />
      )}
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-x-6 gap-y-4 lg:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <Card title="What comes back">
            <RollbackScope
              choices={choices}
              scope={scope}
              onChange={(next) => {
                create.reset();
                setTyped('');
                void setAddress({
                  wave: next.kind === 'wave' ? next.waveId : null,
                  target: next.kind === 'target' ? next.targetId : null,
                  show: null,
                });
              }}
            />
          </Card>
          {view !== null && <RollbackFacts view={view} />}
          <PreviewStep
            view={view}
            stale={stale}
            show={show}
            onShow={(rows) => void setAddress({ show: rows })}
          />
          <Card title="Create it">
            <div className="grid gap-4 sm:grid-cols-2">
              <TextareaField
                label="Reason"
                required
                className="sm:col-span-2"
                maxLength={1000}
                // What is typed before the page listens would be lost.
                readOnly={!hydrated}
                hint="Stands on the rollback, on the rollout that it takes back, and in the audit log."
                error={errors['reason']}
                value={reason}
                onChange={(event) => setReason(event.currentTarget.value)}
              />
              <DraftNumber
                label="At once"
                value={maxConcurrency}
                min={1}
                max={MAX_AT_ONCE}
                unit="tenants"
                hint="Each server has a limit of its own; no new one starts once that many have failed."
                error={errors['maxConcurrency']}
                onChange={setMaxConcurrency}
              />
              {asksCount && (
                <TextField
                  label={`Type ${planned} to confirm the number of tenants`}
                  mono
                  autoComplete="off"
                  inputMode="numeric"
                  value={typed}
                  onChange={(event) => setTyped(event.currentTarget.value)}
                />
              )}
              <div className="flex flex-wrap items-center justify-end gap-2 border-t border-border pt-3 sm:col-span-2">
                <LinkButton href={paths.rollout(rollout.id)}>Cancel</LinkButton>
                <Button
                  type="submit"
                  variant="primary"
                  icon="undo"
                  disabledReason={blocked}
                  pending={create.pending}
                  pendingLabel="Freezing the plan…"
                >
                  {planned === 0 ? 'Create rollback' : `Create rollback · ${plural(planned, 'tenant')}`}
                </Button>
              </div>
            </div>
          </Card>
        </div>
        <div className="min-w-0 lg:sticky lg:top-17 lg:max-h-[calc(100dvh-5.25rem)] lg:overflow-y-auto lg:p-px">
          <Consequence
            preview={preview}
            missing={inRange ? undefined : 'Correct the marked number.'}
            onShow={(rows) => void setAddress({ show: rows })}
          />
        </div>
      </div>
    </form>
  );
};

/** What the address names and the rollout has; else all of it. */
function scopeOf({ waves, targets }: RollbackChoices, wave: string | null, target: string | null): Scope {
  if (targets.some(({ id }) => id === target) && target !== null) return { kind: 'target', targetId: target };
  if (waves.some(({ id }) => id === wave) && wave !== null) return { kind: 'wave', waveId: wave };
  return { kind: 'rollout' };
}
