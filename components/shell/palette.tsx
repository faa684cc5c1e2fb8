'use client';

import { useRouter } from 'next/navigation';
import { useDeferredValue, useState } from 'react';
import { useView } from '@/lib/client/use-view';
import { may, type Role } from '@/lib/domain/verbs';
import { paths } from '@/lib/wire/paths';
import type { FindView } from '@/lib/wire/shell-view';
import { placesFor } from '@/components/shell/places';
import { CommandPalette, type PaletteGroup } from '@/components/ui/command-palette';

export interface PaletteProps {
  readonly role: Role;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

type Entry = { readonly label: string; readonly href: string; readonly keywords: readonly string[] };

const tasksFor = (role: Role): readonly Entry[] => [
  ...(may(role, 'plan-rollout') ? [{ label: 'Plan a rollout', href: paths.planRollout(), keywords: ['new', 'start'] }] : []),
  ...(may(role, 'publish-release') ? [{ label: 'Publish a release', href: paths.publish, keywords: ['upload', 'new'] }] : []),
  { label: 'Change my password', href: paths.account, keywords: ['account', 'sign out everywhere', 'sessions'] },
];

const matches = (entry: Entry, words: readonly string[]): boolean => {
  const text = [entry.label, ...entry.keywords].join(' ').toLowerCase();
  return words.every((word) => text.includes(word));
};

/** Mounted while open: it starts empty every time. */
export const Palette = ({ role, open, onOpenChange }: PaletteProps) => {
  const router = useRouter();
  const [query, setQuery] = useState('');
  const asked = useDeferredValue(query.trim());
  const found = useView<FindView>({ url: `/api/views/find?${new URLSearchParams({ q: asked }).toString()}`, topics: [] });

  const go = (href: string) => () => {
    onOpenChange(false);
    router.push(href);
  };
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const entries = (list: readonly Entry[]) =>
    list
      .filter((entry) => matches(entry, words))
      .map((entry) => ({ id: entry.href + entry.label, label: entry.label, onSelect: go(entry.href), icon: 'arrow-right' as const }));
  const items = query.trim() === '' ? [] : (found.data?.items ?? []);
  const groups: readonly PaletteGroup[] = [
    { heading: 'Found', items: items.map((item) => ({
      id: `${item.kind}:${item.id}`,
      label: item.label,
      hint: item.hint,
      icon: item.kind === 'tenant' ? ('database' as const) : ('wave' as const),
      onSelect: go(item.href),
    })) },
    { heading: 'Go to', items: entries(placesFor(role)) },
    { heading: 'Do', items: entries(tasksFor(role)) },
  ].filter((group) => group.items.length > 0);

  return (
    <CommandPalette
      open={open}
      onOpenChange={onOpenChange}
      groups={groups}
      query={query}
      onQueryChange={setQuery}
      loading={groups.length === 0 && found.isFetching}
    />
  );
};
