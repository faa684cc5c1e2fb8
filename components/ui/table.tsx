import { clsx } from 'clsx';
import type { ComponentProps, ReactNode } from 'react';

export interface TableProps extends ComponentProps<'table'> {
  /** What the table lists; for screen readers. */
  readonly caption: string;
  /** Class of the scrolling frame, e.g. a maximum height: the header sticks inside it. */
  readonly frameClassName?: string | undefined;
}

/** Dense table in a frame that scrolls sideways on its own, so that the page never does. */
export const Table = ({ caption, frameClassName, className, children, ...rest }: TableProps) => (
  <section
    aria-label={caption}
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard (WCAG 2.1.1)
    tabIndex={0}
    className={clsx('relative overflow-auto overscroll-x-contain -outline-offset-2', frameClassName)}
  >
    <table {...rest} className={clsx('w-full border-separate border-spacing-0 text-sm', className)}>
      <caption className="sr-only">{caption}</caption>
      {children}
    </table>
  </section>
);

export const TableHead = ({
  children,
  className,
}: {
  readonly children: ReactNode;
  readonly className?: string;
}) => (
  <thead className={clsx('sticky top-0 z-10 bg-surface', className)}>
    <tr>{children}</tr>
  </thead>
);

export interface HeadCellProps extends Omit<ComponentProps<'th'>, 'align'> {
  readonly align?: 'left' | 'right' | 'center' | undefined;
}

export const headCellClass =
  'h-8 border-b border-border px-3 text-xs font-medium whitespace-nowrap text-muted first:pl-4 last:pr-4';

export const HeadCell = ({ align = 'left', className, children, ...rest }: HeadCellProps) => (
  <th scope="col" {...rest} className={clsx(headCellClass, alignClass[align], className)}>
    {children}
  </th>
);

export const TableBody = ({
  children,
  className,
}: {
  readonly children: ReactNode;
  readonly className?: string;
}) => <tbody className={className}>{children}</tbody>;

export interface RowProps extends ComponentProps<'tr'> {
  readonly selected?: boolean | undefined;
}

export const Row = ({ selected, className, ...rest }: RowProps) => (
  <tr
    {...rest}
    {...(selected === true ? { 'data-selected': true } : {})}
    className={clsx('group/row hover:bg-surface-hover data-selected:bg-surface-selected', className)}
  />
);

export interface CellProps extends Omit<ComponentProps<'td'>, 'align'> {
  readonly align?: 'left' | 'right' | 'center' | undefined;
  readonly muted?: boolean | undefined;
  /** Long text may take several lines; everything else stays on one. */
  readonly wrap?: boolean | undefined;
}

export const Cell = ({ align = 'left', muted, wrap, className, ...rest }: CellProps) => (
  <td
    {...rest}
    className={clsx(
      'h-9 border-b border-border px-3 py-1 group-last/row:border-b-0 first:pl-4 last:pr-4',
      wrap === true ? 'min-w-40 break-words' : 'whitespace-nowrap',
      alignClass[align],
      muted === true && 'text-muted',
      className,
    )}
  />
);

export interface EmptyRowProps {
  readonly columns: number;
  /** Usually an `EmptyState`. */
  readonly children: ReactNode;
}

export const EmptyRow = ({ columns, children }: EmptyRowProps) => (
  <tr>
    <td colSpan={columns} className="p-0">
      {children}
    </td>
  </tr>
);

const alignClass = { left: 'text-left', right: 'text-right', center: 'text-center' } as const;
