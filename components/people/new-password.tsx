'use client';

import { CopyButton } from '@/components/ui/copy-button';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/text-field';

export interface NewPasswordProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error?: string | undefined;
  readonly hint?: string | undefined;
}

// Without letters and digits that look like another one: the password is told to somebody.
const letters = 'abcdefghijkmnpqrstuvwxyz23456789';

/** Four groups of five: 100 bits, as 32 letters are five bits each and divide a byte's range evenly. */
const makePassword = (): string => {
  const bytes = crypto.getRandomValues(new Uint8Array(20));
  const text = [...bytes].map((byte) => letters[byte % letters.length]).join('');
  return text.match(/.{5}/g)?.join('-') ?? text;
};

/** A password that is passed on to a person: seen while it is written, made at a click. */
export const NewPassword = ({ value, onChange, error, hint }: NewPasswordProps) => (
  <div className="flex flex-col gap-1.5">
    <TextField
      label="Password"
      name="new-password"
      autoComplete="off"
      required
      mono
      spellCheck={false}
      maxLength={200}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={error}
      hint={hint ?? 'At least 10 characters. Pass it on by a way you trust; it can be changed under Account.'}
    />
    <div className="flex gap-1">
      <Button size="sm" icon="refresh" onClick={() => onChange(makePassword())}>
        Make one
      </Button>
      {value !== '' && <CopyButton text={value} label="Copy password" withText />}
    </div>
  </div>
);
