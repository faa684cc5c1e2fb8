/* oxlint-disable jsx-a11y/prefer-tag-over-role -- a virtualised grid with stuck columns cannot be a <table>; it keeps the grid's roles itself */
'use client';

import { clsx } from 'clsx';
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import {
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type MouseEvent,
} from 'react';
import { FLEET_SORTS, type FleetRow, type FleetSort } from '@/lib/wire/fleet-view';
import { stuckLeft, totalWidth, type Column } from '@/components/fleet/columns';
import { GridHead, HEAD } from '@/components/fleet/grid-head';
import { moveBy, type Place } from '@/components/fleet/grid-moves';
import { GroupRow, placeName, ROW_HEIGHT, TenantRow } from '@/components/fleet/grid-row';
import type { Line } from '@/components/fleet/lines';

export interface FleetGridProps {
  readonly label: string;
  readonly lines: readonly Line[];
  readonly columns: readonly Column[];
  readonly sort: FleetSort;
  readonly descending: boolean;
  readonly allSelected: boolean | 'mixed';
  /** Leaves room below: the bar of the selection must not cover a row that has the focus. */
  readonly shorter: boolean;
  readonly isSelected: (id: string) => boolean;
  /** `extend`: with Shift, everything since the last one. */
  readonly onSelect: (id: string, extend: boolean) => void;
  readonly onSelectAll: () => void;
  readonly onSort: (sort: FleetSort) => void;
  readonly onFold: (group: string) => void;
  readonly onAllVersions: () => void;
  readonly onOpen: (row: FleetRow) => void;
}

const SHORT_LABEL = 3;
/** A line is remembered by what it is, not where: the list moves under the reader. */
type Active = { readonly lineId: string; readonly column: number };

/**
 * The fleet as an APG data grid: one tab stop, arrows move it. Rows are drawn only where they are seen; the one that has
 * the focus stays.
 */
