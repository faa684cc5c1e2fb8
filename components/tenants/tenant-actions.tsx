'use client';

import { useState } from 'react';
import type { Role, Verb } from '@/lib/domain/verbs';
import { releaseHoldAction } from '@/lib/server/actions/tenants';
import type { TenantView } from '@/lib/wire/tenant-view';
import { ApplyDialog } from '@/components/tenants/apply-dialog';
import { ArchiveDialog } from '@/components/tenants/archive-dialog';
import { BaselineDialog } from '@/components/tenants/baseline-dialog';
import { EditDialog } from '@/components/tenants/edit-dialog';
import { HoldDialog } from '@/components/tenants/hold-dialog';
import { roleReason } from '@/components/tenants/role-reason';
import { useTold } from '@/components/tenants/use-told';
import { Button } from '@/components/ui/button';
import { DropdownMenu } from '@/components/ui/dropdown-menu';

type Open = 'apply' | 'hold' | 'edit' | 'baseline' | 'archive';

export const TenantActions = ({ tenant, role }: { readonly tenant: TenantView; readonly role: Role }) => {
  const [open, setOpen] = useState<Open | null>(null);
  const release = useTold(releaseHoldAction, () => `Released ${tenant.key}`);
  const close = () => setOpen(null);
  const { newest } = tenant;
  const off = (verb: Verb, otherwise?: string) =>
    tenant.archivedAt === null ? (roleReason(role, verb) ?? otherwise) : 'The tenant is archived';
  const inRollout =
    tenant.rollout === null ? undefined : `${tenant.rollout.name} has it: wait, or skip it there`;
  const canBaseline = tenant.state === 'no_history' || tenant.state === 'home_made';

  return (
    <>
      {canBaseline && (
        <Button
          variant="primary"
          icon="flag"
          disabledReason={off('baseline-tenant', inRollout)}
          onClick={() => setOpen('baseline')}
        >
          Baseline at version…
        </Button>
      )}
      <Button
        variant={canBaseline ? 'secondary' : 'primary'}
        icon="play"
        disabledReason={off('apply-tenant', applyRefusal(tenant) ?? inRollout)}
        onClick={() => setOpen('apply')}
      >
        {newest === null ? 'Apply a release…' : `Apply ${newest.name}…`}
      </Button>
      {tenant.hold === null ? (
        <Button icon="lock" disabledReason={off('hold-tenant')} onClick={() => setOpen('hold')}>
          Hold…
        </Button>
      ) : (
        <Button
          icon="lock"
          disabledReason={off('release-hold')}
          pending={release.pending}
          pendingLabel="Releasing…"
          onClick={() => void release.tell({ tenantIds: [tenant.id] })}
        >
          Release hold
        </Button>
      )}
      <Button icon="edit" disabledReason={off('edit-tenant')} onClick={() => setOpen('edit')}>
        Edit…
      </Button>
      <DropdownMenu
        trigger={<Button icon="more" iconLabel="More" />}
        items={[
          {
            kind: 'action',
            id: 'archive',
            label: 'Archive…',
            icon: 'trash',
            tone: 'danger',
            disabledReason: off('archive-tenant', inRollout),
            onSelect: () => setOpen('archive'),
          },
        ]}
      />
      {open === 'apply' && newest !== null && (
        <ApplyDialog tenant={tenant} release={newest} onClose={close} />
      )}
      {open === 'hold' && <HoldDialog tenants={[tenant]} onClose={close} />}
      {open === 'edit' && <EditDialog tenant={tenant} onClose={close} />}
      {open === 'baseline' && <BaselineDialog tenant={tenant} onClose={close} />}
      {open === 'archive' && <ArchiveDialog tenant={tenant} onClose={close} />}
    </>
  );
};

/** What the planner would say of it anyway, said before. */
function applyRefusal(tenant: TenantView): string | undefined {
  if (tenant.newest === null) return 'Nothing has been published to its changelog yet';
  if (tenant.hold !== null) return 'It is held: release the hold first';
  if (tenant.state === 'home_made' || tenant.observed === 'no_history')
    return 'Baseline it first: nobody knows which scripts it has';
  if (tenant.state === 'unreadable' || tenant.state === 'unread')
    return 'It has not been read: verify it first';
  if (tenant.drift.state === 'drifted')
    return 'It has drifted: repair it, or include it in a planned rollout with a reason';
  const due = tenant.cells.some(
    ({ letter }) => letter === 'p' || letter === 'u' || letter === 'f' || letter === 's',
  );
  return due ? undefined : `It has everything of ${tenant.newest.name}`;
}
