'use client';

import type { ReactNode } from 'react';
import { agree, plural } from '@/lib/wire/fact-text';
import type { DraftPlaceholder, ReleaseDraft } from '@/lib/wire/releases-view';
import {
  choiceOf,
  type GivenBy,
  type PlaceholderChoice,
  type PlaceholderChoices,
} from '@/components/releases/placeholder-draft';
import { Card } from '@/components/ui/card';
import { Select } from '@/components/ui/select';
import { StateGlyph } from '@/components/ui/state-badge';
import { TextField } from '@/components/ui/text-field';

const options: readonly { readonly value: GivenBy; readonly label: string }[] = [
  { value: 'tenant', label: 'Each tenant gives its own' },
  { value: 'release', label: 'Same for all' },
  { value: 'secret', label: 'Same for all, secret' },
];

export interface PlaceholderFieldsProps {
  readonly draft: ReleaseDraft;
  readonly choices: PlaceholderChoices;
  readonly onChange: (name: string, choice: PlaceholderChoice) => void;
}

/** The names that were found in the scripts, and who gives their values. */
export const PlaceholderFields = ({ draft, choices, onChange }: PlaceholderFieldsProps) => (
  <Card title="Placeholders" meta={`${draft.placeholders.length} in the scripts`}>
    <ul className="flex flex-col gap-4">
      {draft.placeholders.map((placeholder) => {
        const { name } = placeholder;
        const choice = choiceOf(choices, placeholder);
        return (
          <li key={name} className="flex min-w-0 flex-col gap-2">
            <Select
              label={<code className="font-mono">{name}</code>}
              hint={choice.by === 'tenant' ? tenantHint(placeholder, draft) : 'A tenant’s own value wins.'}
              options={options}
              value={choice.by}
              onChange={(event) => onChange(name, { ...choice, by: event.currentTarget.value as GivenBy })}
            />
            {choice.by !== 'tenant' && (
              <TextField
                label={`Value of ${name}`}
                mono
                type={choice.by === 'secret' ? 'password' : 'text'}
                autoComplete="off"
                required={choice.by === 'secret' ? true : undefined}
                hint={valueHint(placeholder, choice.by, draft)}
                value={choice.value}
                onChange={(event) => onChange(name, { ...choice, value: event.currentTarget.value })}
              />
            )}
          </li>
        );
      })}
    </ul>
  </Card>
);

function tenantHint({ tenants }: DraftPlaceholder, draft: ReleaseDraft): ReactNode {
  if (draft.tenants === 0) return 'There are no tenants yet.';
  const missing = draft.tenants - tenants;
  if (missing <= 0) return `All ${plural(draft.tenants, 'tenant')} have one.`;
  return (
    <span className="inline-flex items-start gap-1.5">
      <StateGlyph tone="warning" size={12} className="mt-0.5 shrink-0" />
      {missing === draft.tenants
        ? 'No tenant has one'
        : `${plural(missing, 'tenant')} of ${draft.tenants.toLocaleString('en')} ${agree(missing, 'has', 'have')} none`}
      : a rollout leaves out whoever has none.
    </span>
  );
}

function valueHint({ previous }: DraftPlaceholder, by: GivenBy, draft: ReleaseDraft): string {
  const before = draft.previous?.name ?? 'The release before';
  if (by === 'secret') {
    return previous?.secret === true
      ? `${before} had a secret here; it is sealed there and has to be given again.`
      : 'Sealed when it is published, and never shown again.';
  }
  return previous !== null && !previous.secret
    ? `As in ${before}.`
    : 'May be empty. Everybody who signs in can read it.';
}
