'use client';

import { useState } from 'react';
import { useAction } from '@/lib/client/use-action';
import type { Role } from '@/lib/domain/verbs';
import { invitePersonAction } from '@/lib/server/actions/people';
import { fieldErrors } from '@/lib/wire/result';
import { FormDialog } from '@/components/people/form-dialog';
import { NewPassword } from '@/components/people/new-password';
import { RoleChoice } from '@/components/people/role-choice';
import { TextField } from '@/components/ui/text-field';
import { toast } from '@/components/ui/toast';

export interface InviteDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

export const InviteDialog = ({ open, onOpenChange }: InviteDialogProps) =>
  open ? <InviteForm onClose={() => onOpenChange(false)} /> : null;

const InviteForm = ({ onClose }: { readonly onClose: () => void }) => {
  const { run, pending, result, reset } = useAction(invitePersonAction);
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const [password, setPassword] = useState('');
  const errors = result === null ? {} : fieldErrors(result);

  const submit = async () => {
    const invited = await run({ name, email, role, password });
    if (!invited.ok) return;
    toast.success(`${name} can sign in now`, { description: `As ${role}, with the password that you pass on.` });
    onClose();
  };

  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title="Invite a person"
      description="Makes an account that can sign in at once. No e-mail is sent: you pass the password on."
      submitLabel={`Invite as ${role}`}
      pendingLabel="Inviting…"
      pending={pending}
      refusal={result !== null && !result.ok ? result.refusal : null}
      onSubmit={() => void submit()}
    >
      <TextField label="Name" required autoComplete="off" maxLength={200} value={name} onChange={(event) => setName(event.currentTarget.value)} error={errors['name']} />
      <TextField
        label="E-mail"
        type="email"
        required
        autoComplete="off"
        spellCheck={false}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        error={errors['email']}
      />
      <RoleChoice value={role} onChange={setRole} />
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
