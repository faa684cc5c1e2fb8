import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import { Code } from '@/components/ui/code';
import { Icon } from '@/components/ui/icon';

export interface FormErrorProps {
  /** Stable code, for search and support. */
  readonly code?: string | undefined;
  /** What happened and why. */
  readonly sentence: ReactNode;
  /** What to do next. */
  readonly remedy?: ReactNode;
  readonly action?: ReactNode;
  readonly className?: string | undefined;
}

/** What happened, why, what next. Announced as it appears. */
export const FormError = ({ code, sentence, remedy, action, className }: FormErrorProps) => (
  <div
    role="alert"
    className={clsx(
      'flex items-start gap-2.5 rounded-md border border-state-failed bg-surface px-3 py-2.5 text-sm',
      className,
    )}
  >
    <Icon name="cross" size={14} className="mt-0.75 text-state-failed" />
    <div className="min-w-0 flex-1">
      <p className="break-words">{sentence}</p>
      {remedy !== undefined && <p className="mt-0.5 break-words text-muted">{remedy}</p>}
      {code !== undefined && <Code className="mt-1 block text-muted">{code}</Code>}
    </div>
    {action}
  </div>
);