export const FleetGrid = (props: FleetGridProps) => {
  const { lines, columns } = props;
  const frame = useRef<HTMLDivElement>(null);
  const wantsFocus = useRef(false);
  const [active, setActive] = useState<Active>({ lineId: HEAD, column: 1 });
  const upright = columns.some((column) => column.kind === 'version' && column.label.length > SHORT_LABEL);
  const headHeight = upright ? headHeightOf(columns) : ROW_HEIGHT;
  const places = useMemo(() => new Map(lines.map(({ id }, index) => [id, index])), [lines]);
  const activeIndex = places.get(active.lineId) ?? -1;
  const stuck = columns.reduce((width, column) => width + (stuckLeft(column) === null ? 0 : column.width), 0);

  // oxlint-disable-next-line react/incompatible-library -- nothing it returns is memoised here or passed on
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => lines[index]?.id ?? index,
    overscan: 8,
    useFlushSync: false,
    scrollPaddingStart: headHeight,
    // Before the frame is measured (and on the server): as many rows as a screen holds.
    initialRect: { width: 1200, height: 900 },
    rangeExtractor: useCallback(
      (range: Parameters<typeof defaultRangeExtractor>[0]) => {
        const shown = defaultRangeExtractor(range);
        return activeIndex < 0 || shown.includes(activeIndex)
          ? shown
          : [...shown, activeIndex].sort((a, b) => a - b);
      },
      [activeIndex],
    ),
  });

  useEffect(() => {
    if (!wantsFocus.current) return;
    const line = lines[activeIndex];
    const column = line?.kind === 'group' ? 0 : active.column;
    const target = frame.current?.querySelector<HTMLElement>(
      `[data-place="${CSS.escape(placeName(active.lineId, column))}"]`,
    );
    if (!target) return;
    wantsFocus.current = false;
    target.focus({ preventScroll: true });
    scrollIntoColumns(frame.current, target, stuck);
  });

  const go = (to: Place) => {
    wantsFocus.current = true;
    if (to.line >= 0) virtual.scrollToIndex(to.line);
    setActive({ lineId: to.line < 0 ? HEAD : (lines[to.line]?.id ?? HEAD), column: to.column });
  };

  const act = (name: string, element: HTMLElement, extend: boolean) => {
    const lineId = element.closest<HTMLElement>('[data-line]')?.dataset['line'] ?? '';
    const line = lines[places.get(lineId) ?? -1];
    if (name === 'select' && line?.kind === 'tenant') props.onSelect(line.row.id, extend);
    if (name === 'fold' && line?.kind === 'group') props.onFold(line.name);
    if (name === 'select-all') props.onSelectAll();
    if (name === 'all-versions') props.onAllVersions();
    const sort = FLEET_SORTS.find((one) => one === element.dataset['sort']);
    if (name === 'sort' && sort !== undefined) props.onSort(sort);
  };

  const onClick = (event: MouseEvent) => {
    const target = event.target instanceof Element ? event.target : null;
    const place = target?.closest<HTMLElement>('[role="gridcell"], [role="columnheader"]');
    const lineId = place?.closest<HTMLElement>('[data-line]')?.dataset['line'];
    if (place && lineId !== undefined) setActive({ lineId, column: Number(place.dataset['column'] ?? 0) });
    const control =
      target?.closest<HTMLElement>('[data-act]') ?? place?.querySelector<HTMLElement>('[data-act="select"]');
    if (control) act(control.dataset['act'] ?? '', control, event.shiftKey);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.metaKey) return;
    const line = lines[activeIndex];
    const control = event.target instanceof HTMLElement ? event.target : null;
    const page = Math.max(
      1,
      Math.floor(((frame.current?.clientHeight ?? 400) - headHeight) / ROW_HEIGHT) - 1,
    );
    if (line?.kind === 'group' && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
      event.preventDefault();
      if (line.collapsed === (event.key === 'ArrowRight')) props.onFold(line.name);
      return;
    }
    const to = moveBy(
      { key: event.key, ctrl: event.ctrlKey },
      { line: activeIndex, column: active.column },
      { lines: lines.length, columns: columns.length, page },
    );
    if (to !== null) {
      event.preventDefault();
      const before =
        line?.kind === 'tenant' && event.shiftKey && (event.key === 'ArrowDown' || event.key === 'ArrowUp');
      go(to);
      const next = lines[to.line];
      if (before && next?.kind === 'tenant') props.onSelect(next.row.id, true);
      return;
    }
    if (event.key === 'a' && event.ctrlKey) {
      event.preventDefault();
      props.onSelectAll();
    } else if (event.key === ' ') {
      event.preventDefault();
      if (line?.kind === 'tenant') props.onSelect(line.row.id, event.shiftKey);
      else if (control?.dataset['act'] !== undefined) act(control.dataset['act'], control, event.shiftKey);
    } else if (event.key === 'Enter') {
      // Links and buttons answer Enter themselves.
      if (control instanceof HTMLAnchorElement || control instanceof HTMLButtonElement) return;
      event.preventDefault();
      if (line?.kind === 'tenant') props.onOpen(line.row);
      else if (control?.dataset['act'] !== undefined) act(control.dataset['act'], control, event.shiftKey);
    }
  };

  const band = useColumnBand();
  return (
    <div
      ref={frame}
      role="grid"
      aria-label={props.label}
      aria-rowcount={lines.length + 1}
      aria-colcount={columns.length}
      aria-multiselectable
      tabIndex={-1}
      onClick={onClick}
      onKeyDown={onKeyDown}
      onPointerOver={band.follow}
      onPointerLeave={band.hide}
      onFocus={band.follow}
      onBlur={band.hide}
      style={{ scrollPaddingTop: headHeight, scrollPaddingLeft: stuck }}
      className={clsx(
        'relative isolate overflow-auto rounded-lg border border-border bg-surface max-lg:max-h-[max(20rem,calc(100dvh-12rem))]',
        props.shorter ? 'max-h-[max(20rem,calc(100dvh-17.5rem))]' : 'max-h-[max(20rem,calc(100dvh-15.5rem))]',
      )}
    >
      <div style={{ minWidth: totalWidth(columns) }} className="relative">
        <GridHead
          columns={columns}
          height={headHeight}
          sort={props.sort}
          descending={props.descending}
          allSelected={props.allSelected}
          activeColumn={activeIndex < 0 ? active.column : null}
          upright={upright}
        />
        <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const line = lines[item.index];
            if (line === undefined) return null;
            const isActive = item.index === activeIndex;
            return line.kind === 'group' ? (
              <GroupRow
                key={line.id}
                line={line}
                rowIndex={item.index + 2}
                top={item.start}
                columns={columns.length}
                active={isActive}
              />
            ) : (
              <TenantRow
                key={line.id}
                row={line.row}
                rowIndex={item.index + 2}
                top={item.start}
                columns={columns}
                selected={props.isSelected(line.row.id)}
                activeColumn={isActive ? active.column : null}
              />
            );
          })}
        </div>
        <div
          ref={band.element}
          aria-hidden
          hidden
          className="pointer-events-none absolute inset-y-0 z-[2] bg-text/5"
        />
      </div>
    </div>
  );
};

/** Standing labels need as much height as the longest has letters. */
function headHeightOf(columns: readonly Column[]): number {
  const longest = Math.max(...columns.map((column) => (column.kind === 'version' ? column.label.length : 0)));
  return Math.min(120, Math.max(ROW_HEIGHT, longest * 7 + 14));
}

/** Scrolls sideways only as far as it must for the cell to stand clear of the stuck columns. */
function scrollIntoColumns(frame: HTMLElement | null, target: HTMLElement, stuck: number): void {
  const cell = target.closest<HTMLElement>('[data-column]');
  if (frame === null || cell === null || getComputedStyle(cell).position === 'sticky') return;
  const left = cell.offsetLeft - stuck;
  const right = cell.offsetLeft + cell.offsetWidth - frame.clientWidth;
  if (frame.scrollLeft > left) frame.scrollLeft = left;
  else if (frame.scrollLeft < right) frame.scrollLeft = right;
}

/** The vertical half of the crosshair. Drawn without React: it moves with the pointer. The row is the other half. */
function useColumnBand() {
  const element = useRef<HTMLDivElement>(null);
  return {
    element,
    hide: () => {
      if (element.current) element.current.hidden = true;
    },
    follow: ({ target }: { readonly target: EventTarget }) => {
      const cell = target instanceof Element ? target.closest<HTMLElement>('[data-column]') : null;
      const band = element.current;
      if (band === null) return;
      const isStuck = cell !== null && getComputedStyle(cell).position === 'sticky';
      band.hidden = cell === null || isStuck;
      if (cell === null) return;
      band.style.left = `${cell.offsetLeft}px`;
      band.style.width = `${cell.offsetWidth}px`;
    },
  };
}
