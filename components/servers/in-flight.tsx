import { clsx } from 'clsx';

export interface InFlightProps {
  readonly count: number;
  /** K. */
  readonly most: number;
}

/** How much of the server's limit is used now. */
export const InFlight = ({ count, most }: InFlightProps) => (
  <span className="inline-flex flex-col gap-1">
    <span className={clsx('whitespace-nowrap', count === 0 && 'text-muted')}>
      {count} of {most}
    </span>
    <span aria-hidden className="flex h-1 w-16 overflow-hidden rounded-sm bg-border">
      <span
        className="gs-fill bg-state-running"
        style={{ width: `${Math.min(100, (count / Math.max(1, most)) * 100)}%` }}
      />
    </span>
  </span>
);
