'use client';

import { clsx } from 'clsx';
import { Switch as RadixSwitch } from 'radix-ui';
import { useId, type ReactNode } from 'react';

export interface SwitchProps {
  readonly label: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly hint?: ReactNode;
  readonly hideLabel?: boolean | undefined;
  readonly disabled?: boolean | undefined;
  readonly className?: string | undefined;
}

/** For what takes effect at once. In a form that is sent later, use a checkbox. */
export const Switch = ({ label, checked, onChange, hint, hideLabel, disabled, className }: SwitchProps) => {
  const id = useId();
  return (
    <div className={clsx('inline-flex items-start gap-2', className)}>
      <RadixSwitch.Root
        id={id}
        checked={checked}
        onCheckedChange={onChange}
        {...(disabled === undefined ? {} : { disabled })}
        {...(hint === undefined ? {} : { 'aria-describedby': `${id}-hint` })}
        className="group inline-flex h-6 w-9 shrink-0 items-center rounded-full disabled:cursor-not-allowed"
      >
        <span className="gs-fill flex h-5 w-9 items-center rounded-full border border-border-strong bg-surface-sunken px-0.5 transition-colors group-data-[state=checked]:border-accent group-data-[state=checked]:bg-accent">
          <RadixSwitch.Thumb className="size-3.5 rounded-full bg-border-strong transition-transform data-[state=checked]:translate-x-4 data-[state=checked]:bg-on-accent" />
        </span>
      </RadixSwitch.Root>
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
