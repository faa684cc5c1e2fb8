'use client';

import { clsx } from 'clsx';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Icon, type IconName } from '@/components/ui/icon';
import { headCellClass } from '@/components/ui/table';

export type SortDirection = 'ascending' | 'descending';

export interface SortHeaderProps {
  readonly children: ReactNode;
  /** How the table is sorted by this column now. */
  readonly direction?: SortDirection | undefined;
  readonly align?: 'left' | 'right' | undefined;
  /** Either an address (the URL is the view) or a handler. */
  readonly href?: string | undefined;
  readonly onSort?: (() => void) | undefined;
  readonly className?: string | undefined;
}

const icons: Readonly<Record<SortDirection, IconName>> = { ascending: 'arrow-up', descending: 'arrow-down' };

export const SortHeader = ({
  children,
  direction,
  align = 'left',
  href,
  onSort,
  className,
}: SortHeaderProps) => {
  const look = clsx(
    'group/sort -mx-1.5 inline-flex h-6 items-center gap-1 rounded-sm px-1.5 hover:bg-surface-hover hover:text-text',
    direction !== undefined && 'text-text',
    align === 'right' && 'flex-row-reverse',
  );
  const content = (
    <>
      {children}
      <Icon
        name={direction === undefined ? 'sort-both' : icons[direction]}
        size={12}
        className={clsx(
          direction === undefined &&
            'opacity-0 group-hover/sort:opacity-100 group-focus-visible/sort:opacity-100',
        )}
      />
    </>
  );
  return (
    <th
      scope="col"
      {...(direction === undefined ? {} : { 'aria-sort': direction })}
      className={clsx(headCellClass, align === 'right' ? 'text-right' : 'text-left', className)}
    >
      {href === undefined ? (
        <button type="button" onClick={onSort} className={look}>
          {content}
        </button>
      ) : (
        <Link href={href} replace scroll={false} className={look}>
          {content}
        </Link>
      )}
    </th>
  );
};
