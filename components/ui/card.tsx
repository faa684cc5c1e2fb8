import { clsx } from 'clsx';
import { useId, type ReactNode } from 'react';

export interface CardProps {
  readonly title?: ReactNode;
  /** Muted, right after the title: a count, a range. */
  readonly meta?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  readonly footer?: ReactNode;
  /** `flush` for tables and lists that bring their own padding. */
  readonly padding?: 'normal' | 'flush' | undefined;
  readonly className?: string | undefined;
}

export const Card = ({
  title,
  meta,
  actions,
  children,
  footer,
  padding = 'normal',
  className,
}: CardProps) => {
  const titleId = useId();
  return (
    <section
      {...(title === undefined ? {} : { 'aria-labelledby': titleId })}
      className={clsx('flex min-w-0 flex-col rounded-lg border border-border bg-surface', className)}
    >
      {(title !== undefined || actions !== undefined) && (
        <header className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 border-b border-border px-4 py-1.5">
          <h2 id={titleId} className="text-sm font-semibold">
            {title}
          </h2>
          {meta !== undefined && <span className="text-sm text-muted">{meta}</span>}
          {actions !== undefined && <div className="ml-auto flex items-center gap-2">{actions}</div>}
        </header>
      )}
      <div className={clsx('min-w-0 flex-1', padding === 'normal' && 'p-4')}>{children}</div>
      {footer !== undefined && (
        <footer className="border-t border-border px-4 py-2 text-sm text-muted">{footer}</footer>
      )}
    </section>
  );
};
