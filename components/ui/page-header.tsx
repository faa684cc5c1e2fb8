import { clsx } from 'clsx';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Icon } from '@/components/ui/icon';

export interface PageHeaderProps {
  readonly title: ReactNode;
  /** State badge, counts: on the title's line. */
  readonly meta?: ReactNode;
  /** Who, when, how long: below. */
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  /** The list that this page was opened from. */
  readonly back?: { readonly href: string; readonly label: string } | undefined;
  readonly className?: string | undefined;
}

export const PageHeader = ({ title, meta, description, actions, back, className }: PageHeaderProps) => (
  <header className={clsx('flex flex-wrap items-start gap-x-4 gap-y-2', className)}>
    <div className="min-w-0 flex-1 basis-72">
      {back !== undefined && (
        <Link
          href={back.href}
          className="-ml-1 inline-flex h-6 items-center gap-0.5 rounded-sm pr-1 text-xs text-muted hover:text-text"
        >
          <Icon name="chevron-left" size={12} />
          {back.label}
        </Link>
      )}
      <div className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1">
        <h1 className="min-w-0 text-xl font-semibold tracking-tight break-words">{title}</h1>
        {meta}
      </div>
      {description !== undefined && <div className="text-sm text-muted">{description}</div>}
    </div>
    {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
  </header>
);
