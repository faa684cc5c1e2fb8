'use client';

import { useState } from 'react';
import { useAction } from '@/lib/client/use-action';
import { editPersonAction } from '@/lib/server/actions/people';
import type { PersonView } from '@/lib/wire/people-view';
import { fieldErrors } from '@/lib/wire/result';
import { FormDialog } from '@/components/people/form-dialog';
import { NewPassword } from '@/components/people/new-password';
import { toast } from '@/components/ui/toast';

export interface PasswordDialogProps {
  readonly person: PersonView;
  readonly onClose: () => void;
}

export const PasswordDialog = ({ person, onClose }: PasswordDialogProps) => {
  const { run, pending, result, reset } = useAction(editPersonAction);
  const [password, setPassword] = useState('');
  const errors = result === null ? {} : fieldErrors(result);

  const submit = async () => {
    const saved = await run({ personId: person.id, password });
    if (!saved.ok) return;
    toast.success(`${person.name} has a new password`, { description: 'Their sessions have ended.' });
    onClose();
  };

  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title={`New password for ${person.name}`}
      description="The old one stops working and all their sessions end."
      submitLabel="Set password"
      pendingLabel="Setting…"
      pending={pending}
      refusal={result !== null && !result.ok ? result.refusal : null}
      onSubmit={() => void submit()}
    >
      <NewPassword
        value={password}
        onChange={(next) => {
          setPassword(next);
          if ('password' in errors) reset();
        }}
        error={errors['password']}
      />
    </FormDialog>
  );
};
