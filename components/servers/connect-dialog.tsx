'use client';

import { useState } from 'react';
import { useAction } from '@/lib/client/use-action';
import { registerServerAction } from '@/lib/server/actions/servers';
import { fieldsOf, newDraft } from '@/components/servers/server-draft';
import { ServerForm } from '@/components/servers/server-form';
import { toast } from '@/components/ui/toast';

export interface ConnectDialogProps {
  readonly onClose: () => void;
  /** Goes on with what a new server is for. */
  readonly onConnected: (key: string) => void;
}

const nothing = { migrator: [], observer: [] };

export const ConnectDialog = ({ onClose, onConnected }: ConnectDialogProps) => {
  const { run, pending, result } = useAction(registerServerAction);
  const [draft, setDraft] = useState(newDraft);

  const missing = (['key', 'host', 'username'] as const)
    .filter((field) => draft[field].trim() === '')
    .map((field) => (field === 'username' ? 'user for the migrator' : field))[0];

  const submit = async () => {
    const saved = await run({ ...fieldsOf(draft), key: draft.key });
    if (!saved.ok) return;
    toast.success(`Connected ${draft.key.trim()}`, { description: 'Look for its tenants next.' });
    onConnected(draft.key.trim());
  };

  return (
    <ServerForm
      title="Connect a server"
      description="One PostgreSQL server that holds tenants. Nothing is changed on it until a rollout starts."
      submitLabel="Connect and save"
      server={null}
      draft={draft}
      onChange={(change) => setDraft((before) => ({ ...before, ...change }))}
      asked={nothing}
      result={result}
      pending={pending}
      disabledReason={missing === undefined ? undefined : `Give a ${missing} first`}
      onSubmit={() => void submit()}
      onClose={onClose}
    />
  );
};
