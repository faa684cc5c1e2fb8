'use client';

import { useTheme } from 'next-themes';
import { Button } from '@/components/ui/button';
import { DropdownMenu } from '@/components/ui/dropdown-menu';

const themes = [
  { id: 'light', label: 'Light' },
  { id: 'dark', label: 'Dark' },
  { id: 'system', label: 'As the system' },
] as const;

export const ThemeMenu = () => {
  const { theme, setTheme } = useTheme();
  return (
    <DropdownMenu
      trigger={<Button variant="ghost" icon="contrast" iconLabel="Theme" />}
      items={themes.map(({ id, label }) => ({
        kind: 'choice',
        id,
        label,
        checked: theme === id,
        onSelect: () => setTheme(id),
      }))}
    />
  );
};
