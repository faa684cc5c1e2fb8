'use client';

import type { FormEvent, ReactNode } from 'react';
import type { Refusal } from '@/lib/domain/refusal';
import { RefusalNote } from '@/components/shell/refusal-note';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';

export interface FormDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly description: string;
  readonly submitLabel: string;
  readonly pendingLabel: string;
  readonly pending: boolean;
  /** Shown above the fields; field errors stand at their fields. */
  readonly refusal: Refusal | null;
  readonly disabledReason?: string | undefined;
  readonly onSubmit: () => void;
  readonly children: ReactNode;
}

export const FormDialog = (props: FormDialogProps) => {
  const { open, onOpenChange, title, description, submitLabel, pendingLabel, pending, refusal, disabledReason, onSubmit, children } = props;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!pending && disabledReason === undefined) onSubmit();
  };
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={title} description={description}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {refusal !== null && refusal.code !== 'bad_input' && <RefusalNote refusal={refusal} />}
        {children}
        <div className="-mx-5 -mb-5 flex flex-wrap items-center justify-end gap-2 border-t border-border px-5 py-3">
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button type="submit" variant="primary" pending={pending} pendingLabel={pendingLabel} disabledReason={disabledReason}>
            {submitLabel}
          </Button>
        </div>
      </form>
    </Dialog>
  );
};
