'use client';

import { clsx } from 'clsx';
import { STEP_WORDS, STEPS, type Step } from '@/components/plan/use-plan-address';
import { StateGlyph } from '@/components/ui/state-badge';

export interface StepNavProps {
  readonly current: Step;
  /** What each step says so far, under its name. */
  readonly details: Readonly<Record<Step, string>>;
  /** Steps with a field that has to be corrected. */
  readonly wrong: readonly Step[];
  readonly onGo: (step: Step) => void;
}

/** The steps, in any order: none is locked, and each says what it holds. */
export const StepNav = ({ current, details, wrong, onGo }: StepNavProps) => (
  <nav aria-label="Steps" className="min-w-0 xl:sticky xl:top-17 xl:self-start">
    <ol className="relative flex gap-1 overflow-x-auto p-0.5 xl:flex-col">
      {STEPS.map((step, index) => {
        const isCurrent = step === current;
        const isWrong = wrong.includes(step);
        return (
          <li key={step} className="shrink-0">
            <button
              type="button"
              onClick={() => onGo(step)}
              {...(isCurrent ? { 'aria-current': 'step' as const } : {})}
              className={clsx(
                'relative flex w-full items-start gap-2.5 rounded-md px-2.5 py-2 text-left',
                isCurrent ? 'bg-surface-selected' : 'hover:bg-surface-hover',
              )}
            >
              <span
                className={clsx(
                  'mt-px flex size-5 shrink-0 items-center justify-center rounded-full text-xs font-medium',
                  isCurrent ? 'bg-accent text-on-accent' : 'border border-border-strong text-muted',
                )}
              >
                {index + 1}
              </span>
              <span className="min-w-0">
                <span
                  className={clsx(
                    'flex items-center gap-1.5 text-sm whitespace-nowrap',
                    isCurrent && 'font-medium',
                  )}
                >
                  <span className={isCurrent ? undefined : 'max-sm:sr-only'}>{STEP_WORDS[step]}</span>
                  {isWrong && <StateGlyph tone="failed" size={12} label="has something to correct" />}
                </span>
                <span className="block text-xs text-muted max-xl:sr-only">{details[step]}</span>
              </span>
            </button>
          </li>
        );
      })}
    </ol>
  </nav>
);
