'use client';

import { clsx } from 'clsx';
import { useEffect, useState } from 'react';
import { useLive } from '@/lib/client/use-live';
import { freshness, type Freshness } from '@/components/shell/freshness';
import { Icon, type IconName } from '@/components/ui/icon';
import { Tooltip } from '@/components/ui/tooltip';

const looks: Readonly<Record<Freshness['state'], { readonly glyph: string; readonly icon: IconName; readonly says: string }>> = {
  connecting: { glyph: 'text-state-pending', icon: 'circle', says: 'The live stream is being opened.' },
  live: { glyph: 'text-state-applied', icon: 'check', says: 'Changes arrive as they happen.' },
  reconnecting: {
    glyph: 'text-state-warning',
    icon: 'refresh',
    says: 'The live stream is down. This page is read again every 5 seconds until it is back.',
  },
  stale: {
    glyph: 'text-state-failed',
    icon: 'warning',
    says: 'The server has not answered for a while: what you see may have changed. Reload before you decide on it.',
  },
};

export interface LiveIndicatorProps {
  /** Ms since the epoch when a view was last read; 0 for never. */
  readonly readAt: number;
}

export const LiveIndicator = ({ readAt }: LiveIndicatorProps) => {
  const { phase, heardAt } = useLive();
  const [now, setNow] = useState<number | null>(null);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);

  const freshAt = Math.max(heardAt ?? 0, readAt);
  const fresh = freshness(phase, freshAt === 0 ? null : freshAt, now ?? freshAt);
  const look = looks[fresh.state];
  return (
    <>
      <Tooltip content={look.says} side="bottom">
        <button
          type="button"
          className="flex h-8 items-center gap-1.5 rounded-md px-1.5 text-xs whitespace-nowrap text-muted"
          aria-label={`${fresh.text}. ${look.says}`}
        >
          {fresh.state === 'live' ? (
            <span aria-hidden className="size-2 rounded-full bg-state-applied" />
          ) : (
            <Icon name={look.icon} size={12} className={look.glyph} />
          )}
          <span className={clsx('min-w-[5.5rem] text-left max-sm:hidden', fresh.state === 'stale' && 'font-medium text-text')}>
            {fresh.text}
          </span>
        </button>
      </Tooltip>
      <output className="sr-only">{fresh.state === 'live' || fresh.state === 'connecting' ? '' : look.says}</output>
    </>
  );
};
