import { clsx } from 'clsx';
import type { ComponentProps } from 'react';
import { Field, type FieldFrame } from '@/components/ui/field';
import { Icon } from '@/components/ui/icon';

export interface SelectOption {
  readonly value: string;
  readonly label: string;
  readonly disabled?: boolean | undefined;
}

export interface SelectProps
  extends FieldFrame, Omit<ComponentProps<'select'>, 'className' | 'required' | 'children'> {
  readonly options: readonly SelectOption[];
}

/** The platform's own select: keyboard, touch and screen readers know it. */
export const Select = (props: SelectProps) => {
  const { label, hint, error, required, hideLabel, className, id, options, ...select } = props;
  return (
    <Field {...{ label, hint, error, required, hideLabel, className, id }}>
      {(control) => (
        <span className="relative flex items-center">
          <select {...select} {...control} className={clsx('gs-input appearance-none pr-8')}>
            {options.map((option) => (
              <option key={option.value} value={option.value} disabled={option.disabled}>
                {option.label}
              </option>
            ))}
          </select>
          <Icon name="chevron-down" size={14} className="pointer-events-none absolute right-2.5 text-muted" />
        </span>
      )}
    </Field>
  );
};
