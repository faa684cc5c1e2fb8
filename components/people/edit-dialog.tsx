'use client';

import { useState } from 'react';
import { useAction } from '@/lib/client/use-action';
import type { Role } from '@/lib/domain/verbs';
import { editPersonAction } from '@/lib/server/actions/people';
import type { PersonView } from '@/lib/wire/people-view';
import { fieldErrors } from '@/lib/wire/result';
import { FormDialog } from '@/components/people/form-dialog';
import { RoleChoice } from '@/components/people/role-choice';
import { TextField } from '@/components/ui/text-field';
import { toast } from '@/components/ui/toast';

export interface EditDialogProps {
  readonly person: PersonView;
  readonly onClose: () => void;
}

export const EditDialog = ({ person, onClose }: EditDialogProps) => {
  const { run, pending, result } = useAction(editPersonAction);
  const [name, setName] = useState(person.name);
  const [role, setRole] = useState<Role>(person.role);
  const errors = result === null ? {} : fieldErrors(result);
  const same = name.trim() === person.name && role === person.role;

  const submit = async () => {
    const saved = await run({ personId: person.id, name, ...(role !== person.role && { role }) });
    if (!saved.ok) return;
    toast.success(role === person.role ? `Saved: ${name}` : `${name} is ${role} now`);
    onClose();
  };

  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title={`Change ${person.name}`}
      description="Another role ends their sessions: they sign in again and find what it allows."
      submitLabel={role === person.role ? 'Save' : `Make ${role}`}
      pendingLabel="Saving…"
      pending={pending}
      refusal={result !== null && !result.ok ? result.refusal : null}
      disabledReason={same ? 'Nothing is changed yet' : undefined}
      onSubmit={() => void submit()}
    >
      <TextField label="Name" required maxLength={200} value={name} onChange={(event) => setName(event.currentTarget.value)} error={errors['name']} />
      <RoleChoice value={role} onChange={setRole} disabledReason={person.demo ? 'Not for a demo account' : undefined} />
    </FormDialog>
  );
};
