'use client';

import { useRouter } from 'next/navigation';
import { useAction } from '@/lib/client/use-action';
import { archiveTenantAction } from '@/lib/server/actions/tenants';
import { paths } from '@/lib/wire/paths';
import type { TenantView } from '@/lib/wire/tenant-view';
import { RefusalNote } from '@/components/shell/refusal-note';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { toast } from '@/components/ui/toast';

export const ArchiveDialog = ({
  tenant,
  onClose,
}: {
  readonly tenant: TenantView;
  readonly onClose: () => void;
}) => {
  const router = useRouter();
  const { run, pending, result } = useAction(archiveTenantAction);
  const archive = async (reason: string) => {
    const archived = await run({ tenantId: tenant.id, expectedVersion: tenant.rowVersion, reason });
    if (!archived.ok) return;
    toast.success(`Archived ${tenant.key}`);
    onClose();
    router.push(paths.fleet);
  };
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Archive ${tenant.key}`}
      description="Takes it out of the fleet: no rollout plans it any more. Its database is not touched, its past runs stay readable, its key and place stay taken."
      confirmLabel="Archive"
      tone="danger"
      reason={{ required: true }}
      pending={pending}
      pendingLabel="Archiving…"
      onConfirm={({ reason }) => void archive(reason)}
    >
      {result !== null && !result.ok && <RefusalNote refusal={result.refusal} />}
    </ConfirmDialog>
  );
};
