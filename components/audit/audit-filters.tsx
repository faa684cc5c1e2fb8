'use client';

import { useEffect, useState } from 'react';
import { AUDIT_OUTCOMES, type AuditOutcome, type AuditQuery } from '@/lib/wire/audit-view';
import { verbWords } from '@/components/people/role-words';
import { Icon } from '@/components/ui/icon';
import { Select } from '@/components/ui/select';
import { TextField } from '@/components/ui/text-field';

type Filters = Omit<AuditQuery, 'before'>;

export interface AuditFiltersProps {
  readonly query: AuditQuery;
  readonly actors: readonly string[];
  readonly verbs: readonly string[];
  readonly onChange: (change: Partial<Filters>) => void;
}

const TYPING_MS = 300;

const withAny = (any: string, values: readonly string[], chosen: string, label = (value: string) => value) => [
  { value: '', label: any },
  ...[...new Set(chosen === '' ? values : [...values, chosen])].map((value) => ({ value, label: label(value) })),
];

const outcomeOf = (text: string): AuditOutcome | null => AUDIT_OUTCOMES.find((outcome) => outcome === text) ?? null;

export const AuditFilters = ({ query, actors, verbs, onChange }: AuditFiltersProps) => (
  <search className="grid grid-cols-2 gap-3 border-b border-border p-4 lg:grid-cols-[minmax(12rem,1.4fr)_repeat(3,minmax(8rem,1fr))_9rem_9rem]">
    <TextFilter text={query.text} onChange={(text) => onChange({ text })} />
    <Select
      label="Who"
      options={withAny('Anybody', actors, query.actor)}
      value={query.actor}
      onChange={(event) => onChange({ actor: event.currentTarget.value })}
    />
    <Select
      label="Verb"
      options={withAny('Any', verbs, query.verb, verbWords)}
      value={query.verb}
      onChange={(event) => onChange({ verb: event.currentTarget.value })}
    />
    <Select
      label="Outcome"
      options={[
        { value: '', label: 'Any' },
        { value: 'done', label: 'Done' },
        { value: 'refused', label: 'Refused' },
      ]}
      value={query.outcome ?? ''}
      onChange={(event) => onChange({ outcome: outcomeOf(event.currentTarget.value) })}
    />
    <TextField
      label="From (UTC day)"
      type="date"
      value={query.from ?? ''}
      onChange={(event) => onChange({ from: event.currentTarget.value || null })}
    />
    <TextField
      label="To (UTC day)"
      type="date"
      value={query.to ?? ''}
      onChange={(event) => onChange({ to: event.currentTarget.value || null })}
    />
  </search>
);

/** Asks once the typing rests. */
const TextFilter = ({ text, onChange }: { readonly text: string; readonly onChange: (text: string) => void }) => {
  const [typed, setTyped] = useState(text);
  const [asked, setAsked] = useState(text);
  // The address moved without us (back, "clear"): the field follows.
  if (text !== asked) {
    setAsked(text);
    setTyped(text);
  }
  useEffect(() => {
    if (typed === asked) return undefined;
    const timer = setTimeout(() => {
      setAsked(typed);
      onChange(typed);
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, asked, onChange]);
  return (
    <TextField
      label="Text"
      type="search"
      className="max-lg:col-span-2"
      placeholder="Subject, name, reason, code…"
      leading={<Icon name="search" size={14} />}
      maxLength={200}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
    />
  );
};
