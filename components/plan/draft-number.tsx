'use client';

import { useState, type ReactNode } from 'react';
import { NumberField } from '@/components/ui/number-field';

export interface DraftNumberProps {
  readonly label: ReactNode;
  /** NaN while what is typed is no number. */
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** One of these on screen is so many of the value: 60,000 for minutes of milliseconds. */
  readonly scale?: number;
  readonly step?: number | 'any';
  readonly unit?: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly onChange: (value: number) => void;
}

/** A number of the draft. What is typed stays as typed; out of range it says which range. */
export const DraftNumber = (props: DraftNumberProps) => {
  const { value, min, max, scale = 1, step = 1, error, onChange, ...field } = props;
  const shown = Number.isNaN(value) ? '' : String(value / scale);
  const [text, setText] = useState(shown);
  // Changed from elsewhere: a template, another release, a fresh start.
  if (Number(text) * scale !== value && !(Number.isNaN(value) && text === '')) setText(shown);

  const range = `From ${(min / scale).toLocaleString('en')} to ${(max / scale).toLocaleString('en')}.`;
  const whole = scale === 1 && step === 1 && !Number.isInteger(value);
  const wrong = Number.isNaN(value)
    ? `Give a number. ${range}`
    : value < min || value > max
      ? range
      : whole
        ? 'Give a whole number.'
        : error;
  return (
    <NumberField
      {...field}
      error={wrong}
      min={min / scale}
      max={max / scale}
      step={step}
      value={text}
      onChange={(event) => {
        const typed = event.currentTarget.value;
        setText(typed);
        onChange(typed.trim() === '' ? Number.NaN : Math.round(Number(typed) * scale * 1000) / 1000);
      }}
    />
  );
};
