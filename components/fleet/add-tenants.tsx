'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { Role } from '@/lib/domain/verbs';
import { DiscoverDialog } from '@/components/fleet/discover-dialog';
import { ImportDialog } from '@/components/fleet/import-dialog';
import { RegisterDialog } from '@/components/tenants/register-dialog';
import { roleReason } from '@/components/tenants/role-reason';
import { Button } from '@/components/ui/button';
import { DropdownMenu } from '@/components/ui/dropdown-menu';

type Way = 'register' | 'import' | 'discover';

export interface AddTenantsProps {
  readonly role: Role;
  /** The changelog that is looked at: what the forms start with. */
  readonly changelog: string | null;
}

export const AddTenants = ({ role, changelog }: AddTenantsProps) => {
  const router = useRouter();
  const [way, setWay] = useState<Way | null>(null);
  const close = () => {
    setWay(null);
    // A fleet that was empty has a page of its own, which only the server can leave.
    router.refresh();
  };
  const item = (
    id: Way,
    label: string,
    verb: 'register-tenant' | 'import-tenants' | 'discover-tenants',
    icon: 'plus' | 'upload' | 'search',
  ) => ({
    kind: 'action' as const,
    id,
    label,
    icon,
    disabledReason: roleReason(role, verb),
    onSelect: () => setWay(id),
  });
  return (
    <>
      <DropdownMenu
        trigger={<Button icon="plus">Add tenants</Button>}
        items={[
          item('discover', 'Discover on a server…', 'discover-tenants', 'search'),
          item('import', 'Import CSV…', 'import-tenants', 'upload'),
          item('register', 'Register one…', 'register-tenant', 'plus'),
        ]}
      />
      {way === 'register' && <RegisterDialog changelog={changelog} onClose={close} />}
      {way === 'import' && <ImportDialog onClose={close} />}
      {way === 'discover' && <DiscoverDialog changelog={changelog} onClose={close} />}
    </>
  );
};
