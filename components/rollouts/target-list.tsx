'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { TargetItem, type TargetItemProps } from './target-item';
import type { TargetRow } from '@/lib/wire/rollout-view';

/** Up to here every row is in the page: find-in-page and screen readers have them all. */
const ALL_ROWS = 200;
/** One line, or two on a phone: the heights of TargetItem. */
const rowPx = (): number => (window.matchMedia('(min-width: 40rem)').matches ? 36 : 52);

export interface TargetListProps extends Pick<TargetItemProps, 'view' | 'onOpen'> {
  readonly targets: readonly TargetRow[];
}

export const TargetList = (props: TargetListProps) =>
  props.targets.length > ALL_ROWS ? <VirtualList {...props} /> : <PlainList {...props} />;

const PlainList = ({ view, targets, onOpen }: TargetListProps) => (
  <ul aria-label="Tenants" className="max-h-[36rem] overflow-y-auto">
    {targets.map((target) => (
      <li key={target.id}>
        <TargetItem view={view} target={target} onOpen={onOpen} />
      </li>
    ))}
  </ul>
);

const VirtualList = ({ view, targets, onOpen }: TargetListProps) => {
  'use no memo';
  const frame = useRef<HTMLUListElement>(null);
  // oxlint-disable-next-line react/incompatible-library -- nothing it returns is memoised here or passed on
  const rows = useVirtualizer({
    count: targets.length,
    getScrollElement: () => frame.current,
    estimateSize: rowPx,
    getItemKey: (index) => targets[index]?.id ?? index,
    overscan: 12,
  });
  return (
    <ul ref={frame} aria-label="Tenants" className="max-h-[36rem] overflow-y-auto">
      <li aria-hidden style={{ height: rows.getVirtualItems()[0]?.start ?? 0 }} />
      {rows.getVirtualItems().map((item) => {
        const target = targets[item.index];
        return (
          target && (
            <li key={item.key} aria-setsize={targets.length} aria-posinset={item.index + 1}>
              <TargetItem view={view} target={target} onOpen={onOpen} />
            </li>
          )
        );
      })}
      <li aria-hidden style={{ height: rows.getTotalSize() - (rows.getVirtualItems().at(-1)?.end ?? 0) }} />
    </ul>
  );
};
