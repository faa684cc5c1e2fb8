'use client';

import { useId, useState } from 'react';
import { useAction } from '@/lib/client/use-action';
import type { CheckMode } from '@/lib/domain/verdict';
import { writeCheckAction } from '@/lib/server/actions/checks';
import type { ChecksView, CheckView } from '@/lib/wire/checks-view';
import { fieldErrors } from '@/lib/wire/result';
import { draftOf, fieldsOf, newCheck } from '@/components/checks/check-draft';
import { MODES } from '@/components/checks/check-words';
import { ExpectationFields } from '@/components/checks/expectation-fields';
import { useShowProblem } from '@/components/servers/use-show-problem';
import { RefusalNote } from '@/components/shell/refusal-note';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { NumberField } from '@/components/ui/number-field';
import { RadioCards } from '@/components/ui/radio-cards';
import { Select } from '@/components/ui/select';
import { TextareaField } from '@/components/ui/textarea-field';
import { TextField } from '@/components/ui/text-field';
import { toast } from '@/components/ui/toast';

export interface CheckDialogProps {
  /** Null for a new one. */
  readonly check: CheckView | null;
  readonly changelogs: ChecksView['changelogs'];
  readonly onClose: () => void;
}

export const CheckDialog = ({ check, changelogs, onClose }: CheckDialogProps) => {
  const { run, pending, result } = useAction(writeCheckAction);
  // As it was when the form was opened: what others save meanwhile is refused, not overwritten.
  const [opened] = useState(check);
  const [draft, setDraft] = useState(() =>
    opened === null ? newCheck(changelogs[0]?.key ?? '') : draftOf(opened),
  );
  const id = useId();
  const form = useShowProblem(result);
  const errors = result === null ? {} : fieldErrors(result);
  const change = (next: Partial<typeof draft>) => setDraft((before) => ({ ...before, ...next }));
  const unchanged = opened !== null && JSON.stringify(draft) === JSON.stringify(draftOf(opened));
  const disabledReason = unchanged ? 'Nothing is changed yet' : undefined;

  const submit = async () => {
    const written = await run({
      ...fieldsOf(draft),
      checkId: opened?.id ?? null,
      expectedVersion: opened?.rowVersion ?? null,
    });
    if (!written.ok) return;
    toast.success(`Saved “${draft.name.trim()}”`, {
      description: 'Asked of each tenant that is migrated from now on.',
    });
    onClose();
  };

  return (
    <Dialog
      open
      onOpenChange={onClose}
      width="lg"
      title={opened === null ? 'Write a check' : `Edit “${opened.name}”`}
      description="One query, asked of each tenant after its migration: as the observer, read only, in the tenant’s schema."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            form={id}
            variant="primary"
            pending={pending}
            pendingLabel="Saving…"
            disabledReason={disabledReason}
          >
            {opened === null ? 'Write check' : 'Save'}
          </Button>
        </>
      }
    >
      <form
        ref={form}
        id={id}
        noValidate
        className="flex min-w-0 flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!pending && disabledReason === undefined) void submit();
        }}
      >
        {result?.ok === false && result.refusal.code !== 'bad_input' && (
          <RefusalNote refusal={result.refusal} />
        )}
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField
            label="Name"
            required
            maxLength={200}
            autoComplete="off"
            hint="What is true when it passes: “Every invoice has lines”."
            value={draft.name}
            error={errors['name']}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <Select
            label="Changelog"
            value={draft.changelogKey}
            options={changelogs.map(({ key, name }) => ({ value: key, label: name }))}
            hint="The product whose tenants are asked."
            error={errors['changelogKey']}
            onChange={(event) => change({ changelogKey: event.currentTarget.value })}
          />
        </div>
        <TextareaField
          label="SQL"
          mono
          required
          rows={7}
          spellCheck={false}
          hint="One SELECT, VALUES or WITH. Names without a schema are the tenant’s."
          value={draft.sql}
          error={errors['sql']}
          onChange={(event) => change({ sql: event.currentTarget.value })}
        />
        <ExpectationFields draft={draft} onChange={change} error={errors['expectation.value']} />
        <RadioCards
          legend="What happens when it does not pass"
          name="mode"
          columns={2}
          value={draft.mode}
          onChange={(mode) => change({ mode: mode as CheckMode })}
          options={(['observe', 'enforce'] as const).map((mode) => ({
            value: mode,
            label: MODES[mode].label,
            description: MODES[mode].meaning,
          }))}
        />
        <div className="grid gap-3 sm:grid-cols-2">
          <NumberField
            label="Timeout"
            unit="ms"
            required
            min={50}
            max={120_000}
            hint="After it the answer is “could not be asked”."
            value={draft.timeoutMs}
            error={errors['timeoutMs']}
            onChange={(event) => change({ timeoutMs: event.currentTarget.value })}
          />
          <NumberField
            label="Rows read"
            unit="at most"
            required
            min={1}
            max={1000}
            hint="More are not fetched: enough to see what is wrong."
            value={draft.rowCap}
            error={errors['rowCap']}
            onChange={(event) => change({ rowCap: event.currentTarget.value })}
          />
        </div>
      </form>
    </Dialog>
  );
};
