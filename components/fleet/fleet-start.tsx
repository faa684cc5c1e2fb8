'use client';

import type { Role } from '@/lib/domain/verbs';
import type { FleetSetup, FleetView } from '@/lib/wire/fleet-view';
import { AddTenants } from '@/components/fleet/add-tenants';
import { FirstRun } from '@/components/fleet/fleet-empty';
import { useFleetAddress } from '@/components/fleet/address';
import { ProductChoice } from '@/components/fleet/product-choice';
import { PageHeader } from '@/components/ui/page-header';

export interface FleetStartProps {
  readonly role: Role;
  readonly setup: FleetSetup;
  /** A changelog without tenants; null: there is no changelog at all. */
  readonly view: FleetView | null;
}

/** The fleet's home before it has a tenant. */
export const FleetStart = ({ role, setup, view }: FleetStartProps) => {
  const { set } = useFleetAddress();
  const add = <AddTenants role={role} changelog={view?.changelog.key ?? null} />;
  return (
    <div className="flex flex-col gap-4">
      <PageHeader
        title="Fleet"
        {...(view === null
          ? {}
          : { actions: <ProductChoice view={view} onChange={(changelog) => set({ changelog })} /> })}
      />
      <FirstRun servers={setup.servers} released={setup.releases > 0} addTenants={add} />
    </div>
  );
};
