import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import { Icon, type IconName } from '@/components/ui/icon';

export interface EmptyStateProps {
  /** What is not here: "No rollouts yet". */
  readonly title: ReactNode;
  /** What to do first. */
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  readonly icon?: IconName | undefined;
  readonly className?: string | undefined;
}

export const EmptyState = ({ title, children, action, icon, className }: EmptyStateProps) => (
  <div className={clsx('flex flex-col items-center gap-1 px-6 py-10 text-center', className)}>
    {icon !== undefined && <Icon name={icon} size={20} className="mb-1 text-faint" />}
    <p className="text-base font-medium">{title}</p>
    {children !== undefined && <div className="max-w-prose text-sm text-pretty text-muted">{children}</div>}
    {action !== undefined && <div className="mt-3 flex flex-wrap justify-center gap-2">{action}</div>}
  </div>
);
