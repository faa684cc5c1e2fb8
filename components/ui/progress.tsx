import { clsx } from 'clsx';
import Link from 'next/link';
import { StateGlyph } from '@/components/ui/state-badge';
import { toneLook, type StateTone } from '@/components/ui/state-tone';

export interface ProgressSegment {
  readonly key: string;
  readonly tone: StateTone;
  readonly count: number;
  /** Lower case, follows the number: "succeeded". */
  readonly word: string;
  /** The rows behind the number. */
  readonly href?: string | undefined;
  /** Counts as done; the rest is still to come. */
  readonly settled?: boolean | undefined;
}

export interface ProgressProps {
  readonly label: string;
  /** In the order of the bar; they add up to the total. */
  readonly segments: readonly ProgressSegment[];
  readonly hideLegend?: boolean | undefined;
  readonly size?: 'sm' | 'md' | undefined;
  readonly className?: string | undefined;
}

/** Stacked bar whose numbers stand beside it as words, so that the colours need not be read. */
export const Progress = ({ label, segments, hideLegend, size = 'md', className }: ProgressProps) => {
  const total = segments.reduce((sum, segment) => sum + segment.count, 0);
  const settled = segments.reduce((sum, segment) => sum + (segment.settled === true ? segment.count : 0), 0);
  const visible = segments.filter((segment) => segment.count > 0);
  const words = visible.map((segment) => `${segment.count.toLocaleString('en')} ${segment.word}`).join(', ');
  return (
    <div className={clsx('flex min-w-0 flex-col gap-2', className)}>
      <div
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- <progress> cannot hold several segments
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={Math.max(total, 1)}
        aria-valuenow={settled}
        aria-valuetext={words === '' ? 'Nothing yet' : words}
        className={clsx(
          'gs-fill flex gap-px overflow-hidden rounded-sm bg-border',
          size === 'sm' ? 'h-1.5' : 'h-2.5',
        )}
      >
        {visible.map((segment) => (
          <span
            key={segment.key}
            style={{ flexGrow: segment.count }}
            className={clsx(
              'gs-fill min-w-1 basis-0 transition-[flex-grow] duration-300 ease-settle',
              segment.tone === 'pending' ? 'bg-transparent' : toneLook[segment.tone].fillClass,
            )}
          />
        ))}
      </div>
      {hideLegend !== true && (
        <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
          {visible.map((segment) => (
            <li key={segment.key}>
              <LegendEntry segment={segment} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
};

const LegendEntry = ({ segment }: { readonly segment: ProgressSegment }) => {
  const content = (
    <>
      <StateGlyph tone={segment.tone} size={12} />
      <span>
        <span className="font-medium">{segment.count.toLocaleString('en')}</span> {segment.word}
      </span>
    </>
  );
  const look = 'inline-flex min-h-6 items-center gap-1.5 whitespace-nowrap';
  return segment.href === undefined ? (
    <span className={look}>{content}</span>
  ) : (
    <Link href={segment.href} className={clsx(look, 'rounded-sm underline-offset-4 hover:underline')}>
      {content}
    </Link>
  );
};
