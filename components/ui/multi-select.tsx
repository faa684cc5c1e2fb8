'use client';

import { clsx } from 'clsx';
import { Button } from '@/components/ui/button';
import { buttonClass } from '@/components/ui/button-look';
import { Icon } from '@/components/ui/icon';
import { OptionList, type PickOption } from '@/components/ui/option-list';
import { Popover } from '@/components/ui/popover';

export interface MultiSelectProps {
  /** "Version", "State": also the button's text. */
  readonly label: string;
  readonly options: readonly PickOption[];
  readonly value: readonly string[];
  readonly onChange: (value: readonly string[]) => void;
  readonly searchPlaceholder?: string | undefined;
  readonly className?: string | undefined;
}

/** Filter button: "State: any ▾", "State: Failed ▾", "State: 3 ▾". */
export const MultiSelect = ({
  label,
  options,
  value,
  onChange,
  searchPlaceholder,
  className,
}: MultiSelectProps) => {
  const [first, ...others] = value;
  const summary =
    first === undefined
      ? 'any'
      : others.length === 0
        ? (options.find((option) => option.value === first)?.label ?? first)
        : String(value.length);
  const toggle = (picked: string) =>
    onChange(value.includes(picked) ? value.filter((entry) => entry !== picked) : [...value, picked]);

  return (
    <Popover
      label={label}
      className="p-0!"
      trigger={
        <button type="button" className={buttonClass({ className: clsx('max-w-56', className) })}>
          <span className="truncate">
            <span className="text-muted">{label}: </span>
            <span className={clsx(first !== undefined && 'font-medium')}>{summary}</span>
          </span>
          <Icon name="chevron-down" size={12} className="text-muted" />
        </button>
      }
    >
      <OptionList
        label={label}
        options={options}
        chosen={value}
        many
        searchPlaceholder={searchPlaceholder}
        onPick={toggle}
        footer={
          <Button
            variant="ghost"
            size="sm"
            disabledReason={first === undefined ? 'Nothing is chosen' : undefined}
            onClick={() => onChange([])}
          >
            Clear
          </Button>
        }
      />
    </Popover>
  );
};
