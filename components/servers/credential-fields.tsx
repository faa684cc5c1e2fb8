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
  /** Already the effective one. */
  readonly draft: CredentialDraft;
  readonly onChange: (draft: CredentialDraft) => void;
  /** Why what is stored cannot be kept. */
  readonly because: string | null;
  readonly errors: Readonly<Record<string, string>>;
  /** `credential` or `observerCredential`: where its errors are. */
  readonly path: string;
}

export const CredentialFields = (props: CredentialFieldsProps) => {
  const { legend, stored, draft, onChange, because, errors, path } = props;
  const name = useId();
  const keep = {
    value: 'keep',
    label: 'Keep it',
    description: stored === null ? '' : <StoredCredential credential={stored} />,
    disabledReason: because === null ? undefined : `Give it again: ${because}, and a secret is only sent where it was given for.`,
  };
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <RadioCards
        legend={legend}
        name={name}
        value={draft.kind}
        columns={2}
        onChange={(kind) => onChange({ ...draft, kind: kind as CredentialDraft['kind'] })}
        options={[
          ...(stored === null ? [] : [keep]),
          { value: 'password', label: 'Password', description: 'Sealed before it is stored, and never shown again.' },
          { value: 'env', label: 'From the environment', description: 'Only the variable’s name is stored.' },
          { value: 'none', label: 'None', description: 'The server trusts this address.' },
        ]}
      />
      {draft.kind === 'password' && (
        <TextField
          label="Password"
          type="password"
          required
          autoComplete="new-password"
          value={draft.value}
          error={errors[`${path}.value`]}
          onChange={(event) => onChange({ ...draft, value: event.currentTarget.value })}
        />
      )}
      {draft.kind === 'env' && (
        <TextField
          label="Variable"
          mono
          required
          spellCheck={false}
          autoComplete="off"
          hint="Set it for the web process and every worker. Its name begins with GROUNDSWELL_CREDENTIAL_."
          value={draft.name}
          error={errors[`${path}.name`]}
          onChange={(event) => onChange({ ...draft, name: event.currentTarget.value })}
        />
      )}
    </div>
  );
};
