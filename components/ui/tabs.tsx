'use client';

import { clsx } from 'clsx';
import { Tabs as RadixTabs } from 'radix-ui';
import type { ReactNode } from 'react';
import { tabClass, tabListClass } from '@/components/ui/tab-look';
import { Badge } from '@/components/ui/badge';

export interface TabItem {
  readonly value: string;
  readonly label: ReactNode;
  readonly count?: number | undefined;
  readonly content: ReactNode;
}

export interface TabsProps {
  readonly label: string;
  readonly items: readonly TabItem[];
  readonly value?: string | undefined;
  readonly defaultValue?: string | undefined;
  readonly onChange?: ((value: string) => void) | undefined;
  readonly className?: string | undefined;
}

/** Tabs inside a page part. Views that have an address use `TabLinks`. */
export const Tabs = ({ label, items, value, defaultValue, onChange, className }: TabsProps) => (
  <RadixTabs.Root
    className={className}
    {...(value === undefined ? { defaultValue: defaultValue ?? items[0]?.value ?? '' } : { value })}
    {...(onChange === undefined ? {} : { onValueChange: onChange })}
  >
    <RadixTabs.List aria-label={label} className={tabListClass}>
      {items.map((item) => (
        <RadixTabs.Trigger key={item.value} value={item.value} className={clsx(tabClass)}>
          {item.label}
          {item.count !== undefined && <Badge look="count">{item.count.toLocaleString('en')}</Badge>}
        </RadixTabs.Trigger>
      ))}
    </RadixTabs.List>
    {items.map((item) => (
      <RadixTabs.Content key={item.value} value={item.value} className="pt-4">
        {item.content}
      </RadixTabs.Content>
    ))}
  </RadixTabs.Root>
);
