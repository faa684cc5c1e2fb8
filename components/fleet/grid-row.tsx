/* oxlint-disable jsx-a11y/prefer-tag-over-role -- a virtualised grid with stuck columns cannot be a <table>; it keeps the grid's roles itself */
'use client';

import { clsx } from 'clsx';
import Link from 'next/link';
import { memo, type CSSProperties, type ReactNode } from 'react';
import type { FleetRow } from '@/lib/wire/fleet-view';
import { paths } from '@/lib/wire/paths';
import { cellLook, cellWord, letterOf, summary } from '@/components/fleet/cell-look';
import { stuckLeft, type Column } from '@/components/fleet/columns';
import { FieldCell } from '@/components/fleet/field-cell';
import type { GroupLine } from '@/components/fleet/lines';
import { stateIsLink } from '@/components/fleet/tenant-state';
import { Icon } from '@/components/ui/icon';

export const ROW_HEIGHT = 34;

/** Name of a place in the grid, for finding what should take the focus. */
export const placeName = (lineId: string, column: number): string => `${lineId}/${column}`;

/** Place of the row in the scrolled whole. */
const rowStyle = (top: number): CSSProperties => ({ top, height: ROW_HEIGHT });

const cellStyle = (column: Column): CSSProperties => {
  const left = stuckLeft(column);
  return {
    width: column.width,
    ...(column.grows === true ? { flexGrow: 1 } : {}),
    ...(left === null ? {} : { left }),
  };
};

/** Shared by rows and header: a frame with the column's width, stuck where its column is. */
export const cellClass = (column: Column, extra?: string): string =>
  clsx(
    'flex shrink-0 items-center',
    stuckLeft(column) !== null && 'sticky z-[1] bg-inherit',
    column.kind === 'tenant' && 'border-r border-border max-sm:w-36!',
    column.kind === 'version' || column.kind === 'older' ? 'justify-center' : 'min-w-0 px-2',
    column.kind === 'select' && 'justify-center px-0!',
    column.kind === 'version' && column.newest && 'border-x border-text/40',
    extra,
  );

export interface TenantRowProps {
  readonly row: FleetRow;
  /** 1-based, the header included. */
  readonly rowIndex: number;
  readonly top: number;
  readonly columns: readonly Column[];
  readonly selected: boolean;
  /** The column that has the grid's one tab stop, when it is in this row. */
  readonly activeColumn: number | null;
}

export const TenantRow = memo(({ row, rowIndex, top, columns, selected, activeColumn }: TenantRowProps) => (
  <div
    role="row"
    aria-rowindex={rowIndex}
    aria-selected={selected}
    data-line={row.id}
    style={rowStyle(top)}
    className={clsx(
      'group/line absolute inset-x-0 flex border-b border-border text-sm',
      selected ? 'bg-surface-selected' : 'bg-surface focus-within:bg-surface-hover hover:bg-surface-hover',
    )}
  >
    {columns.map((column, index) => {
      const tabIndex = activeColumn === index ? 0 : -1;
      const place = placeName(row.id, index);
      const holdsControl =
        column.kind === 'select' || column.kind === 'tenant' || (column.id === 'state' && stateIsLink(row));
      return (
        <div
          key={column.id}
          role="gridcell"
          aria-colindex={index + 1}
          data-column={index}
          style={cellStyle(column)}
          className={cellClass(column, holdsControl ? undefined : '-outline-offset-2')}
          {...(holdsControl ? {} : { tabIndex, 'data-place': place })}
          {...cellName(row, column)}
        >
          {content(row, column, selected, { tabIndex, 'data-place': place })}
        </div>
      );
    })}
  </div>
));
TenantRow.displayName = 'TenantRow';

interface Focus {
  readonly tabIndex: number;
  readonly 'data-place': string;
}

