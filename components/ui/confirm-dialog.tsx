'use client';

import { useState, type FormEvent, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Code } from '@/components/ui/code';
import { Dialog } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/text-field';
import { TextareaField } from '@/components/ui/textarea-field';

export interface ConfirmAnswer {
  /** Trimmed; empty when none was asked for or given. */
  readonly reason: string;
}

export interface ConfirmDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: ReactNode;
  /** The consequence in one sentence, with numbers. */
  readonly description: ReactNode;
  /** Blast radius, exact SQL, an error: whatever must be seen before. */
  readonly children?: ReactNode;
  /** A verb with a count: "Roll back · 40 tenants". */
  readonly confirmLabel: string;
  readonly tone?: 'normal' | 'danger' | undefined;
  /** Medium grade: a reason that goes into the audit log. */
  readonly reason?:
    | { readonly label?: string; readonly required: boolean; readonly hint?: string }
    | undefined;
  /** Highest grade: this count or word has to be typed. */
  readonly typed?: { readonly expected: string; readonly what: string } | undefined;
  /** Refusal from the rules, e.g. the role. */
  readonly disabledReason?: string | undefined;
  readonly pending?: boolean | undefined;
  readonly pendingLabel?: string | undefined;
  readonly onConfirm: (answer: ConfirmAnswer) => void;
}

/** Graded confirmation: simple, with a reason, with a typed count. The caller closes it once the server agreed. */
export const ConfirmDialog = (props: ConfirmDialogProps) => {
  const {
    open,
    onOpenChange,
    title,
    description,
    children,
    confirmLabel,
    tone = 'normal',
    reason,
    typed,
  } = props;
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={title} description={description}>
      {children}
      <ConfirmForm
        key={String(open)}
        {...{ confirmLabel, tone, reason, typed }}
        disabledReason={props.disabledReason}
        pending={props.pending ?? false}
        pendingLabel={props.pendingLabel}
        onCancel={() => onOpenChange(false)}
        onConfirm={props.onConfirm}
      />
    </Dialog>
  );
};

interface ConfirmFormProps extends Pick<
  ConfirmDialogProps,
  'confirmLabel' | 'tone' | 'reason' | 'typed' | 'disabledReason' | 'pendingLabel' | 'onConfirm'
> {
  readonly pending: boolean;
  readonly onCancel: () => void;
}

const ConfirmForm = (props: ConfirmFormProps) => {
  const { confirmLabel, tone, reason, typed, disabledReason, pending, pendingLabel, onCancel, onConfirm } =
    props;
  const [why, setWhy] = useState('');
  const [word, setWord] = useState('');
  const missingReason = reason?.required === true && why.trim() === '' ? 'Give a reason first' : undefined;
  const missingWord =
    typed !== undefined && word.trim() !== typed.expected ? `Type ${typed.expected} first` : undefined;
  const refusal = disabledReason ?? missingReason ?? missingWord;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (refusal === undefined && !pending) onConfirm({ reason: why.trim() });
  };

  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {reason !== undefined && (
        <TextareaField
          label={reason.label ?? 'Reason'}
          hint={reason.hint ?? 'Goes into the audit log.'}
          required={reason.required}
          maxLength={1000}
          value={why}
          onChange={(event) => setWhy(event.currentTarget.value)}
        />
      )}
      {typed !== undefined && (
        <TextField
          label={
            <>
              Type <Code look="boxed">{typed.expected}</Code> {typed.what}
            </>
          }
          mono
          autoComplete="off"
          spellCheck={false}
          value={word}
          onChange={(event) => setWord(event.currentTarget.value)}
        />
      )}
      <div className="-mx-5 -mb-5 flex flex-wrap items-center justify-end gap-2 border-t border-border px-5 py-3">
        <Button onClick={onCancel}>Cancel</Button>
        <Button
          type="submit"
          variant={tone === 'danger' ? 'danger' : 'primary'}
          disabledReason={refusal}
          pending={pending}
          pendingLabel={pendingLabel}
        >
          {confirmLabel}
        </Button>
      </div>
    </form>
  );
};
