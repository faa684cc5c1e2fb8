'use client';

import { clsx } from 'clsx';
import { Checkbox as RadixCheckbox } from 'radix-ui';
import { useId, type ReactNode } from 'react';
import { Icon } from '@/components/ui/icon';

export interface CheckboxProps {
  readonly label: ReactNode;
  /** `mixed`: some of what it stands for is chosen. */
  readonly checked?: boolean | 'mixed' | undefined;
  readonly defaultChecked?: boolean | undefined;
  readonly onChange?: ((checked: boolean) => void) | undefined;
  readonly name?: string | undefined;
  readonly value?: string | undefined;
  readonly hint?: ReactNode;
  readonly hideLabel?: boolean | undefined;
  readonly disabled?: boolean | undefined;
  readonly className?: string | undefined;
}

export const Checkbox = (props: CheckboxProps) => {
  const { label, checked, defaultChecked, onChange, name, value, hint, hideLabel, disabled, className } =
    props;
  const id = useId();
  return (
    <div className={clsx('inline-flex items-start gap-1 align-middle', className)}>
      <RadixCheckbox.Root
        id={id}
        {...(checked === undefined
          ? {}
          : { checked: checked === 'mixed' ? ('indeterminate' as const) : checked })}
        {...(defaultChecked === undefined ? {} : { defaultChecked })}
        {...(name === undefined ? {} : { name })}
        {...(value === undefined ? {} : { value })}
        {...(disabled === undefined ? {} : { disabled })}
        {...(hint === undefined ? {} : { 'aria-describedby': `${id}-hint` })}
        onCheckedChange={(next) => onChange?.(next === true)}
        className="group inline-flex size-6 shrink-0 items-center justify-center rounded-md disabled:cursor-not-allowed"
      >
        <span className="flex size-4 items-center justify-center rounded-sm border border-border-strong bg-surface text-on-accent group-hover:border-muted group-disabled:bg-surface-sunken group-data-[state=checked]:border-accent group-data-[state=checked]:bg-accent group-data-[state=indeterminate]:border-accent group-data-[state=indeterminate]:bg-accent">
          <RadixCheckbox.Indicator className="group">
            <Icon name="check" size={12} className="group-data-[state=indeterminate]:hidden" />
            <Icon name="dash" size={12} className="hidden group-data-[state=indeterminate]:block" />
          </RadixCheckbox.Indicator>
        </span>
      </RadixCheckbox.Root>
      <span className={hideLabel === true ? 'sr-only' : 'flex flex-col py-0.5'}>
        <label htmlFor={id} className="text-sm">
          {label}
        </label>
        {hint !== undefined && (
          <span id={`${id}-hint`} className="text-xs text-muted">
            {hint}
          </span>
        )}
      </span>
    </div>
  );
};
