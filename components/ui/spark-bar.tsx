import { clsx } from 'clsx';
import Link from 'next/link';
import { scaleShade } from '@/components/ui/scale-shade';

export interface SparkBarStep {
  readonly key: string;
  /** "v9": oldest first. */
  readonly label: string;
  readonly count: number;
  /** The one being aimed at: outlined. */
  readonly target?: boolean | undefined;
  readonly href?: string | undefined;
}

export interface SparkBarProps {
  /** "Tenants by version". */
  readonly label: string;
  readonly steps: readonly SparkBarStep[];
  readonly hideLegend?: boolean | undefined;
  readonly className?: string | undefined;
}

/** Distribution over an order: one hue, lighter to stronger, target outlined, numbers in words below. */
export const SparkBar = ({ label, steps, hideLegend, className }: SparkBarProps) => {
  const visible = steps
    .map((step, index) => ({ step, shade: scaleShade(index, steps.length) }))
    .filter(({ step }) => step.count > 0);
  const words = visible.map(({ step }) => `${step.label}: ${step.count.toLocaleString('en')}`).join(', ');
  return (
    <div className={clsx('flex min-w-0 flex-col gap-1.5', className)}>
      <div
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- drawn from elements; there is no file behind it
        role="img"
        aria-label={`${label}. ${words}`}
        className="flex h-4 gap-px"
      >
        {visible.map(({ step, shade }) => (
          <span
            key={step.key}
            title={`${step.label}: ${step.count.toLocaleString('en')}`}
            style={{ flexGrow: step.count, backgroundColor: shade }}
            className={clsx(
              'gs-fill min-w-1.5 basis-0 first:rounded-l-sm last:rounded-r-sm',
              step.target === true && 'mx-0.5 rounded-sm ring-2 ring-text ring-offset-1 ring-offset-surface',
            )}
          />
        ))}
      </div>
      {hideLegend !== true && (
        <ul className="flex flex-wrap gap-x-3 text-xs text-muted">
          {visible.map(({ step, shade }) => {
            const content = (
              <>
                <span
                  aria-hidden
                  style={{ backgroundColor: shade }}
                  className={clsx(
                    'gs-fill size-2.5 rounded-xs',
                    step.target === true && 'ring-1 ring-text ring-offset-1 ring-offset-surface',
                  )}
                />
                <span>
                  {step.label} <span className="text-text">{step.count.toLocaleString('en')}</span>
                  {step.target === true && <span className="sr-only"> (target)</span>}
                </span>
              </>
            );
            const look = 'inline-flex h-6 items-center gap-1.5 whitespace-nowrap';
            return (
              <li key={step.key}>
                {step.href === undefined ? (
                  <span className={look}>{content}</span>
                ) : (
                  <Link href={step.href} className={clsx(look, 'rounded-sm hover:text-text hover:underline')}>
                    {content}
                  </Link>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
};
