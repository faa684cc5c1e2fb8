'use client';

import { useState } from 'react';
import { useAction } from '@/lib/client/use-action';
import { editServerAction } from '@/lib/server/actions/servers';
import type { CredentialView, ServerView } from '@/lib/wire/servers-view';
import { askedAgain, draftOf, fieldsOf, type CredentialDraft } from '@/components/servers/server-draft';
import { ServerForm } from '@/components/servers/server-form';
import { toast } from '@/components/ui/toast';

export interface EditDialogProps {
  readonly server: ServerView;
  readonly onClose: () => void;
}

/** What may not be kept is asked for again, as the kind that it is. */
const given = (
  draft: CredentialDraft,
  stored: CredentialView | undefined,
  asked: readonly string[],
): CredentialDraft =>
  draft.kind === 'keep' && asked.length > 0 ? { ...draft, kind: stored?.kind ?? 'password' } : draft;

export const EditDialog = ({ server, onClose }: EditDialogProps) => {
  const { run, pending, result } = useAction(editServerAction);
  // As it was when the form was opened: what others save meanwhile is refused, not overwritten.
  const [opened] = useState(server);
  const [typed, setTyped] = useState(() => draftOf(opened));
  const asked = askedAgain(typed, opened);
  const draft = {
    ...typed,
    credential: given(typed.credential, opened.credential, asked.migrator),
    observerCredential: given(typed.observerCredential, opened.observer?.credential, asked.observer),
  };
  const unchanged = JSON.stringify(fieldsOf(draft)) === JSON.stringify(fieldsOf(draftOf(opened)));

  const submit = async () => {
    const saved = await run({ ...fieldsOf(draft), serverId: opened.id, expectedVersion: opened.rowVersion });
    if (!saved.ok) return;
    toast.success(`Saved ${opened.key}`, { description: 'It was reached with what you gave.' });
    onClose();
  };

  return (
    <ServerForm
      title={`Edit ${opened.name}`}
      description="Holds for every rollout from now on; what runs at this moment ends as it began."
      submitLabel="Connect and save"
      server={opened}
      draft={draft}
      onChange={(change) => setTyped((before) => ({ ...before, ...change }))}
      asked={asked}
      result={result}
      pending={pending}
      disabledReason={unchanged ? 'Nothing is changed yet' : undefined}
      onSubmit={() => void submit()}
      onClose={onClose}
    />
  );
};
