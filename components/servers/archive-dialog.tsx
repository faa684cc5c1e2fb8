'use client';

import { useAction } from '@/lib/client/use-action';
import { archiveServerAction } from '@/lib/server/actions/servers';
import type { ServerView } from '@/lib/wire/servers-view';
import { RefusalNote } from '@/components/shell/refusal-note';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { toast } from '@/components/ui/toast';

export interface ArchiveDialogProps {
  readonly server: ServerView;
  readonly onClose: () => void;
}

export const ArchiveDialog = ({ server, onClose }: ArchiveDialogProps) => {
  const { run, pending, result } = useAction(archiveServerAction);
  const archive = async () => {
    const archived = await run({ serverId: server.id, expectedVersion: server.rowVersion });
    if (!archived.ok) return;
    toast.success(`Archived ${server.key}`);
    onClose();
  };
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Archive ${server.name}`}
      description="Takes it off the lists and forgets its secrets. Nothing on the server is touched; past rollouts stay readable, and its key stays taken."
      confirmLabel="Archive"
      tone="danger"
      pending={pending}
      pendingLabel="Archiving…"
      onConfirm={() => void archive()}
    >
      {result?.ok === false && <RefusalNote refusal={result.refusal} />}
    </ConfirmDialog>
  );
};
