import type { ReactNode } from 'react';

export interface VisuallyHiddenProps {
  readonly children: ReactNode;
  readonly id?: string | undefined;
}

/** For screen readers only. */
export const VisuallyHidden = ({ children, id }: VisuallyHiddenProps) => (
  <span id={id} className="sr-only">
    {children}
  </span>
);
