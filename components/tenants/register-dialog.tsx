'use client';

import { useState } from 'react';
import { useAction } from '@/lib/client/use-action';
import { useView } from '@/lib/client/use-view';
import { registerTenantAction } from '@/lib/server/actions/tenants';
import { fieldErrors } from '@/lib/wire/result';
import type { TenantChoices } from '@/lib/wire/tenant-view';
import { FormDialog } from '@/components/people/form-dialog';
import { fieldsOf, type TenantDraft } from '@/components/tenants/tenant-draft';
import { TenantFields } from '@/components/tenants/tenant-fields';
import { Select } from '@/components/ui/select';
import { TextField } from '@/components/ui/text-field';
import { toast } from '@/components/ui/toast';

export interface RegisterDialogProps {
  readonly changelog: string | null;
  readonly onClose: () => void;
}

export const RegisterDialog = ({ changelog, onClose }: RegisterDialogProps) => {
  const { data } = useView<TenantChoices>({ url: '/api/views/tenant-choices', topics: [] });
  return data === undefined ? null : <RegisterForm choices={data} changelog={changelog} onClose={onClose} />;
};

const RegisterForm = ({
  choices,
  changelog,
  onClose,
}: RegisterDialogProps & { readonly choices: TenantChoices }) => {
  const { run, pending, result } = useAction(registerTenantAction);
  const [draft, setDraft] = useState<TenantDraft>({
    key: '',
    name: '',
    serverId: choices.servers[0]?.id ?? '',
    database: '',
    schema: 'public',
    changelogKey: changelog ?? choices.changelogs[0]?.key ?? '',
    tier: 'standard',
    region: 'default',
    criticality: 'normal',
    versionQuery: '',
    labels: [],
    placeholders: [],
  });
  const errors = result === null ? {} : fieldErrors(result);
  const change = (next: Partial<TenantDraft>) => setDraft((before) => ({ ...before, ...next }));
  const missing =
    choices.servers.length === 0
      ? 'Connect a server first'
      : draft.changelogKey === ''
        ? 'Publish a release first: tenants follow its changelog'
        : undefined;

  const submit = async () => {
    const name = draft.name.trim() === '' ? draft.key : draft.name;
    const registered = await run({
      ...fieldsOf({ ...draft, name }),
      key: draft.key,
      changelogKey: draft.changelogKey,
    });
    if (!registered.ok) return;
    toast.success(`Registered ${draft.key}`, { description: 'A worker reads its version next.' });
    onClose();
  };

  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title="Register a tenant"
      description="Says where one tenant lives. Nothing is changed in its database; its version is read from there."
      submitLabel="Register"
      pendingLabel="Registering…"
      pending={pending}
      refusal={result !== null && !result.ok ? result.refusal : null}
      disabledReason={missing}
      onSubmit={() => void submit()}
    >
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          label="Key"
          mono
          required
          spellCheck={false}
          autoComplete="off"
          hint="Its stable name in addresses, files and logs. Cannot be changed."
          value={draft.key}
          error={errors['key']}
          onChange={(event) => change({ key: event.currentTarget.value })}
        />
        <Select
          label="Changelog"
          value={draft.changelogKey}
          options={choices.changelogs.map(({ key, name }) => ({ value: key, label: name }))}
          hint="The product whose releases it follows."
          error={errors['changelogKey']}
          onChange={(event) => change({ changelogKey: event.currentTarget.value })}
        />
      </div>
      <TenantFields draft={draft} onChange={change} choices={choices} errors={errors} />
    </FormDialog>
  );
};
