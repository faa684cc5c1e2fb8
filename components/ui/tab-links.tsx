import { clsx } from 'clsx';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Badge } from '@/components/ui/badge';
import { tabClass, tabListClass } from '@/components/ui/tab-look';

export interface TabLink {
  readonly href: string;
  readonly label: ReactNode;
  readonly current: boolean;
  readonly count?: number | undefined;
}

export interface TabLinksProps {
  readonly label: string;
  readonly items: readonly TabLink[];
  readonly className?: string | undefined;
}

/** Looks like tabs, is navigation: each view has its own address. */
export const TabLinks = ({ label, items, className }: TabLinksProps) => (
  <nav aria-label={label} className={clsx(tabListClass, className)}>
    {items.map((item) => (
      <Link
        key={item.href}
        href={item.href}
        className={tabClass}
        {...(item.current ? { 'aria-current': 'page' } : {})}
      >
        {item.label}
        {item.count !== undefined && <Badge look="count">{item.count.toLocaleString('en')}</Badge>}
      </Link>
    ))}
  </nav>
);
