'use client';

import { absoluteTime, relativeTime } from '@/components/ui/time-text';
import { useTimeZone } from '@/components/ui/time-zone';
import { useNow } from '@/components/ui/use-now';

export interface TimeProps {
  /** ISO 8601 in UTC, or ms since the epoch. */
  readonly at: string | number;
  /** `absolute` where the order of events is read: timelines, audit. */
  readonly show?: 'relative' | 'absolute' | undefined;
  /** Ms since the epoch; only to stand still, in a picture or a test. */
  readonly nowMs?: number | undefined;
  readonly className?: string | undefined;
}

/** Server and first paint: absolute UTC. Then: relative, or the reader's zone. Both zones on hover. */
export const Time = ({ at, show = 'relative', nowMs, className }: TimeProps) => {
  const zone = useTimeZone();
  const clockMs = useNow();
  const atMs = typeof at === 'number' ? at : Date.parse(at);
  if (Number.isNaN(atMs)) return <span className={className}>unknown time</span>;

  const now = nowMs ?? clockMs;
  const utc = absoluteTime(atMs, 'utc');
  const mounted = clockMs !== undefined;
  const absolute = mounted && zone === 'local' ? absoluteTime(atMs, 'local') : utc;
  const text = show === 'relative' && now !== undefined ? (relativeTime(atMs, now) ?? absolute) : absolute;
  return (
    <time
      dateTime={new Date(atMs).toISOString()}
      title={mounted ? `${absoluteTime(atMs, 'local')}\n${utc}` : utc}
      className={className}
    >
      <span className="whitespace-nowrap">{text}</span>
    </time>
  );
};
