'use client';

import { useId, type ReactNode } from 'react';
import type { Result } from '@/lib/domain/refusal';
import { fieldErrors } from '@/lib/wire/result';
import type { ServerView } from '@/lib/wire/servers-view';
import { RolesGuide } from '@/components/servers/roles-guide';
import type { AskedAgain, ServerDraft } from '@/components/servers/server-draft';
import { ServerFields } from '@/components/servers/server-fields';
import { useShowProblem } from '@/components/servers/use-show-problem';
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
  /** The last answer; null before the first. */
  readonly result: Result<unknown> | null;
  readonly pending: boolean;
  readonly disabledReason?: string | undefined;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
}

/** The form beside the statements that its roles need: they carry the names as they are typed. */
export const ServerForm = (props: ServerFormProps) => {
  const { title, description, submitLabel, server, draft, onChange, asked, result, pending } = props;
  const { disabledReason, onSubmit, onClose } = props;
  const id = useId();
  const form = useShowProblem(result);
  const errors = result === null ? {} : fieldErrors(result);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      width="xl"
      title={title}
      description={description}
      footer={
        <>
          <span className="mr-auto text-muted">
            Saving connects first: what cannot be reached is not saved.
          </span>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            form={id}
            variant="primary"
            pending={pending}
            pendingLabel="Connecting…"
            disabledReason={disabledReason}
          >
            {submitLabel}
          </Button>
        </>
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,22rem)]">
        <form
          ref={form}
          id={id}
          noValidate
          className="flex min-w-0 flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            if (!pending && disabledReason === undefined) onSubmit();
          }}
        >
          {result?.ok === false && result.refusal.code !== 'bad_input' && (
            <RefusalNote refusal={result.refusal} />
          )}
          <div className="flex min-w-0 flex-col gap-4">
            <ServerFields draft={draft} onChange={onChange} server={server} asked={asked} errors={errors} />
          </div>
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
