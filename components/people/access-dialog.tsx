'use client';

import { useAction } from '@/lib/client/use-action';
import { editPersonAction } from '@/lib/server/actions/people';
import type { PersonView } from '@/lib/wire/people-view';
import { RefusalNote } from '@/components/shell/refusal-note';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { toast } from '@/components/ui/toast';

export interface AccessDialogProps {
  readonly person: PersonView;
  readonly onClose: () => void;
}

/** Disables or enables: the account and its part in the audit log stay either way. */
export const AccessDialog = ({ person, onClose }: AccessDialogProps) => {
  const { run, pending, result } = useAction(editPersonAction);
  const disable = person.disabledAt === null;

  const confirm = async () => {
    const saved = await run({ personId: person.id, disabled: disable });
    if (!saved.ok) return;
    toast.success(disable ? `${person.name} can no longer sign in` : `${person.name} can sign in again`);
    onClose();
  };

  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={disable ? `Disable ${person.name}?` : `Enable ${person.name}?`}
      description={
        disable
          ? 'Their sessions end at once and they cannot sign in. What they did stays in the audit log.'
          : 'They can sign in again with the password they had.'
      }
      confirmLabel={disable ? 'Disable' : 'Enable'}
      tone={disable ? 'danger' : 'normal'}
      pending={pending}
      pendingLabel={disable ? 'Disabling…' : 'Enabling…'}
      onConfirm={() => void confirm()}
    >
      {result !== null && !result.ok && <RefusalNote refusal={result.refusal} />}
    </ConfirmDialog>
  );
};
