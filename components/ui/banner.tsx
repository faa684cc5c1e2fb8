import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import { Icon, type IconName } from '@/components/ui/icon';

type BannerTone = 'info' | 'warning' | 'danger';

const looks: Readonly<
  Record<BannerTone, { readonly icon: IconName; readonly glyph: string; readonly frame: string }>
> = {
  info: { icon: 'info', glyph: 'text-state-info', frame: 'border-border' },
  warning: { icon: 'warning', glyph: 'text-state-warning', frame: 'border-state-warning' },
  danger: { icon: 'cross', glyph: 'text-state-failed', frame: 'border-state-failed' },
};

export interface BannerProps {
  readonly tone: BannerTone;
  readonly title: ReactNode;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  /** `alert` only for what needs a person now; else the banner is announced politely. */
  readonly role?: 'alert' | 'status' | undefined;
  readonly className?: string | undefined;
}

export const Banner = ({ tone, title, children, action, role = 'status', className }: BannerProps) => (
  <div
    role={role}
    className={clsx(
      'flex items-start gap-2.5 rounded-md border bg-surface px-3 py-2 text-sm',
      looks[tone].frame,
      className,
    )}
  >
    <Icon name={looks[tone].icon} className={clsx('mt-0.5', looks[tone].glyph)} />
    <div className="min-w-0 flex-1 py-px">
      <p className="font-medium">{title}</p>
      {children !== undefined && <div className="text-muted">{children}</div>}
    </div>
    {action}
  </div>
);
