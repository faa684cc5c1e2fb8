'use client';

import { useId, type ReactNode } from 'react';
import type { Refusal } from '@/lib/domain/refusal';
import type { ServerView } from '@/lib/wire/servers-view';
import { RolesGuide } from '@/components/servers/roles-guide';
import type { AskedAgain, ServerDraft } from '@/components/servers/server-draft';
import { ServerFields } from '@/components/servers/server-fields';
import { RefusalNote } from '@/components/shell/refusal-note';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';

export interface ServerFormProps {
  readonly title: string;
  readonly description: ReactNode;
  readonly submitLabel: string;
  readonly server: ServerView | null;
  readonly draft: ServerDraft;
  readonly onChange: (change: Partial<ServerDraft>) => void;
  readonly asked: AskedAgain;
  readonly errors: Readonly<Record<string, string>>;
  readonly refusal: Refusal | null;
  readonly pending: boolean;
  readonly disabledReason?: string | undefined;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
}

/** The form beside the statements that its roles need: they carry the names as they are typed. */
export const ServerForm = (props: ServerFormProps) => {
  const { title, description, submitLabel, server, draft, onChange, asked, errors, refusal, pending, disabledReason, onSubmit, onClose } = props;
  const form = useId();
  return (
    <Dialog
      open
      onOpenChange={onClose}
      width="xl"
      title={title}
      description={description}
      footer={
        <>
          <span className="mr-auto text-muted">Saving connects first: what cannot be reached is not saved.</span>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={form} variant="primary" pending={pending} pendingLabel="Connecting…" disabledReason={disabledReason}>
            {submitLabel}
          </Button>
        </>
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,22rem)]">
        <form
          id={form}
          noValidate
          className="flex min-w-0 flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            if (!pending && disabledReason === undefined) onSubmit();
          }}
        >
          {refusal !== null && refusal.code !== 'bad_input' && <RefusalNote refusal={refusal} />}
          <ServerFields draft={draft} onChange={onChange} server={server} asked={asked} errors={errors} />
        </form>
        <RolesGuide
          roles={{
            migrator: draft.username,
            observer: draft.hasObserver ? draft.observerUsername : null,
            owner: draft.runAsRole,
          }}
        />
      </div>
    </Dialog>
  );
};
