'use client';

import { clsx } from 'clsx';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import type { Role } from '@/lib/domain/verbs';
import { paths } from '@/lib/wire/paths';
import { isCurrent, placesFor } from '@/components/shell/places';
import { Badge } from '@/components/ui/badge';

export interface NavLinksProps {
  readonly role: Role;
  readonly approvals: number;
  /** `bar` in the top bar, `list` in the menu of narrow screens. */
  readonly look: 'bar' | 'list';
  readonly onGo?: (() => void) | undefined;
}

const looks = {
  bar: {
    list: 'flex h-full items-stretch gap-0.5',
    link: 'relative flex items-center gap-1.5 px-2.5 text-sm after:absolute after:inset-x-2.5 after:bottom-0 after:h-0.5 after:rounded-full -outline-offset-2',
    current: 'font-medium text-text after:bg-accent',
    other: 'text-muted hover:text-text',
  },
  list: {
    list: 'flex flex-col',
    link: 'flex h-11 items-center justify-between rounded-md px-3 text-base',
    current: 'bg-surface-selected font-medium',
    other: 'hover:bg-surface-hover',
  },
} as const;

export const NavLinks = ({ role, approvals, look, onGo }: NavLinksProps) => {
  const pathname = usePathname();
  const css = looks[look];
  return (
    <ul className={css.list}>
      {placesFor(role).map((place) => {
        const current = isCurrent(place, pathname);
        const waiting = place.href === paths.approvals && approvals > 0;
        return (
          <li key={place.href} className={look === 'bar' ? 'flex' : undefined}>
            <Link
              href={place.href}
              className={clsx(css.link, current ? css.current : css.other)}
              {...(current ? { 'aria-current': 'page' } : {})}
              {...(onGo === undefined ? {} : { onClick: onGo })}
            >
              {place.label}
              {waiting && (
                <Badge look="accent">
                  {approvals}
                  <span className="sr-only"> waiting for you</span>
                </Badge>
              )}
            </Link>
          </li>
        );
      })}
    </ul>
  );
};
