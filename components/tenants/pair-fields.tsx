'use client';

import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { TextField } from '@/components/ui/text-field';

/** One label or placeholder in a form. `kept`: a stored secret whose value is not shown and stays as it is. */
export interface Pair {
  readonly id: number;
  readonly name: string;
  readonly value: string;
  readonly secret: boolean;
  readonly kept: boolean;
}

export interface PairFieldsProps {
  readonly legend: string;
  readonly hint: string;
  readonly noun: 'label' | 'placeholder';
  readonly pairs: readonly Pair[];
  readonly onChange: (pairs: readonly Pair[]) => void;
  readonly error?: string | undefined;
}

export const newPairs = (entries: readonly Omit<Pair, 'id'>[]): readonly Pair[] =>
  entries.map((entry, id) => ({ ...entry, id }));

export const PairFields = ({ legend, hint, noun, pairs, onChange, error }: PairFieldsProps) => {
  const change = (id: number, next: Partial<Pair>) =>
    onChange(pairs.map((pair) => (pair.id === id ? { ...pair, ...next } : pair)));
  const add = () => {
    const id = Math.max(-1, ...pairs.map((pair) => pair.id)) + 1;
    onChange([...pairs, { id, name: '', value: '', secret: false, kept: false }]);
  };
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="font-medium">{legend}</legend>
      <p className="text-xs text-muted">{hint}</p>
      {pairs.map((pair) => (
        <div key={pair.id} className="flex flex-wrap items-center gap-2">
          <TextField
            label={`Name of the ${noun}`}
            hideLabel
            mono
            placeholder="name"
            className="min-w-28 flex-1"
            value={pair.name}
            readOnly={pair.kept}
            onChange={(event) => change(pair.id, { name: event.currentTarget.value })}
          />
          <TextField
            label={`Value of the ${noun} ${pair.name}`}
            hideLabel
            mono
            type={pair.secret ? 'password' : 'text'}
            autoComplete="off"
            placeholder={pair.kept ? '•••••••• kept unless you type' : 'value'}
            className="min-w-32 flex-2"
            value={pair.value}
            onChange={(event) => change(pair.id, { value: event.currentTarget.value })}
          />
          {noun === 'placeholder' && (
            <Checkbox
              label="Secret"
              checked={pair.secret}
              disabled={pair.kept}
              onChange={(secret) => change(pair.id, { secret })}
            />
          )}
          <Button
            variant="ghost"
            size="sm"
            icon="trash"
            iconLabel={`Remove the ${noun} ${pair.name}`}
            onClick={() => onChange(pairs.filter(({ id }) => id !== pair.id))}
          />
        </div>
      ))}
      {error !== undefined && <p className="text-xs">{error}</p>}
      <span>
        <Button size="sm" icon="plus" onClick={add}>
          Add a {noun}
        </Button>
      </span>
    </fieldset>
  );
};
