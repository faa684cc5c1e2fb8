import { clsx } from 'clsx';
import type { ReactNode } from 'react';

export interface RadioCard {
  readonly value: string;
  readonly label: ReactNode;
  readonly description?: ReactNode;
  /** Right of the label: a count, a badge. */
  readonly aside?: ReactNode;
  /** Why it cannot be chosen; shown in place of silence. */
  readonly disabledReason?: string | undefined;
}

export interface RadioCardsProps {
  readonly legend: ReactNode;
  readonly name: string;
  readonly options: readonly RadioCard[];
  readonly value?: string | undefined;
  readonly defaultValue?: string | undefined;
  readonly onChange?: ((value: string) => void) | undefined;
  readonly hideLegend?: boolean | undefined;
  readonly columns?: 1 | 2 | 3 | undefined;
  readonly className?: string | undefined;
}

export const RadioCards = (props: RadioCardsProps) => {
  const { legend, name, options, value, defaultValue, onChange, hideLegend, columns = 1, className } = props;
  return (
    <fieldset className={clsx('min-w-0', className)}>
      <legend className={hideLegend === true ? 'sr-only' : 'mb-1 text-sm font-medium'}>{legend}</legend>
      <div
        className={clsx('grid gap-2', columns === 2 && 'sm:grid-cols-2', columns === 3 && 'sm:grid-cols-3')}
      >
        {options.map((option) => {
          const off = option.disabledReason !== undefined;
          return (
            <label
              key={option.value}
              className={clsx(
                'flex items-start gap-2.5 rounded-md border border-border bg-surface px-3 py-2 has-checked:border-accent has-checked:bg-surface-selected has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus',
                off ? 'cursor-not-allowed bg-surface-sunken text-muted' : 'hover:border-border-strong',
              )}
            >
              <input
                type="radio"
                name={name}
                value={option.value}
                disabled={off}
                {...(value === undefined ? {} : { checked: value === option.value })}
                {...(defaultValue === undefined ? {} : { defaultChecked: defaultValue === option.value })}
                {...(onChange === undefined ? {} : { onChange: () => onChange(option.value) })}
                className="mt-0.5 size-4 shrink-0 accent-accent focus-visible:outline-none"
              />
              <span className="min-w-0 flex-1">
                <span className="flex items-baseline justify-between gap-2 text-sm font-medium">
                  {option.label}
                  {option.aside !== undefined && (
                    <span className="font-normal text-muted">{option.aside}</span>
                  )}
                </span>
                {option.description !== undefined && (
                  <span className="block text-xs text-muted">{option.description}</span>
                )}
                {off && <span className="block text-xs text-muted">{option.disabledReason}</span>}
              </span>
            </label>
          );
        })}
      </div>
    </fieldset>
  );
};
