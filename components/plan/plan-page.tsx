'use client';

import { useRouter } from 'next/navigation';
import { useState, type ReactNode } from 'react';
import { useAction } from '@/lib/client/use-action';
import { may, type Role } from '@/lib/domain/verbs';
import { planRolloutAction } from '@/lib/server/actions/plan';
import { plural, versionWords } from '@/lib/wire/fact-text';
import { paths } from '@/lib/wire/paths';
import {
  draftErrors,
  errorAt,
  planOf,
  wavesOf,
  type PlanAsked,
  type PlanChoices,
  type PlanDraft,
} from '@/lib/wire/plan-form';
import type { PlanView } from '@/lib/wire/plan-view';
import { fieldErrors } from '@/lib/wire/result';
import { Consequence } from '@/components/plan/consequence';
import { IncludeDialog } from '@/components/plan/include-dialog';
import { MovedBanner } from '@/components/plan/moved-banner';
import { PreviewStep } from '@/components/plan/preview-step';
import { SafetyStep, safetyWords } from '@/components/plan/safety-step';
import { StepNav } from '@/components/plan/step-nav';
import { TargetStep } from '@/components/plan/target-step';
import { STEPS, STEP_WORDS, usePlanAddress, type Step } from '@/components/plan/use-plan-address';
import { usePlanDraft } from '@/components/plan/use-plan-draft';
import { usePreview } from '@/components/plan/use-preview';
import { WavesStep, withRest } from '@/components/plan/waves-step';
import { planCounts } from '@/components/plan/what-moved';
import { roleReason } from '@/components/rollouts/why-not';
import { RefusalNote } from '@/components/shell/refusal-note';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { toast } from '@/components/ui/toast';

export interface PlanPageProps {
  readonly role: Role;
  readonly choices: PlanChoices;
  readonly asked: PlanAsked;
}

/** Left the steps, in the middle the form, right always what it would do. */
export const PlanPage = ({ role, choices, asked }: PlanPageProps) => {
  const router = useRouter();
  const [{ step, show }, setAddress] = usePlanAddress();
  const { draft, generation, ready, change, startOver, forget } = usePlanDraft(choices, asked);
  const [including, setIncluding] = useState<string | null>(null);
  const [movedFrom, setMovedFrom] = useState<PlanView | null>(null);
  const create = useAction(planRolloutAction);

  const own = draftErrors(draft);
  const errors = { ...(create.result === null ? {} : fieldErrors(create.result)), ...own };
  const wrong = wrongSteps(errors);
  const complete = Object.keys(own).length === 0;
  const allowed = may(role, 'plan-rollout');
  const preview = usePreview(
    '/api/commands/preview-rollout',
    ready && complete && allowed ? planOf(draft) : null,
  );
  const { view, stale } = preview;
  const missing = allowed ? firstMissing(own, draft) : roleReason(role, 'plan-rollout');
  const refusal = create.result?.ok === false ? create.result.refusal : null;

  const edit = (changes: Partial<PlanDraft>) => {
    create.reset();
    change(changes);
  };
  const go = (next: Step) => {
    void setAddress({ step: next });
    window.scrollTo({ top: 0 });
  };
  const showRows = (rows: string) => {
    void setAddress({ step: 'preview', show: rows });
  };
  const reason = missing ?? createReason(view, stale, preview.refusal !== null);
  const send = async () => {
    if (reason !== undefined || view === null) return;
    const sent = await create.run({ ...planOf(draft), previewHash: view.previewHash });
    if (sent.ok) {
      forget();
      toast.success(`Created ${draft.name.trim()} · ${plural(sent.value.planned, 'tenant')}`, {
        description: 'It is frozen and ready. Nothing runs until somebody starts it.',
      });
      router.push(paths.rollout(sent.value.rolloutId));
    } else if (sent.refusal.code === 'plan_moved') setMovedFrom(view);
  };
  const createLabel =
    view === null ? 'Create rollout' : `Create rollout · ${plural(view.counts.planned, 'tenant')}`;

  return (
    <div className="flex min-w-0 flex-col gap-4">
      <PageHeader
        back={{ href: paths.rollouts, label: 'Rollouts' }}
        title="Plan a rollout"
        description="Nothing runs while you plan, nor when the rollout is created: starting it is a press of its own."
        actions={
          <>
            <Button variant="ghost" onClick={startOver}>
              Start over
            </Button>
            <LinkButton href={paths.rollouts}>Cancel</LinkButton>
          </>
        }
      />
      {!allowed && (
        <Banner tone="info" title="You can look around here, and not plan">
          {roleReason(role, 'plan-rollout')}
        </Banner>
      )}
      {refusal !== null && refusal.code !== 'plan_moved' && <RefusalNote refusal={refusal} />}
      {movedFrom !== null && view !== null && (
        <MovedBanner before={movedFrom} after={view} onSeen={() => setMovedFrom(null)} />
      )}
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-x-6 gap-y-4 lg:grid-cols-[minmax(0,1fr)_22rem] xl:grid-cols-[11.5rem_minmax(0,1fr)_24rem]">
        <div className="min-w-0 max-xl:col-span-full xl:self-stretch">
          <StepNav current={step} details={detailsOf(choices, draft, view)} wrong={wrong} onGo={go} />
          <p className="mt-2 px-2.5 text-muted lg:hidden">
            {view === null ? 'What it would do stands below. ' : `${planCounts(view)}. `}
            <a href="#consequence" className="text-accent underline underline-offset-4">
              See what it would do
            </a>
          </p>
        </div>
        <form
          key={generation}
          aria-label={STEP_WORDS[step]}
          className="flex min-w-0 flex-col gap-4"
          onSubmit={(event) => event.preventDefault()}
        >
          {/* What is typed before the page listens would be lost. */}
          <fieldset disabled={!ready} className="contents">
            <legend className="sr-only">{STEP_WORDS[step]}</legend>
            {step === 'target' && (
              <TargetStep choices={choices} draft={draft} errors={errors} onChange={edit} />
            )}
            {step === 'waves' && (
              <WavesStep {...{ choices, draft, errors, role, view }} onChange={edit} onShow={showRows} />
            )}
            {step === 'safety' && (
              <SafetyStep choices={choices} draft={draft} errors={errors} onChange={edit} />
            )}
            {step === 'preview' && (
              <PreviewStep
                view={view}
                stale={stale}
                show={show}
                onShow={(rows) => void setAddress({ show: rows })}
                onInclude={setIncluding}
                onLeaveOut={(key) => edit({ include: draft.include.filter((one) => one.key !== key) })}
              />
            )}
            <StepFooter step={step} onGo={go}>
              <Button
                variant="primary"
                disabledReason={reason}
                pending={create.pending}
                pendingLabel="Freezing the plan…"
                onClick={() => void send()}
              >
                {createLabel}
              </Button>
            </StepFooter>
          </fieldset>
        </form>
        <div className="min-w-0 lg:sticky lg:top-17 lg:max-h-[calc(100dvh-5.25rem)] lg:overflow-y-auto lg:p-px">
          <Consequence
            preview={preview}
            missing={missing}
            onShow={showRows}
            onTakeRest={draft.strategy === 'phased' ? () => edit(withRest(draft.waves)) : undefined}
          />
        </div>
      </div>
      {including !== null && (
        <IncludeDialog
          tenant={including}
          onClose={() => setIncluding(null)}
          onInclude={(why) => {
            edit({
              include: [
                ...draft.include.filter(({ key }) => key !== including),
                { key: including, reason: why },
              ],
            });
            setIncluding(null);
            // Its row has left the rows that are looked at: it is shown where it is now.
            showRows('noted');
          }}
        />
      )}
    </div>
  );
};

