import { clsx } from 'clsx';
import type { ReactNode } from 'react';

export interface BadgeProps {
  readonly children: ReactNode;
  /** `count` for numbers beside a label, `accent` for what needs the reader. */
  readonly look?: 'neutral' | 'count' | 'accent' | undefined;
  readonly className?: string | undefined;
}

export const Badge = ({ children, look = 'neutral', className }: BadgeProps) => (
  <span
    className={clsx(
      'inline-flex h-5 items-center justify-center align-middle rounded-sm px-1.5 text-xs whitespace-nowrap',
      look === 'neutral' && 'border border-border text-muted',
      look === 'count' && 'min-w-5 bg-surface-hover text-muted',
      look === 'accent' && 'min-w-5 bg-accent font-medium text-on-accent',
      className,
    )}
  >
    {children}
  </span>
);
