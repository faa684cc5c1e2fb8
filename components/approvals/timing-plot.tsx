import { duration } from '@/lib/wire/fact-text';
import type { ApprovalView } from '@/lib/wire/approval-view';

type Timing = NonNullable<NonNullable<ApprovalView['before']>['timing']>;

/** How long the tenants of the wave before took: one column a span of time. */
export const TimingPlot = ({ timing }: { readonly timing: Timing }) => {
  const highest = Math.max(...timing.bins.map(({ count }) => count), 1);
  const [first] = timing.bins;
  return (
    <figure className="flex flex-col gap-1">
      <figcaption className="text-muted">
        time per tenant · median <span className="text-text">{duration(timing.medianMs)}</span> · longest{' '}
        <span className="text-text">{duration(timing.longestMs)}</span>
      </figcaption>
      <div
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a plot of several elements, not a picture file
        role="img"
        aria-label={timing.bins
          .filter(({ count }) => count > 0)
          .map((bin) => `${bin.count} in ${duration(bin.fromMs)} to ${duration(bin.toMs)}`)
          .join(', ')}
        className="flex h-16 items-end gap-px border-b border-border-strong"
      >
        {timing.bins.map((bin) => (
          <span
            key={bin.fromMs}
            title={`${bin.count} in ${duration(bin.fromMs)}–${duration(bin.toMs)}`}
            style={{ height: `${bin.count === 0 ? 0 : Math.max(6, (100 * bin.count) / highest)}%` }}
            className="gs-fill flex-1 rounded-t-sm bg-state-applied"
          />
        ))}
      </div>
      <div aria-hidden className="flex justify-between text-xs text-muted">
        <span>{duration(first?.fromMs ?? 0)}</span>
        <span>{duration(timing.longestMs)}</span>
      </div>
    </figure>
  );
};
