import { clsx } from 'clsx';
import type { ComponentProps } from 'react';
import { Field, type FieldFrame } from '@/components/ui/field';

export interface TextareaFieldProps
  extends FieldFrame, Omit<ComponentProps<'textarea'>, 'className' | 'required' | 'children'> {
  readonly mono?: boolean | undefined;
}

export const TextareaField = (props: TextareaFieldProps) => {
  const { label, hint, error, required, hideLabel, className, id, mono, rows = 3, ...textarea } = props;
  return (
    <Field {...{ label, hint, error, required, hideLabel, className, id }}>
      {(control) => (
        <textarea
          rows={rows}
          {...textarea}
          {...control}
          className={clsx('gs-input resize-y', mono === true && 'font-mono')}
        />
      )}
    </Field>
  );
};
