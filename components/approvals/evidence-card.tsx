import Link from 'next/link';
import { failureSentence } from '@/lib/wire/failure-sentences';
import { plural } from '@/lib/wire/fact-text';
import { paths } from '@/lib/wire/paths';
import type { ApprovalView } from '@/lib/wire/approval-view';
import { CheckList } from '@/components/rollouts/check-list';
import { GateChecklist } from '@/components/rollouts/gate-checklist';
import { excludedWords } from '@/components/rollouts/rollout-text';
import { targetLook } from '@/components/rollouts/state-words';
import { Card } from '@/components/ui/card';
import { Icon } from '@/components/ui/icon';
import { Progress } from '@/components/ui/progress';
import { StateBadge } from '@/components/ui/state-badge';
import { thinEvidence } from './thin';
import { TimingPlot } from './timing-plot';

/** What the wave before showed: outcomes, verdicts against limits, failures, time. */
export const EvidenceCard = ({ view }: { readonly view: ApprovalView }) => {
  const { before, rollout } = view;
  if (before === null) return null;
  return (
    <Card
      title={`What ${before.name} showed`}
      meta={`${before.failures} of ${before.tolerance} failures used`}
    >
      <div className="flex flex-col gap-4">
        <Progress
          label={`Outcomes of ${before.name}`}
          segments={before.outcomes.map(({ state, count }) => ({
            key: state,
            tone: targetLook[state].tone,
            count,
            word: targetLook[state].word.toLowerCase(),
            settled: true,
          }))}
        />
        <CheckList
          checks={before.checks}
          notPassed={before.notPassed}
          hrefOf={(check) => `${paths.rollout(rollout.id)}?check=${encodeURIComponent(check)}`}
        />
        {before.causes.length > 0 && (
          <section aria-label="Failures" className="flex flex-col gap-1">
            <h3 className="font-medium">Failures</h3>
            {before.causes.map((cause) => (
              <p key={cause.signature} className="break-words">
                {plural(cause.targetIds.length, 'tenant')}:{' '}
                <span className="text-muted">{failureSentence(cause.failure).sentence}</span>
              </p>
            ))}
          </section>
        )}
        {before.exceptions.length > 0 && (
          <section aria-label="Not on the version" className="flex flex-col gap-1">
            <h3 className="font-medium">Not on the version</h3>
            <ul className="flex flex-col gap-1">
              {before.exceptions.map((one) => (
                <li key={one.targetId} className="flex flex-wrap gap-x-3">
                  <Link
                    href={paths.target(rollout.id, one.targetId)}
                    className="text-accent underline-offset-4 hover:underline"
                  >
                    {one.key}
                  </Link>
                  <StateBadge tone={targetLook[one.state].tone}>{targetLook[one.state].word}</StateBadge>
                  <span className="break-words text-muted">
                    {one.state === 'excluded' ? excludedWords(one).sentence : one.reason}
                  </span>
                </li>
              ))}
            </ul>
          </section>
        )}
        {before.timing !== null && <TimingPlot timing={before.timing} />}
        {before.retried > 0 && (
          <p className="text-muted">{plural(before.retried, 'tenant')} needed more than one attempt.</p>
        )}
      </div>
    </Card>
  );
};

/** What is missing or thin: said here, so that nobody has to find it out. */
export const ThinCard = ({ view }: { readonly view: ApprovalView }) => {
  const lines = thinEvidence(view);
  return (
    <Card title="Missing or thin">
      {lines.length === 0 ? (
        <p className="text-muted">Nothing that we know of.</p>
      ) : (
        <ul aria-label="Missing or thin" className="flex flex-col gap-1.5">
          {lines.map((line) => (
            <li key={line} className="flex gap-2">
              <span className="flex h-5 items-center">
                <Icon name="warning" size={14} className="text-state-warning" />
              </span>
              <span className="min-w-0 break-words">{line}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
};

export const ConditionsCard = ({ view }: { readonly view: ApprovalView }) => (
  <Card title={`Gate to ${view.wave.name}`}>
    <GateChecklist conditions={view.conditions.filter(({ key }) => key !== 'approval')} />
  </Card>
);
