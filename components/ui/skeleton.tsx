import { clsx } from 'clsx';

export interface SkeletonProps {
  /** Give it the size of what will stand there, e.g. "h-4 w-32". */
  readonly className?: string | undefined;
}

/** Invisible for the first 300 ms, then still: nothing blinks, nothing pulses. */
export const Skeleton = ({ className }: SkeletonProps) => (
  <span aria-hidden className={clsx('block animate-late rounded-sm bg-border', className ?? 'h-4 w-full')} />
);

export interface SkeletonRowsProps {
  readonly rows: number;
  /** Announced once: "Loading tenants". */
  readonly label: string;
}

const widths = ['w-3/5', 'w-4/5', 'w-2/5', 'w-3/4', 'w-1/2'] as const;

export const SkeletonRows = ({ rows, label }: SkeletonRowsProps) => (
  <div>
    <output className="sr-only">{label}</output>
    {Array.from({ length: rows }, (_, index) => (
      <div key={index} className="flex h-9 items-center px-3">
        <Skeleton className={clsx('h-3', widths[index % widths.length])} />
      </div>
    ))}
  </div>
);
