import { clsx } from 'clsx';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { StateGlyph } from '@/components/ui/state-badge';
import type { StateTone } from '@/components/ui/state-tone';

export interface StatProps {
  readonly value: ReactNode;
  readonly label: ReactNode;
  /** The rows behind the number. */
  readonly href?: string | undefined;
  readonly detail?: ReactNode;
  readonly tone?: StateTone | undefined;
  readonly className?: string | undefined;
}

export const Stat = ({ value, label, href, detail, tone, className }: StatProps) => {
  const content = (
    <>
      <span className="flex items-center gap-1.5 text-xs text-muted">
        {tone !== undefined && <StateGlyph tone={tone} size={12} />}
        {label}
      </span>
      <span className="text-xl font-semibold tracking-tight">{value}</span>
      {detail !== undefined && <span className="text-xs text-muted">{detail}</span>}
    </>
  );
  const look = clsx('flex min-w-0 flex-col rounded-md px-3 py-2', className);
  return href === undefined ? (
    <div className={look}>{content}</div>
  ) : (
    <Link href={href} className={clsx(look, 'hover:bg-surface-hover')}>
      {content}
    </Link>
  );
};