/** A cell of glyphs only says its version and state in words. */
function cellName(
  row: FleetRow,
  column: Column,
): { readonly 'aria-label'?: string; readonly title?: string } {
  if (column.kind === 'version') {
    const word = `${cellWord(letterOf(row.cells[column.index]))}${row.state === 'unreadable' ? ', as last read' : ''}`;
    return {
      'aria-label': `${column.label}: ${word}`,
      title: `${column.label} ${column.description}: ${word}`,
    };
  }
  if (column.kind === 'older') {
    const { words } = summary(row.cells.slice(0, column.count));
    return { 'aria-label': `${column.label}: ${words}`, title: `${column.label}: ${words}` };
  }
  return {};
}

function content(row: FleetRow, column: Column, selected: boolean, focus: Focus): ReactNode {
  switch (column.kind) {
    case 'select':
      return (
        <span
          {...focus}
          role="checkbox"
          aria-checked={selected}
          aria-label={`Select ${row.key}`}
          data-act="select"
          className="flex size-6 cursor-pointer items-center justify-center rounded-sm -outline-offset-1"
        >
          <SelectBox checked={selected} />
        </span>
      );
    case 'tenant':
      return (
        <Link
          {...focus}
          href={paths.tenant(row.key)}
          prefetch={false}
          title={row.name === row.key ? row.key : `${row.name} (${row.key})`}
          className="min-w-0 truncate rounded-sm font-medium underline-offset-4 -outline-offset-1 hover:underline"
        >
          {row.key}
        </Link>
      );
    case 'version':
      return <CellBox letter={letterOf(row.cells[column.index])} stale={row.state === 'unreadable'} />;
    case 'older':
      return (
        <CellBox
          letter={summary(row.cells.slice(0, column.count)).letter}
          stale={row.state === 'unreadable'}
        />
      );
    case 'field':
      return <FieldCell row={row} field={column.id} focus={focus} />;
  }
}

/** `stale`: as it was before the tenant became unreadable. */
const CellBox = ({
  letter,
  stale,
}: {
  readonly letter: ReturnType<typeof letterOf>;
  readonly stale: boolean;
}) => {
  const { icon, className } = cellLook(letter);
  return (
    <span
      aria-hidden
      className={clsx(
        'flex size-5.5 items-center justify-center rounded-sm text-xs transition-colors duration-200',
        stale && 'opacity-50',
        className,
      )}
    >
      {icon === null ? letter === '?' && '?' : <Icon name={icon} size={12} />}
    </span>
  );
};

export const SelectBox = ({ checked }: { readonly checked: boolean | 'mixed' }) => (
  <span
    className={clsx(
      'flex size-4 items-center justify-center rounded-sm border',
      checked === false ? 'border-border-strong bg-surface' : 'border-accent bg-accent text-on-accent',
    )}
  >
    {checked !== false && <Icon name={checked === 'mixed' ? 'dash' : 'check'} size={12} />}
  </span>
);

export interface GroupRowProps {
  readonly line: GroupLine;
  readonly rowIndex: number;
  readonly top: number;
  readonly columns: number;
  readonly active: boolean;
}

/** The heading of a group: folds it. */
export const GroupRow = memo(({ line, rowIndex, top, columns, active }: GroupRowProps) => (
  <div
    role="row"
    aria-rowindex={rowIndex}
    data-line={line.id}
    style={rowStyle(top)}
    className="absolute inset-x-0 flex border-b border-border bg-surface-sunken text-sm"
  >
    <div
      role="gridcell"
      aria-colindex={1}
      aria-colspan={columns}
      className="flex min-w-0 flex-1 items-center"
    >
      <button
        type="button"
        tabIndex={active ? 0 : -1}
        data-place={placeName(line.id, 0)}
        data-act="fold"
        aria-expanded={!line.collapsed}
        className="sticky left-0 flex h-full items-center gap-2 px-3 font-medium -outline-offset-2"
      >
        <Icon name={line.collapsed ? 'chevron-right' : 'chevron-down'} size={12} className="text-muted" />
        {line.name}
        <span className="font-normal text-muted">· {line.count.toLocaleString('en')}</span>
      </button>
    </div>
  </div>
));
GroupRow.displayName = 'GroupRow';
