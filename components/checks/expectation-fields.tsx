'use client';

import type { Expectation } from '@/lib/domain/expectation';
import { needsValue, type CheckDraft } from '@/components/checks/check-draft';
import { Select } from '@/components/ui/select';
import { TextField } from '@/components/ui/text-field';

const OPS: readonly { readonly value: Expectation['op']; readonly label: string; readonly hint: string }[] = [
  {
    value: 'no_rows',
    label: 'finds no row',
    hint: 'Write a query for what must not be: each row is something wrong.',
  },
  { value: 'some_rows', label: 'finds at least one row', hint: 'Write a query for what must be there.' },
  {
    value: 'at_most',
    label: 'has a first value of at most',
    hint: 'The first column of the first row, as a number.',
  },
  {
    value: 'at_least',
    label: 'has a first value of at least',
    hint: 'The first column of the first row, as a number.',
  },
  {
    value: 'equals',
    label: 'has a first value equal to',
    hint: 'The first column of the first row, as text.',
  },
];

export interface ExpectationFieldsProps {
  readonly draft: CheckDraft;
  readonly onChange: (change: Partial<CheckDraft>) => void;
  readonly error: string | undefined;
}

/** Reads as one sentence: it passes when the query … */
export const ExpectationFields = ({ draft, onChange, error }: ExpectationFieldsProps) => (
  <fieldset className="grid min-w-0 gap-3 sm:grid-cols-2">
    <legend className="sr-only">Expectation</legend>
    <Select
      label="It passes when the query"
      value={draft.op}
      options={OPS.map(({ value, label }) => ({ value, label }))}
      hint={OPS.find(({ value }) => value === draft.op)?.hint}
      onChange={(event) => onChange({ op: event.currentTarget.value as Expectation['op'] })}
    />
    {needsValue(draft.op) && (
      <TextField
        label={draft.op === 'equals' ? 'Value' : 'Limit'}
        mono
        required
        autoComplete="off"
        inputMode={draft.op === 'equals' ? 'text' : 'decimal'}
        hint="No row, or NULL, is “no data”: that does not pass."
        value={draft.value}
        error={error}
        onChange={(event) => onChange({ value: event.currentTarget.value })}
      />
    )}
  </fieldset>
);
