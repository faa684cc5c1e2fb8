'use client';

import { useState } from 'react';
import { useAction } from '@/lib/client/use-action';
import { holdTenantAction } from '@/lib/server/actions/tenants';
import { plural } from '@/lib/wire/fact-text';
import { fieldErrors } from '@/lib/wire/result';
import { FormDialog } from '@/components/people/form-dialog';
import { RadioCards } from '@/components/ui/radio-cards';
import { TextField } from '@/components/ui/text-field';
import { TextareaField } from '@/components/ui/textarea-field';
import { toast } from '@/components/ui/toast';

export interface HoldDialogProps {
  /** Not held yet. */
  readonly tenants: readonly { readonly id: string; readonly key: string }[];
  /** Of the chosen ones, how many are held already and stay as they are. */
  readonly already?: number;
  readonly onClose: () => void;
}

const DAY_MS = 86_400_000;
const SPANS = [
  { value: '7', label: '1 week' },
  { value: '30', label: '30 days' },
  { value: 'until', label: 'Until…' },
  { value: 'none', label: 'Until released' },
] as const;

/** Pins tenants at the version they are on. */
export const HoldDialog = ({ tenants, already = 0, onClose }: HoldDialogProps) => {
  const { run, pending, result } = useAction(holdTenantAction);
  const [reason, setReason] = useState('');
  const [span, setSpan] = useState<string>('30');
  const [until, setUntil] = useState('');
  const errors = result === null ? {} : fieldErrors(result);
  const [only] = tenants;
  const who = tenants.length === 1 && only !== undefined ? only.key : plural(tenants.length, 'tenant');

  const submit = async () => {
    const held = await run({
      tenantIds: tenants.map(({ id }) => id),
      reason,
      expiresAt: expiry(span, until),
    });
    if (!held.ok) return;
    toast.success(`Held ${who}`, { description: 'The next rollouts leave it out and say why.' });
    onClose();
  };

  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title={`Hold ${who}`}
      description="Pinned at the version it is on: rollouts leave it out, and it stays on the list of held tenants until the hold ends."
      submitLabel={`Hold ${who}`}
      pendingLabel="Holding…"
      pending={pending}
      refusal={result !== null && !result.ok ? result.refusal : null}
      disabledReason={span === 'until' && until === '' ? 'Choose the day on which the hold ends' : undefined}
      onSubmit={() => void submit()}
    >
      {already > 0 && (
        <p className="text-muted">
          {plural(already, 'other')} of your selection {already === 1 ? 'is' : 'are'} held already and{' '}
          {already === 1 ? 'stays' : 'stay'} so.
        </p>
      )}
      <TextareaField
        label="Reason"
        required
        hint="Shown wherever the tenant is left out. Goes into the audit log."
        maxLength={1000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        error={errors['reason']}
      />
      <RadioCards
        legend="For how long"
        name="span"
        columns={2}
        options={SPANS}
        value={span}
        onChange={setSpan}
      />
      {span === 'until' && (
        <TextField
          label="Ends (your time)"
          type="datetime-local"
          required
          value={until}
          onChange={(event) => setUntil(event.currentTarget.value)}
          error={errors['expiresAt']}
        />
      )}
    </FormDialog>
  );
};

function expiry(span: string, until: string): string | null {
  if (span === 'none') return null;
  if (span === 'until') return new Date(until).toISOString();
  return new Date(Date.now() + Number(span) * DAY_MS).toISOString();
}
