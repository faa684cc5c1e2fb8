'use client';

import { useState } from 'react';
import { useAction } from '@/lib/client/use-action';
import { useView } from '@/lib/client/use-view';
import { editTenantAction } from '@/lib/server/actions/tenants';
import { fieldErrors } from '@/lib/wire/result';
import type { TenantChoices, TenantView } from '@/lib/wire/tenant-view';
import { FormDialog } from '@/components/people/form-dialog';
import { draftOf, fieldsOf, isMove, type TenantDraft } from '@/components/tenants/tenant-draft';
import { TenantFields } from '@/components/tenants/tenant-fields';
import { Banner } from '@/components/ui/banner';
import { toast } from '@/components/ui/toast';

export interface EditDialogProps {
  readonly tenant: TenantView;
  readonly onClose: () => void;
}

export const EditDialog = ({ tenant, onClose }: EditDialogProps) => {
  const { data } = useView<TenantChoices>({ url: '/api/views/tenant-choices', topics: [] });
  return data === undefined ? null : <EditForm choices={data} tenant={tenant} onClose={onClose} />;
};

const EditForm = ({
  choices,
  tenant: latest,
  onClose,
}: EditDialogProps & { readonly choices: TenantChoices }) => {
  const { run, pending, result } = useAction(editTenantAction);
  // The tenant as it was when the form was opened: its row's version guards against somebody else's edit since.
  const [tenant] = useState(latest);
  const [draft, setDraft] = useState<TenantDraft>(() => draftOf(tenant));
  const errors = result === null ? {} : fieldErrors(result);
  const moves = isMove(draft, tenant);

  const submit = async () => {
    const saved = await run({ ...fieldsOf(draft), tenantId: tenant.id, expectedVersion: tenant.rowVersion });
    if (!saved.ok) return;
    toast.success(moves ? `${tenant.key} moved` : `${tenant.key} saved`);
    onClose();
  };

  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title={`Edit ${tenant.key}`}
      description="Another server, database or schema is a move: say here where the tenant’s data is now. Groundswell moves no data."
      submitLabel={moves ? 'Save and move' : 'Save'}
      pendingLabel="Saving…"
      pending={pending}
      refusal={result !== null && !result.ok ? result.refusal : null}
      onSubmit={() => void submit()}
    >
      <TenantFields
        draft={draft}
        onChange={(next) => setDraft((before) => ({ ...before, ...next }))}
        choices={choices}
        errors={errors}
      />
      {moves && (
        <Banner tone="warning" title="The tenant moves">
          What was read at {tenant.server.key}/{tenant.database}/{tenant.schema} is forgotten, and the new
          place is read next.
        </Banner>
      )}
    </FormDialog>
  );
};
