'use client';

import { clsx } from 'clsx';
import { useState } from 'react';
import { Field, type FieldFrame } from '@/components/ui/field';
import { Icon } from '@/components/ui/icon';
import { OptionList, type PickOption } from '@/components/ui/option-list';
import { Popover } from '@/components/ui/popover';

export interface ComboboxProps extends FieldFrame {
  /** Names the list for screen readers. */
  readonly listLabel: string;
  readonly options: readonly PickOption[];
  readonly value: string | null;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string | undefined;
  readonly searchPlaceholder?: string | undefined;
}

/** One of many, with search. Under about eight choices, use `Select`. */
export const Combobox = (props: ComboboxProps) => {
  const { listLabel, options, value, onChange, placeholder = 'Choose…', searchPlaceholder, ...frame } = props;
  const [open, setOpen] = useState(false);
  const chosen = options.find((option) => option.value === value);
  return (
    <Field {...frame}>
      {({ required: _required, ...control }) => (
        <Popover
          label={listLabel}
          open={open}
          onOpenChange={setOpen}
          className="w-(--radix-popover-trigger-width) p-0!"
          trigger={
            <button
              type="button"
              {...control}
              className="gs-input flex items-center justify-between gap-2 text-left"
            >
              <span className={clsx('truncate', chosen === undefined && 'text-muted')}>
                {chosen?.label ?? placeholder}
              </span>
              <Icon name="chevron-down" size={14} className="text-muted" />
            </button>
          }
        >
          <OptionList
            label={listLabel}
            options={options}
            chosen={value === null ? [] : [value]}
            many={false}
            searchPlaceholder={searchPlaceholder}
            onPick={(picked) => {
              onChange(picked);
              setOpen(false);
            }}
          />
        </Popover>
      )}
    </Field>
  );
};
