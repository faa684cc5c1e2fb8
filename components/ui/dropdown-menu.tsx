'use client';

import { clsx } from 'clsx';
import Link from 'next/link';
import { DropdownMenu as RadixMenu } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import { Icon, type IconName } from '@/components/ui/icon';

export type MenuItem =
  | { readonly kind: 'separator'; readonly id: string }
  | { readonly kind: 'heading'; readonly id: string; readonly label: ReactNode }
  | {
      readonly kind: 'action';
      readonly id: string;
      readonly label: ReactNode;
      readonly onSelect: () => void;
      readonly icon?: IconName | undefined;
      readonly tone?: 'normal' | 'danger' | undefined;
      readonly shortcut?: string | undefined;
      /** Shown below the label; the item keeps its place and its focus. */
      readonly disabledReason?: string | undefined;
    }
  | {
      readonly kind: 'link';
      readonly id: string;
      readonly label: ReactNode;
      readonly href: string;
      readonly icon?: IconName | undefined;
    }
  | {
      readonly kind: 'choice';
      readonly id: string;
      readonly label: ReactNode;
      readonly checked: boolean;
      readonly onSelect: () => void;
    };

export interface DropdownMenuProps {
  /** One button that takes a ref. */
  readonly trigger: ReactElement;
  readonly items: readonly MenuItem[];
  readonly align?: 'start' | 'center' | 'end' | undefined;
  readonly className?: string | undefined;
}

const row =
  'flex min-h-8 w-full cursor-pointer items-center gap-2 rounded-md px-2 py-1 outline-none select-none data-highlighted:bg-surface-hover';

const Item = ({ item }: { readonly item: MenuItem }) => {
  switch (item.kind) {
    case 'separator':
      return <RadixMenu.Separator className="-mx-1 my-1 h-px bg-border" />;
    case 'heading':
      return <RadixMenu.Label className="px-2 pt-1.5 pb-1 text-xs text-muted">{item.label}</RadixMenu.Label>;
    case 'link':
      return (
        <RadixMenu.Item asChild>
          <Link href={item.href} className={row}>
            {item.icon !== undefined && <Icon name={item.icon} size={14} className="text-muted" />}
            {item.label}
          </Link>
        </RadixMenu.Item>
      );
    case 'choice':
      return (
        <RadixMenu.CheckboxItem checked={item.checked} onSelect={item.onSelect} className={row}>
          <span className="flex w-3.5">
            <RadixMenu.ItemIndicator>
              <Icon name="check" size={14} className="text-accent" />
            </RadixMenu.ItemIndicator>
          </span>
          {item.label}
        </RadixMenu.CheckboxItem>
      );
    case 'action':
      return <ActionItem item={item} />;
  }
};

const ActionItem = ({ item }: { readonly item: Extract<MenuItem, { kind: 'action' }> }) => {
  const refused = item.disabledReason !== undefined;
  return (
    <RadixMenu.Item
      {...(refused ? { 'aria-disabled': true } : {})}
      onSelect={(event) => {
        if (refused) event.preventDefault();
        else item.onSelect();
      }}
      className={clsx(row, refused && 'cursor-not-allowed text-muted')}
    >
      {item.icon !== undefined && (
        <Icon
          name={item.icon}
          size={14}
          className={item.tone === 'danger' && !refused ? 'text-state-failed' : 'text-muted'}
        />
      )}
      <span className="min-w-0 flex-1">
        {item.label}
        {refused && <span className="block max-w-60 text-xs text-muted">{item.disabledReason}</span>}
      </span>
      {item.shortcut !== undefined && <span className="text-xs text-faint">{item.shortcut}</span>}
    </RadixMenu.Item>
  );
};

/** Not modal: the page behind stays readable and scrollable. */
export const DropdownMenu = ({ trigger, items, align = 'end', className }: DropdownMenuProps) => (
  <RadixMenu.Root modal={false}>
    <RadixMenu.Trigger asChild>{trigger}</RadixMenu.Trigger>
    <RadixMenu.Portal>
      <RadixMenu.Content
        align={align}
        sideOffset={4}
        collisionPadding={8}
        className={clsx(
          'z-50 min-w-44 animate-rise-in rounded-lg border border-border bg-surface-raised p-1 text-sm shadow-popover',
          className,
        )}
      >
        {items.map((item) => (
          <Item key={item.id} item={item} />
        ))}
      </RadixMenu.Content>
    </RadixMenu.Portal>
  </RadixMenu.Root>
);
