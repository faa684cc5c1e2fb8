'use client';

import type { FleetView } from '@/lib/wire/fleet-view';
import { Button } from '@/components/ui/button';
import { DropdownMenu } from '@/components/ui/dropdown-menu';

/** One changelog's tenants at a time: two products have two lines of versions. */
export const ProductChoice = ({
  view,
  onChange,
}: {
  readonly view: Pick<FleetView, 'changelog' | 'changelogs'>;
  readonly onChange: (changelog: string) => void;
}) =>
  view.changelogs.length < 2 ? null : (
    <DropdownMenu
      trigger={
        <Button>
          <span className="text-muted">Changelog: </span>
          {view.changelog.name}
        </Button>
      }
      items={view.changelogs.map(({ key, name }) => ({
        kind: 'choice',
        id: key,
        label: name,
        checked: key === view.changelog.key,
        onSelect: () => onChange(key),
      }))}
    />
  );
