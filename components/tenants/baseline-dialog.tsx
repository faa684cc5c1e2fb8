'use client';

import { useState } from 'react';
import { useAction } from '@/lib/client/use-action';
import { useView } from '@/lib/client/use-view';
import { baselineTenantAction } from '@/lib/server/actions/tenants';
import { fieldErrors } from '@/lib/wire/result';
import type { TenantChoices, TenantView } from '@/lib/wire/tenant-view';
import { RefusalNote } from '@/components/shell/refusal-note';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Select } from '@/components/ui/select';
import { TextField } from '@/components/ui/text-field';
import { toast } from '@/components/ui/toast';

interface BaselineDialogProps {
  readonly tenant: TenantView;
  readonly onClose: () => void;
}

/** For a tenant that has a schema and no history: a person says which version it is at. */
export const BaselineDialog = ({ tenant, onClose }: BaselineDialogProps) => {
  const { data } = useView<TenantChoices>({ url: '/api/views/tenant-choices', topics: [] });
  return data === undefined ? null : <BaselineForm tenant={tenant} choices={data} onClose={onClose} />;
};

const BaselineForm = ({ tenant, choices, onClose }: BaselineDialogProps & { readonly choices: TenantChoices }) => {
  const { run, pending, result } = useAction(baselineTenantAction);
  const [chosen, setChosen] = useState(tenant.version ?? '');
  const versions = choices.changelogs.find(({ key }) => key === tenant.changelog.key)?.versions ?? [];
  const errors = result === null ? {} : fieldErrors(result);
  // The version that its own query told may be written otherwise than the release writes it.
  const version = versions.length > 0 && !versions.includes(chosen) ? '' : chosen;

  const baseline = async () => {
    const done = await run({ tenantId: tenant.id, version, confirmKey: tenant.key });
    if (!done.ok) return;
    toast.success(`${tenant.key} is at v${done.value.version}`, {
      description: 'A worker reads its history next.',
    });
    onClose();
  };

  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Baseline ${tenant.key}`}
      description="Creates the history table in the tenant’s schema with one row: everything up to this version counts as applied and is never run. No other change is made."
      confirmLabel={version === '' ? 'Baseline' : `Baseline at v${version}`}
      typed={{ expected: tenant.key, what: 'to confirm the tenant' }}
      disabledReason={version === '' ? 'Choose the version first' : undefined}
      pending={pending}
      pendingLabel="Writing…"
      onConfirm={() => void baseline()}
    >
      {result !== null && !result.ok && <RefusalNote refusal={result.refusal} />}
      {versions.length > 0 ? (
        <Select
          label="Version that its schema has now"
          value={version}
          options={[
            { value: '', label: 'Choose…' },
            ...versions.toReversed().map((one) => ({ value: one, label: `v${one}` })),
          ]}
          error={errors['version']}
          hint="If you are not sure, look at the schema first: a wrong baseline skips scripts or runs them twice."
          onChange={(event) => setChosen(event.currentTarget.value)}
        />
      ) : (
        <TextField
          label="Version that its schema has now"
          mono
          required
          value={chosen}
          error={errors['version']}
          onChange={(event) => setChosen(event.currentTarget.value)}
        />
      )}
    </ConfirmDialog>
  );
};
