import { clsx } from 'clsx';
import type { ComponentProps } from 'react';
import { Field, type FieldFrame } from '@/components/ui/field';

export interface NumberFieldProps
  extends
    FieldFrame,
    Omit<ComponentProps<'input'>, 'className' | 'required' | 'children' | 'type' | 'inputMode'> {
  /** Shown after the number: "min", "%", "tenants". */
  readonly unit?: string | undefined;
}

export const NumberField = (props: NumberFieldProps) => {
  const { label, hint, error, required, hideLabel, className, id, unit, ...input } = props;
  return (
    <Field {...{ label, hint, error, required, hideLabel, className, id }}>
      {(control) => (
        <span className="inline-flex items-center gap-2">
          <input
            type="number"
            inputMode="numeric"
            {...input}
            {...control}
            className={clsx('gs-input', unit !== undefined && 'max-w-28')}
          />
          {unit !== undefined && <span className="text-sm text-muted">{unit}</span>}
        </span>
      )}
    </Field>
  );
};
