'use client';

import { useId } from 'react';
import type { CredentialView } from '@/lib/wire/servers-view';
import type { CredentialDraft } from '@/components/servers/server-draft';
import { StoredCredential } from '@/components/servers/stored-credential';
import { RadioCards } from '@/components/ui/radio-cards';
import { TextField } from '@/components/ui/text-field';

export interface CredentialFieldsProps {
  readonly legend: string;
  /** What is stored; null for a role that is new. */
  readonly stored: CredentialView | null;
  readonly draft: CredentialDraft;
  readonly onChange: (draft: CredentialDraft) => void;
  /** What has changed, so that the stored secret may not be kept; empty when it may. */
  readonly asked: readonly string[];
  readonly errors: Readonly<Record<string, string>>;
  /** `credential` or `observerCredential`: where its errors are. */
  readonly path: string;
}

const joined = new Intl.ListFormat('en');

export const CredentialFields = (props: CredentialFieldsProps) => {
  const { legend, stored, draft, onChange, asked, errors, path } = props;
  const name = useId();
  const because =
    asked.length === 0
      ? undefined
      : `Give it again: you changed ${joined.format(asked)}, and a secret is only ever sent where it was given for.`;
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <RadioCards
        legend={legend}
        name={name}
        value={draft.kind}
        columns={2}
        onChange={(kind) => onChange({ ...draft, kind: kind as CredentialDraft['kind'] })}
        options={[
          ...(stored === null
            ? []
            : [
                {
                  value: 'keep',
                  label: 'Keep what is stored',
                  description: <StoredCredential credential={stored} />,
                  disabledReason: because,
                },
              ]),
          {
            value: 'password',
            label: 'Password',
            description: 'Sealed before it is stored, and never shown again.',
          },
          { value: 'env', label: 'From the environment', description: 'Only the variable’s name is stored.' },
          { value: 'none', label: 'None', description: 'Trust, peer or certificate authentication.' },
        ]}
      />
      {draft.kind === 'password' && (
        <TextField
          label={`${legend}: password`}
          type="password"
          required
          autoComplete="new-password"
          value={draft.password}
          error={errors[`${path}.value`]}
          onChange={(event) => onChange({ ...draft, password: event.currentTarget.value })}
        />
      )}
      {draft.kind === 'env' && (
        <TextField
          label={`${legend}: variable`}
          mono
          required
          spellCheck={false}
          autoComplete="off"
          hint="Begins with GROUNDSWELL_CREDENTIAL_. Set it for the web process and for every worker."
          value={draft.variable}
          error={errors[`${path}.name`]}
          onChange={(event) => onChange({ ...draft, variable: event.currentTarget.value })}
        />
      )}
    </div>
  );
};
