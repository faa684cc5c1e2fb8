'use client';

import { signOutHere } from '@/lib/client/sign-in';
import { paths } from '@/lib/wire/paths';
import type { ShellView } from '@/lib/wire/shell-view';
import { useZoneChoice } from '@/components/shell/zone-choice';
import { Button } from '@/components/ui/button';
import { DropdownMenu } from '@/components/ui/dropdown-menu';

export const AccountMenu = ({ operator }: { readonly operator: ShellView['operator'] }) => {
  const { zone, choose } = useZoneChoice();
  const firstName = operator.name.split(' ')[0] ?? operator.name;
  return (
    <DropdownMenu
      trigger={
        <Button variant="ghost" icon="user" aria-label={`Account of ${operator.name}`} className="max-w-40">
          <span className="truncate max-sm:hidden">{firstName}</span>
        </Button>
      }
      className="w-60"
      items={[
        {
          kind: 'heading',
          id: 'who',
          label: (
            <>
              <span className="block truncate text-sm font-medium text-text">{operator.name}</span>
              <span className="block truncate">{operator.email}</span>
              <span className="block capitalize">{operator.role}</span>
            </>
          ),
        },
        { kind: 'separator', id: 's1' },
        { kind: 'link', id: 'account', label: 'Password and sessions', href: paths.account, icon: 'user' },
        { kind: 'separator', id: 's2' },
        { kind: 'choice', id: 'local', label: 'Times in my zone', checked: zone === 'local', onSelect: () => choose('local') },
        { kind: 'choice', id: 'utc', label: 'Times in UTC', checked: zone === 'utc', onSelect: () => choose('utc') },
        { kind: 'separator', id: 's3' },
        { kind: 'action', id: 'out', label: 'Sign out', icon: 'log-out', onSelect: () => void signOutHere() },
      ]}
    />
  );
};
