/* oxlint-disable jsx-a11y/prefer-tag-over-role -- a virtualised grid with stuck columns cannot be a <table>; it keeps the grid's roles itself */
'use client';

import { clsx } from 'clsx';
import type { CSSProperties } from 'react';
import type { FleetSort } from '@/lib/wire/fleet-view';
import { stuckLeft, type Column } from '@/components/fleet/columns';
import { cellClass, placeName, SelectBox } from '@/components/fleet/grid-row';
import { Icon } from '@/components/ui/icon';
import { VisuallyHidden } from '@/components/ui/visually-hidden';

export const HEAD = 'head';

export interface GridHeadProps {
  readonly columns: readonly Column[];
  readonly height: number;
  readonly sort: FleetSort;
  readonly descending: boolean;
  readonly allSelected: boolean | 'mixed';
  readonly activeColumn: number | null;
  /** Version labels too long to lie beside each other stand. */
  readonly upright: boolean;
}

/** The header row stays in sight, and is part of the grid: arrows reach it, Enter sorts. */
export const GridHead = (props: GridHeadProps) => {
  const { columns, height, sort, descending, allSelected, activeColumn, upright } = props;
  return (
    <div role="rowgroup" className="sticky top-0 z-10">
      <div
        role="row"
        aria-rowindex={1}
        data-line={HEAD}
        style={{ height }}
        className="flex items-stretch border-b border-border bg-surface-sunken text-xs font-medium text-muted"
      >
        {columns.map((column, index) => {
          const focus = { tabIndex: activeColumn === index ? 0 : -1, 'data-place': placeName(HEAD, index) };
          const isSorted = column.sort !== undefined && column.sort === sort;
          const holdsControl =
            column.kind === 'select' || column.kind === 'older' || column.sort !== undefined;
          return (
            <div
              key={column.id}
              role="columnheader"
              aria-colindex={index + 1}
              data-column={index}
              style={headStyle(column)}
              className={cellClass(
                column,
                clsx(
                  '-outline-offset-2',
                  column.kind === 'version' && 'items-end! pb-1',
                  column.kind === 'version' &&
                    column.newest &&
                    'border-t-2 border-t-text/60 font-semibold text-text',
                ),
              )}
              {...(isSorted
                ? { 'aria-sort': descending ? ('descending' as const) : ('ascending' as const) }
                : {})}
              {...(column.kind === 'version'
                ? { title: `${column.label} ${column.description}${column.newest ? ' (newest)' : ''}` }
                : {})}
              {...(holdsControl ? {} : focus)}
            >
              <HeadContent {...{ column, focus, isSorted, descending, allSelected, upright }} />
            </div>
          );
        })}
      </div>
    </div>
  );
};

const headStyle = (column: Column): CSSProperties => {
  const left = stuckLeft(column);
  return {
    width: column.width,
    ...(column.grows === true ? { flexGrow: 1 } : {}),
    ...(left === null ? {} : { left }),
  };
};

interface HeadContentProps extends Pick<GridHeadProps, 'descending' | 'allSelected' | 'upright'> {
  readonly column: Column;
  readonly isSorted: boolean;
  readonly focus: { readonly tabIndex: number; readonly 'data-place': string };
}

const HeadContent = ({ column, focus, isSorted, descending, allSelected, upright }: HeadContentProps) => {
  if (column.kind === 'select') {
    return (
      <span
        {...focus}
        role="checkbox"
        aria-checked={allSelected}
        aria-label="Select all that match"
        data-act="select-all"
        className="flex size-6 cursor-pointer items-center justify-center rounded-sm -outline-offset-1"
      >
        <SelectBox checked={allSelected} />
      </span>
    );
  }
  if (column.kind === 'older') {
    return (
      <button
        {...focus}
        type="button"
        data-act="all-versions"
        title={`Show ${column.count} older versions`}
        aria-label={`Show ${column.count} older versions`}
        className="flex size-6 items-center justify-center rounded-sm hover:text-text"
      >
        <Icon name="more" size={14} />
      </button>
    );
  }
  if (column.kind === 'version') {
    return (
      <>
        <span
          aria-hidden
          className={clsx(
            'font-mono text-2xs',
            upright && 'rotate-180 whitespace-nowrap [writing-mode:vertical-rl]',
          )}
        >
          {column.label}
        </span>
        <VisuallyHidden>
          {column.label}, {column.description}
          {column.newest && ', newest'}
        </VisuallyHidden>
      </>
    );
  }
  if (column.sort === undefined) return <span className="truncate">{column.label}</span>;
  return (
    <button
      {...focus}
      type="button"
      data-act="sort"
      data-sort={column.sort}
      className={clsx(
        'group/sort -mx-1 inline-flex h-6 min-w-0 items-center gap-1 rounded-sm px-1 -outline-offset-1 hover:text-text',
        isSorted && 'text-text',
      )}
    >
      <span className="truncate">{column.label}</span>
      <Icon
        name={isSorted ? (descending ? 'arrow-down' : 'arrow-up') : 'sort-both'}
        size={12}
        className={clsx(
          !isSorted && 'opacity-0 group-hover/sort:opacity-100 group-focus-visible/sort:opacity-100',
        )}
      />
    </button>
  );
};
