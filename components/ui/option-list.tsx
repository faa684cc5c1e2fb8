'use client';

import { Command } from 'cmdk';
import type { ReactNode } from 'react';
import { Icon } from '@/components/ui/icon';

export interface PickOption {
  readonly value: string;
  readonly label: string;
  /** Right-aligned: how many rows the choice would match. */
  readonly count?: number | undefined;
  readonly hint?: ReactNode;
}

export interface OptionListProps {
  readonly label: string;
  readonly options: readonly PickOption[];
  readonly chosen: readonly string[];
  readonly onPick: (value: string) => void;
  /** Square marks for many, tick for one. */
  readonly many: boolean;
  readonly searchPlaceholder?: string | undefined;
  readonly emptyText?: string | undefined;
  readonly footer?: ReactNode;
}

/** Searchable list inside a popover; arrows move, Enter picks, typing narrows. */
export const OptionList = (props: OptionListProps) => {
  const {
    label,
    options,
    chosen,
    onPick,
    many,
    searchPlaceholder = 'Search…',
    emptyText = 'Nothing matches',
    footer,
  } = props;
  return (
    <Command label={label} loop className="flex min-w-56 flex-col">
      <div className="flex items-center gap-2 border-b border-border px-3">
        <Icon name="search" size={14} className="text-muted" />
        <Command.Input
          placeholder={searchPlaceholder}
          className="h-9 w-full bg-transparent text-sm outline-none"
        />
      </div>
      <Command.List label={label} className="max-h-72 overflow-y-auto p-1">
        <Command.Empty className="px-2 py-3 text-muted">{emptyText}</Command.Empty>
        {options.map((option) => {
          const isChosen = chosen.includes(option.value);
          return (
            <Command.Item
              key={option.value}
              value={option.value}
              keywords={[option.label]}
              onSelect={() => onPick(option.value)}
              className="flex min-h-8 cursor-pointer items-center gap-2 rounded-md px-2 py-1 data-[selected=true]:bg-surface-hover"
            >
              <Mark many={many} isChosen={isChosen} />
              <span className="min-w-0 flex-1 truncate">
                {option.label}
                {isChosen && <span className="sr-only"> (chosen)</span>}
                {option.hint !== undefined && (
                  <span className="block truncate text-xs text-muted">{option.hint}</span>
                )}
              </span>
              {option.count !== undefined && (
                <span className="text-xs text-muted">{option.count.toLocaleString('en')}</span>
              )}
            </Command.Item>
          );
        })}
      </Command.List>
      {footer !== undefined && (
        <div className="flex justify-between gap-2 border-t border-border p-1">{footer}</div>
      )}
    </Command>
  );
};

const Mark = ({ many, isChosen }: { readonly many: boolean; readonly isChosen: boolean }) =>
  many ? (
    <span
      aria-hidden
      className={
        isChosen
          ? 'flex size-4 items-center justify-center rounded-sm bg-accent text-on-accent'
          : 'size-4 rounded-sm border border-border-strong'
      }
    >
      {isChosen && <Icon name="check" size={12} />}
    </span>
  ) : (
    <span aria-hidden className="flex size-4 items-center">
      {isChosen && <Icon name="check" size={14} className="text-accent" />}
    </span>
  );
