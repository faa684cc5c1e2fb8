'use client';

import { useId } from 'react';
import type { TenantChoices } from '@/lib/wire/tenant-view';
import { PairFields } from '@/components/tenants/pair-fields';
import type { TenantDraft } from '@/components/tenants/tenant-draft';
import { Select } from '@/components/ui/select';
import { TextField } from '@/components/ui/text-field';
import { TextareaField } from '@/components/ui/textarea-field';

export interface TenantFieldsProps {
  readonly draft: TenantDraft;
  readonly onChange: (change: Partial<TenantDraft>) => void;
  readonly choices: TenantChoices;
  readonly errors: Readonly<Record<string, string>>;
}

const CRITICALITIES = ['low', 'normal', 'high', 'critical'].map((value) => ({ value, label: value }));

/** Everything that can be changed later too. Key and changelog are said once, when a tenant is registered. */
export const TenantFields = ({ draft, onChange, choices, errors }: TenantFieldsProps) => {
  const lists = useId();
  const text = (name: 'name' | 'database' | 'schema' | 'tier' | 'region') => ({
    value: draft[name],
    error: errors[name],
    onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
      onChange({ [name]: event.currentTarget.value }),
  });
  return (
    <>
      <TextField label="Name" required maxLength={200} autoComplete="off" {...text('name')} />
      <fieldset className="grid gap-3 sm:grid-cols-3">
        <legend className="mb-2 font-medium">Placement</legend>
        <Select
          label="Server"
          value={draft.serverId}
          options={choices.servers.map(({ id, key, environment }) => ({
            value: id,
            label: `${key} (${environment})`,
          }))}
          error={errors['serverId']}
          onChange={(event) => onChange({ serverId: event.currentTarget.value })}
        />
        <TextField label="Database" mono required spellCheck={false} {...text('database')} />
        <TextField label="Schema" mono required spellCheck={false} {...text('schema')} />
      </fieldset>
      <fieldset className="grid gap-3 sm:grid-cols-3">
        <legend className="mb-2 font-medium">For choosing it</legend>
        <TextField label="Tier" list={`${lists}-tier`} {...text('tier')} />
        <TextField label="Region" list={`${lists}-region`} {...text('region')} />
        <Select
          label="Criticality"
          value={draft.criticality}
          options={CRITICALITIES}
          onChange={(event) => onChange({ criticality: event.currentTarget.value })}
        />
        <datalist id={`${lists}-tier`}>
          {choices.tiers.map((tier) => (
            <option key={tier} value={tier}>
              {tier}
            </option>
          ))}
        </datalist>
        <datalist id={`${lists}-region`}>
          {choices.regions.map((region) => (
            <option key={region} value={region}>
              {region}
            </option>
          ))}
        </datalist>
      </fieldset>
      <PairFields
        legend="Labels"
        hint="Free words to filter by and to plan waves with."
        noun="label"
        pairs={draft.labels}
        onChange={(labels) => onChange({ labels })}
        error={errors['labels']}
      />
      <PairFields
        legend="Placeholders"
        hint="Values for ${name} in scripts, over those of the release. Secret ones are encrypted and never shown again."
        noun="placeholder"
        pairs={draft.placeholders}
        onChange={(placeholders) => onChange({ placeholders })}
        error={errors['placeholders']}
      />
      <TextareaField
        label="Version query"
        required={false}
        mono
        rows={2}
        spellCheck={false}
        hint="Only for a tenant with a version table of its own: one SELECT whose first column is the version. Not needed with a Flyway history."
        value={draft.versionQuery}
        error={errors['versionQuery']}
        onChange={(event) => onChange({ versionQuery: event.currentTarget.value })}
      />
    </>
  );
};
