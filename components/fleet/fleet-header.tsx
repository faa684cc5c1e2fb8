'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import type { FleetView } from '@/lib/wire/fleet-view';
import { filterHref, type FleetAddress } from '@/components/fleet/address';
import { FilterLinks } from '@/components/fleet/filter-links';
import { SparkBar } from '@/components/ui/spark-bar';
import { StateGlyph } from '@/components/ui/state-badge';
import type { StateTone } from '@/components/ui/state-tone';

export interface FleetHeaderProps {
  readonly view: FleetView;
  readonly address: FleetAddress;
  readonly follow: (search: string) => void;
  readonly actions: ReactNode;
}

/** The fleet in one line: every number leads to its rows. */
export const FleetHeader = ({ view, address, follow, actions }: FleetHeaderProps) => {
  const { totals, newest, distribution } = view;
  const href = (filter: Partial<FleetAddress>) => filterHref(address, filter);
  const share = totals.tenants === 0 ? 0 : Math.floor((totals.onNewest / totals.tenants) * 100);
  return (
    <div className="flex flex-wrap items-start gap-x-6 gap-y-3">
      <h1 className="sr-only">Fleet</h1>
      <FilterLinks
        follow={follow}
        className="flex min-w-0 flex-1 basis-80 flex-wrap items-start gap-x-6 gap-y-2"
      >
        <Number
          value={totals.tenants.toLocaleString('en')}
          label={totals.tenants === 1 ? 'tenant' : 'tenants'}
          href={href({})}
        />
        {newest !== null && (
          <Number
            value={`${share}%`}
            label={`on ${newest.name}${newest.version === null ? '' : ` (v${newest.version})`}`}
            detail={`${totals.onNewest.toLocaleString('en')} tenants`}
            href={href({ state: ['on_target'] })}
          />
        )}
        <SparkBar
          label="Tenants by version, oldest first"
          className="order-last w-full min-w-0 basis-full pt-1 lg:order-none lg:w-auto lg:flex-1 lg:basis-60"
          steps={distribution.toReversed().map(({ version, count }) => ({
            key: version ?? 'unknown',
            label: version === null ? 'not known' : `v${version}`,
            count,
            target: version !== null && version === newest?.version,
            href: href({ version: [version ?? 'unknown'] }),
          }))}
        />
        <Number
          value={totals.spread.toLocaleString('en')}
          label={totals.spread === 1 ? 'version in use' : 'versions spread'}
          href={href({ group: 'version' })}
        />
        <Number
          value={totals.behindByMoreThanTwo}
          label="behind by > 2"
          tone="warning"
          href={href({ behind: 3 })}
        />
        <Number value={totals.drifted} label="drifted" tone="drifted" href={href({ drift: 'drifted' })} />
        <Number value={totals.held} label="held" tone="held" href={href({ held: 'yes' })} />
        <Number
          value={totals.unreadable}
          label="unreadable"
          tone="failed"
          href={href({ state: ['unreadable', 'unread'] })}
        />
      </FilterLinks>
      <div className="flex flex-wrap items-center gap-2">{actions}</div>
    </div>
  );
};

interface NumberProps {
  readonly value: string | number;
  readonly label: string;
  readonly href: string;
  readonly detail?: string;
  /** Shown only when there are any: nothing to worry about has no colour. */
  readonly tone?: StateTone;
}

const Number = ({ value, label, href, detail, tone }: NumberProps) => (
  <Link
    href={href}
    prefetch={false}
    title={detail}
    className="group -mx-1.5 flex flex-col rounded-md px-1.5 py-0.5 hover:bg-surface-hover"
  >
    <span className="text-xl leading-6 font-semibold tracking-tight">{value}</span>
    <span className="flex items-center gap-1 text-xs whitespace-nowrap text-muted group-hover:text-text">
      {tone !== undefined && value !== 0 && <StateGlyph tone={tone} size={12} />}
      {label}
    </span>
  </Link>
);