const StepFooter = ({
  step,
  onGo,
  children,
}: {
  readonly step: Step;
  readonly onGo: (step: Step) => void;
  readonly children: ReactNode;
}) => {
  const at = STEPS.indexOf(step);
  const before = STEPS[at - 1];
  const next = STEPS[at + 1];
  return (
    <div className="flex flex-wrap items-center justify-between gap-2 border-t border-border pt-3">
      {before === undefined ? (
        <span />
      ) : (
        <Button icon="chevron-left" onClick={() => onGo(before)}>
          {STEP_WORDS[before]}
        </Button>
      )}
      {next === undefined ? (
        children
      ) : (
        <Button variant="primary" onClick={() => onGo(next)}>
          Next: {STEP_WORDS[next].toLowerCase()}
        </Button>
      )}
    </div>
  );
};

const SAFETY_FIELDS = [
  'maxConcurrency',
  'lockTimeoutMs',
  'statementTimeoutMs',
  'maxAttempts',
  'approvalsRequired',
  'approvalHours',
  'paceMs',
];

function wrongSteps(errors: Readonly<Record<string, string>>): readonly Step[] {
  const stepOf = (path: string): Step => {
    const [field = ''] = path.split('.');
    if (field === 'waves') return 'waves';
    if (field === 'include') return 'preview';
    return SAFETY_FIELDS.includes(field) ? 'safety' : 'target';
  };
  return [...new Set(Object.keys(errors).map(stepOf))];
}

/** The first thing to correct, with the wave that it belongs to. */
function firstMissing(errors: Readonly<Record<string, string>>, draft: PlanDraft): string | undefined {
  const [path] = Object.keys(errors);
  if (path === undefined) return undefined;
  const [field, at] = path.split('.');
  const wave = field === 'waves' ? wavesOf(draft)[Number(at)] : undefined;
  if (SAFETY_FIELDS.includes(field ?? '')) return 'Correct the marked number under Safety.';
  const sentence = errorAt(errors, path) ?? '';
  if (wave === undefined) return sentence;
  const name = wave.name.trim() === '' ? `Wave ${Number(at) + 1}` : wave.name;
  return /tenant|condition|value|Name the wave/.test(sentence)
    ? `${name}: ${sentence}`
    : `${name}: correct the marked number.`;
}

function createReason(view: PlanView | null, stale: boolean, refused: boolean): string | undefined {
  if (refused) return 'The plan is refused as it stands; see what it would do';
  if (view === null || stale) return 'Still reading what this plan would do';
  if (view.counts.planned === 0) return 'No tenant would be worked on';
  return undefined;
}

function detailsOf(
  choices: PlanChoices,
  draft: PlanDraft,
  view: PlanView | null,
): Readonly<Record<Step, string>> {
  const release = choices.releases.find(({ id }) => id === draft.releaseId);
  const version = draft.targetVersion ?? release?.targetVersion ?? null;
  return {
    target:
      release === undefined
        ? 'no release yet'
        : `${release.name} → ${version === null ? 'repeatables' : versionWords(version)}`,
    waves: draft.strategy === 'rolling' ? 'one continuous wave' : plural(draft.waves.length, 'wave'),
    safety: safetyWords(draft),
    preview: view === null ? 'not read yet' : plural(view.counts.planned, 'tenant'),
  };
}
