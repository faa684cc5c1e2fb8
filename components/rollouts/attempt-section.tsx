'use client';

import { duration } from '@/lib/wire/fact-text';
import type { AttemptView, TargetView } from '@/lib/wire/rollout-view';
import type { SqlMark } from '@/components/ui/sql-block';
import { Code } from '@/components/ui/code';
import { SqlBlock } from '@/components/ui/sql-block';
import { StateBadge, StateGlyph } from '@/components/ui/state-badge';
import type { StateTone } from '@/components/ui/state-tone';
import { Time } from '@/components/ui/time';
import { useNow } from '@/components/ui/use-now';
import { Blockers } from './failure-note';

const states: Readonly<Record<AttemptView['state'], { readonly tone: StateTone; readonly word: string }>> = {
  running: { tone: 'running', word: 'Running' },
  succeeded: { tone: 'applied', word: 'Succeeded' },
  failed: { tone: 'failed', word: 'Failed' },
  cancelled: { tone: 'skipped', word: 'Cancelled' },
  lost: { tone: 'warning', word: 'Worker lost' },
};

export const attemptWord = (attempt: AttemptView): string => states[attempt.state].word;

/** One attempt: its steps with their times, and what each script did. */
export const AttemptSection = ({ attempt }: { readonly attempt: AttemptView }) => {
  const nowMs = useNow();
  const until = attempt.finishedAt === null ? nowMs : Date.parse(attempt.finishedAt);
  const look = states[attempt.state];
  return (
    <section aria-label={`Attempt ${attempt.number}`} className="flex flex-col gap-3">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <StateBadge tone={look.tone}>{look.word}</StateBadge>
        <span className="text-muted">
          began <Time at={attempt.startedAt} />
          {until !== undefined && ` · ${duration(Math.max(0, until - Date.parse(attempt.startedAt)))}`}
          {attempt.worker !== null && ` · ${attempt.worker}`}
        </span>
      </p>
      {attempt.blockers.length > 0 && <Blockers blockers={attempt.blockers} title="Who blocks it now" />}
      <ol aria-label="Steps" className="flex flex-col">
        {attempt.steps.map((step, index) => {
          const last = index === attempt.steps.length - 1;
          const tone = last && attempt.state !== 'succeeded' ? look.tone : 'applied';
          return (
            <li key={`${step.step} ${index}`} className="flex min-h-7 items-center gap-2.5">
              <StateGlyph tone={tone} label={tone === 'applied' ? 'done' : look.word} />
              <span className="w-20">{step.step}</span>
              <span className="text-muted">{stepTime(step, nowMs)}</span>
              {step.note !== null && <span className="truncate text-muted">{step.note}</span>}
            </li>
          );
        })}
      </ol>
      {attempt.log.length > 0 && (
        <ul aria-label="Log" className="flex flex-col text-xs text-muted">
          {attempt.log.map((line) => (
            <li key={`${line.at} ${line.code}`} className="break-words">
              <Time at={line.at} show="absolute" /> {line.code.replaceAll('_', ' ')}{' '}
              {Object.entries(line.facts)
                .map(([name, value]) => `${name} ${String(value)}`)
                .join(' · ')}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
};

function stepTime(step: AttemptView['steps'][number], nowMs: number | undefined): string {
  if (step.startedAt === null) return '';
  const end = step.finishedAt === null ? nowMs : Date.parse(step.finishedAt);
  return end === undefined ? '' : duration(Math.max(0, end - Date.parse(step.startedAt)));
}

const scriptLook = {
  applied: { tone: 'applied', word: 'applied' },
  failed: { tone: 'failed', word: 'failed' },
  running: { tone: 'running', word: 'running' },
  not_attempted: { tone: 'pending', word: 'not attempted' },
} as const satisfies Record<string, { tone: StateTone; word: string }>;

interface ScriptsProps {
  readonly target: TargetView;
  readonly attempt: AttemptView | undefined;
}

/** The scripts of this tenant, each with its SQL; the statement that failed is marked. */
export const Scripts = ({ target, attempt }: ScriptsProps) => {
  if (target.scripts.length === 0) return <p className="text-muted">No script: there is nothing to run.</p>;
  return (
    <ol aria-label="Scripts" className="flex flex-col gap-2">
      {target.scripts.map((script) => {
        const result = attempt?.results.find((one) => one.script === script.script);
        const done = result === undefined && target.state === 'succeeded';
        const look = scriptLook[done ? 'applied' : (result?.state ?? 'not_attempted')];
        const marks = marksOf(target, script.script);
        return (
          <li key={script.script}>
            <details open={marks.length > 0}>
              <summary className="flex min-h-7 cursor-pointer flex-wrap items-center gap-x-2.5 rounded-sm">
                <StateGlyph tone={look.tone} label={look.word} />
                <Code className="min-w-0 break-words">{script.script}</Code>
                <span className="text-muted">
                  {look.word}
                  {result?.executionTimeMs != null && ` · ${duration(result.executionTimeMs)}`}
                  {result !== undefined && result.attempts > 1 && ` · ${result.attempts} tries for its locks`}
                  {!script.transactional && ' · outside a transaction'}
                  {script.kind === 'versioned' && (script.undo ? ' · can be undone' : ' · no undo')}
                </span>
              </summary>
              <SqlBlock sql={script.sql} label={script.script} marks={marks} className="mt-1 max-h-96" />
            </details>
          </li>
        );
      })}
    </ol>
  );
};

/** Lines are those of the text after placeholders were replaced: the same unless a value has line breaks. */
function marksOf({ failure }: TargetView, script: string): readonly SqlMark[] {
  if (failure === null || failure.script !== script || failure.statementLine === null) return [];
  const lines = (failure.statementText ?? '').split('\n').length;
  const fromLine = failure.statementLine;
  return [
    {
      fromLine,
      toLine: fromLine + lines - 1,
      tone: 'failed',
      label: `Failed here: ${failure.sqlstate ?? failure.code}`,
    },
  ];
}
