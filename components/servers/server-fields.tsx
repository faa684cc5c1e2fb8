'use client';

import type { ReactNode } from 'react';
import type { ServerView, TlsMode } from '@/lib/wire/servers-view';
import { CredentialFields } from '@/components/servers/credential-fields';
import type { AskedAgain, ServerDraft } from '@/components/servers/server-draft';
import { TLS_MODES, TLS_ORDER } from '@/components/servers/server-words';
import { Checkbox } from '@/components/ui/checkbox';
import { NumberField } from '@/components/ui/number-field';
import { Select } from '@/components/ui/select';
import { TextField } from '@/components/ui/text-field';
import { TextareaField } from '@/components/ui/textarea-field';

export interface ServerFieldsProps {
  readonly draft: ServerDraft;
  readonly onChange: (change: Partial<ServerDraft>) => void;
  /** Null while it is registered. */
  readonly server: ServerView | null;
  readonly asked: AskedAgain;
  readonly errors: Readonly<Record<string, string>>;
}

type TextName = Exclude<
  { [Name in keyof ServerDraft]: ServerDraft[Name] extends string ? Name : never }[keyof ServerDraft],
  'tlsMode'
>;

export const ServerFields = ({ draft, onChange, server, asked, errors }: ServerFieldsProps) => {
  const text = (name: TextName) => ({
    value: draft[name],
    error: errors[name],
    onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
      onChange({ [name]: event.currentTarget.value }),
  });
  const name = { mono: true, spellCheck: false, autoComplete: 'off' } as const;
  return (
    <>
      <Part legend="Names">
        {server === null && (
          <TextField
            label="Key"
            {...name}
            required
            hint="In addresses, files and logs. Cannot be changed."
            {...text('key')}
          />
        )}
        <TextField
          label="Name"
          maxLength={200}
          autoComplete="off"
          required={server !== null}
          {...text('name')}
        />
        <TextField
          label="Environment"
          required
          hint="For example staging or production."
          {...text('environment')}
        />
      </Part>
      <Part legend="Address">
        <TextField label="Host" {...name} required {...text('host')} />
        <NumberField label="Port" required min={1} max={65535} {...text('port')} />
        <Select
          label="TLS"
          value={draft.tlsMode}
          options={TLS_ORDER.map((mode) => ({ value: mode, label: mode }))}
          hint={TLS_MODES[draft.tlsMode].meaning}
          error={errors['tlsMode']}
          onChange={(event) => onChange({ tlsMode: event.currentTarget.value as TlsMode })}
        />
        <TextField
          label="Maintenance database"
          {...name}
          required
          hint="Where the list of databases is read."
          {...text('maintenanceDatabase')}
        />
        {(draft.tlsMode === 'verify-full' || draft.tlsMode === 'verify-ca') && (
          <TextareaField
            label="CA certificate"
            required={false}
            mono
            rows={3}
            spellCheck={false}
            className="sm:col-span-2"
            hint="PEM. Empty: the authorities that Node trusts."
            {...text('ca')}
          />
        )}
      </Part>
      <Part legend="Migrator" hint="Runs scripts.">
        <TextField label="User" {...name} required {...text('username')} />
        <TextField
          label="Run as role"
          {...name}
          required={false}
          hint="Owns the tenants’ tables; SET ROLE after signing in."
          {...text('runAsRole')}
        />
        <div className="sm:col-span-2">
          <CredentialFields
            legend="Migrator’s secret"
            stored={server?.credential ?? null}
            draft={draft.credential}
            asked={asked.migrator}
            errors={errors}
            path="credential"
            onChange={(credential) => onChange({ credential })}
          />
        </div>
      </Part>
      <Part legend="Observer" hint="Reads versions and runs checks.">
        <Checkbox
          className="sm:col-span-2"
          label="Read with a role of its own"
          hint="Recommended: what only looks can then change nothing."
          checked={draft.hasObserver}
          onChange={(hasObserver) => onChange({ hasObserver })}
        />
        {draft.hasObserver && (
          <>
            <TextField label="Observer’s user" {...name} required {...text('observerUsername')} />
            <div className="sm:col-span-2">
              <CredentialFields
                legend="Observer’s secret"
                stored={server?.observer?.credential ?? null}
                draft={draft.observerCredential}
                asked={asked.observer}
                errors={errors}
                path="observerCredential"
                onChange={(observerCredential) => onChange({ observerCredential })}
              />
            </div>
          </>
        )}
      </Part>
      <Part legend="History and load">
        <TextField
          label="History table"
          {...name}
          required
          hint="Flyway’s own is flyway_schema_history."
          {...text('historyTable')}
        />
        <TextField
          label="History schema"
          {...name}
          required={false}
          hint="Empty: in each tenant’s own schema."
          {...text('historySchema')}
        />
        <NumberField
          label="Tenants at once"
          required
          min={1}
          max={256}
          unit="tenants"
          hint="Over all rollouts. Twice the server’s cores is a good start."
          {...text('maxConcurrency')}
        />
      </Part>
    </>
  );
};

const Part = ({
  legend,
  hint,
  children,
}: {
  readonly legend: string;
  readonly hint?: string;
  readonly children: ReactNode;
}) => (
  <fieldset className="grid min-w-0 gap-3 border-t border-border pt-4 first:border-t-0 first:pt-0 sm:grid-cols-2">
    <legend className="contents">
      <span className="font-semibold sm:col-span-2">
        {legend}
        {hint !== undefined && <span className="ml-2 font-normal text-muted">{hint}</span>}
      </span>
    </legend>
    {children}
  </fieldset>
);
