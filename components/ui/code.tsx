import { clsx } from 'clsx';
import type { ReactNode } from 'react';

export interface CodeProps {
  readonly children: ReactNode;
  /** `bare` has no background: for tables full of versions. */
  readonly look?: 'boxed' | 'bare' | undefined;
  readonly className?: string | undefined;
}

export const Code = ({ children, look = 'bare', className }: CodeProps) => (
  <code
    className={clsx(
      'text-[0.923em] break-words',
      look === 'boxed' && 'rounded-sm border border-border bg-surface-sunken px-1 py-px',
      className,
    )}
  >
    {children}
  </code>
);
