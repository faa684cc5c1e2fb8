'use client';

import { useState } from 'react';
import { FormDialog } from '@/components/people/form-dialog';
import { TextareaField } from '@/components/ui/textarea-field';

export interface IncludeDialogProps {
  readonly tenant: string;
  readonly onInclude: (reason: string) => void;
  readonly onClose: () => void;
}

/** A drifted tenant is taken along only with a reason, which stays beside it on the rollout. */
export const IncludeDialog = ({ tenant, onInclude, onClose }: IncludeDialogProps) => {
  const [reason, setReason] = useState('');
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title={`Include ${tenant}`}
      description="Its schema is not what its history should have made of it: a script may fail there, or succeed and leave something else than expected."
      submitLabel={`Include ${tenant}`}
      pendingLabel="Including…"
      pending={false}
      refusal={null}
      disabledReason={reason.trim().length < 3 ? 'Say why, in at least 3 characters' : undefined}
      onSubmit={() => onInclude(reason.trim())}
    >
      <TextareaField
        label="Reason"
        required
        maxLength={1000}
        hint="Stands on the rollout, beside the tenant."
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </FormDialog>
  );
};
