'use client';

import Link from 'next/link';
import { duration, plural, spoken, versionWords } from '@/lib/wire/fact-text';
import { failureSentence, isFailureCode } from '@/lib/wire/failure-sentences';
import { paths } from '@/lib/wire/paths';
import type { TenantRun, TenantRunStep, TenantView } from '@/lib/wire/tenant-view';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { StateBadge } from '@/components/ui/state-badge';
import type { StateTone } from '@/components/ui/state-tone';
import { Time } from '@/components/ui/time';
import { useNow } from '@/components/ui/use-now';

const TONES: Readonly<Record<TenantRun['state'], StateTone>> = {
  running: 'running',
  succeeded: 'applied',
  failed: 'failed',
  cancelled: 'skipped',
  lost: 'warning',
};

/** Every attempt on this tenant, over all rollouts. */
export const RunsTab = ({ tenant }: { readonly tenant: TenantView }) => {
  if (tenant.runs.length === 0) {
    return (
      <Card>
        <EmptyState icon="play" title="Nothing was run here yet">
          Rollouts that touch this tenant show here, attempt by attempt.
        </EmptyState>
      </Card>
    );
  }
  return (
    <Card
      padding="flush"
      footer={tenant.moreRuns ? 'The newest 50 attempts; older ones are with their rollouts.' : undefined}
    >
      <ol className="divide-y divide-border">
        {tenant.runs.map((run) => (
          <Run key={run.attemptId} run={run} />
        ))}
      </ol>
    </Card>
  );
};

const Run = ({ run }: { readonly run: TenantRun }) => (
  <li className="flex flex-col gap-2 px-4 py-3">
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <StateBadge tone={TONES[run.state]}>{run.state}</StateBadge>
      <Link
        href={paths.target(run.rollout.id, run.targetId)}
        className="font-medium text-accent underline-offset-4 hover:underline"
      >
        {run.rollout.name}
      </Link>
      <span className="text-muted">
        {run.rollout.kind === 'rollback' ? 'rollback, ' : ''}
        {run.wave}
        {run.number > 1 && `, attempt ${run.number}`}
      </span>
      <span className="font-mono text-xs">
        {versionWords(run.fromVersion)} → {versionWords(run.toVersion)}
      </span>
      <span className="ml-auto text-muted">
        <Time at={run.startedAt} /> · took <Took from={run.startedAt} to={run.finishedAt} />
      </span>
    </div>
    <Steps steps={run.steps} running={run.state === 'running'} />
    {run.scripts.length > 0 && (
      <p className="font-mono text-xs break-words text-muted">
        <span className="font-sans">{plural(run.scripts.length, 'script')} applied: </span>
        {run.scripts.join(', ')}
      </p>
    )}
    {run.failure !== null && <Why failure={run.failure} />}
  </li>
);

const Steps = ({
  steps,
  running,
}: {
  readonly steps: readonly TenantRunStep[];
  readonly running: boolean;
}) => (
  <ol aria-label="Steps" className="flex flex-wrap gap-x-4 gap-y-1 text-xs">
    {steps.map((step) => (
      <li key={`${step.step} ${step.startedAt}`} className="flex items-center gap-1">
        {spoken(step.step)}{' '}
        <span className="text-muted">
          {step.finishedAt === null && !running ? (
            'broke off'
          ) : (
            <Took from={step.startedAt} to={step.finishedAt} />
          )}
        </span>
      </li>
    ))}
  </ol>
);

const Took = ({ from, to }: { readonly from: string; readonly to: string | null }) => {
  const now = useNow();
  const end = to === null ? now : Date.parse(to);
  return end === undefined ? null : (
    <span className="whitespace-nowrap">{duration(Math.max(0, end - Date.parse(from)))}</span>
  );
};

const Why = ({ failure }: { readonly failure: NonNullable<TenantRun['failure']> }) => {
  const { code, facts, ...rest } = failure;
  const said = isFailureCode(code)
    ? failureSentence({ code, facts, ...rest })
    : { sentence: code, remedy: '' };
  return (
    <div className="rounded-md border border-state-failed px-3 py-2">
      <p>{said.sentence}</p>
      <p className="text-muted">{said.remedy}</p>
      {failure.message !== null && (
        <p className="mt-1 font-mono text-xs break-words">
          {failure.sqlstate !== null && `${failure.sqlstate} `}
          {failure.message}
        </p>
      )}
    </div>
  );
};
