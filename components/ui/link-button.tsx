import Link from 'next/link';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { buttonClass, type ButtonSize, type ButtonVariant } from '@/components/ui/button-look';
import { Icon, type IconName } from '@/components/ui/icon';

export interface LinkButtonProps {
  readonly href: string;
  readonly children: ReactNode;
  readonly variant?: ButtonVariant | undefined;
  readonly size?: ButtonSize | undefined;
  readonly icon?: IconName | undefined;
  /** Why one cannot go there now: it becomes a button that says so. */
  readonly disabledReason?: string | undefined;
  /** Plain anchor with this file name: for exports, which must not be prefetched. */
  readonly download?: string | boolean | undefined;
  readonly className?: string | undefined;
}

export const LinkButton = (props: LinkButtonProps) => {
  const { href, children, variant, size, icon, disabledReason, download, className } = props;
  if (disabledReason !== undefined) {
    return <Button {...{ variant, size, icon, disabledReason, className }}>{children}</Button>;
  }
  const content = (
    <>
      {icon !== undefined && <Icon name={icon} size={14} />}
      {children}
    </>
  );
  const look = buttonClass({ variant, size, className });
  return download === undefined ? (
    <Link href={href} className={look}>
      {content}
    </Link>
  ) : (
    <a href={href} download={download} className={look}>
      {content}
    </a>
  );
};
