import { clsx } from 'clsx';
import type { ComponentProps, ReactNode } from 'react';
import { Field, type FieldFrame } from '@/components/ui/field';

export interface TextFieldProps
  extends FieldFrame, Omit<ComponentProps<'input'>, 'className' | 'required' | 'children'> {
  /** Names, versions, hosts: things compared character by character. */
  readonly mono?: boolean | undefined;
  /** Inside the frame, before the text: an icon or a unit. */
  readonly leading?: ReactNode;
}

export const TextField = (props: TextFieldProps) => {
  const { label, hint, error, required, hideLabel, className, id, mono, leading, ...input } = props;
  return (
    <Field {...{ label, hint, error, required, hideLabel, className, id }}>
      {(control) => (
        <span className="relative flex items-center">
          {leading !== undefined && (
            <span className="pointer-events-none absolute left-2.5 flex text-muted">{leading}</span>
          )}
          <input
            type="text"
            {...input}
            {...control}
            className={clsx('gs-input', mono === true && 'font-mono', leading !== undefined && 'pl-8')}
          />
        </span>
      )}
    </Field>
  );
};
