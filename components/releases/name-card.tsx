'use client';

import { plural, versionWords } from '@/lib/wire/fact-text';
import type { PublishView } from '@/lib/wire/releases-view';
import { Card } from '@/components/ui/card';
import { Select } from '@/components/ui/select';
import { TextField } from '@/components/ui/text-field';

/** `key` null: the changelog is made with the release. */
export type ReleaseNaming = {
  readonly key: string | null;
  readonly newKey: string;
  readonly newName: string;
  readonly name: string;
};

const NEW = '';

export const slugOf = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')
    .replaceAll(/^[._-]+|-+$/gu, '');

export interface NameCardProps {
  readonly view: PublishView;
  readonly naming: ReleaseNaming;
  readonly errors: Readonly<Record<string, string>>;
  readonly onChange: (naming: ReleaseNaming) => void;
}

export const NameCard = ({ view, naming, errors, onChange }: NameCardProps) => {
  const chosen = view.changelogs.find(({ key }) => key === naming.key);
  return (
    <Card title="Name">
      <div className="flex min-w-0 flex-col gap-4">
        {view.changelogs.length > 0 && (
          <Select
            label="Changelog"
            hint={
              chosen === undefined
                ? 'A line of versions that tenants follow, such as one product.'
                : changelogHint(chosen)
            }
            options={[
              ...view.changelogs.map(({ key, name }) => ({ value: key, label: name })),
              { value: NEW, label: 'New changelog…' },
            ]}
            value={naming.key ?? NEW}
            onChange={({ currentTarget }) =>
              onChange({ ...naming, key: currentTarget.value === NEW ? null : currentTarget.value })
            }
          />
        )}
        {naming.key === null && (
          <>
            <TextField
              label="Name of the new changelog"
              placeholder="Orders"
              required
              value={naming.newName}
              error={errors['changelogName']}
              hint={
                view.changelogs.length === 0
                  ? 'A changelog is a line of versions that tenants follow, such as one product.'
                  : undefined
              }
              onChange={({ currentTarget: { value } }) =>
                onChange({
                  ...naming,
                  newName: value,
                  // Follows the name until somebody writes another key.
                  newKey: naming.newKey === slugOf(naming.newName) ? slugOf(value) : naming.newKey,
                })
              }
            />
            <TextField
              label="Its key"
              mono
              required
              placeholder="orders"
              value={naming.newKey}
              error={
                view.changelogs.some(({ key }) => key === naming.newKey)
                  ? 'A changelog has this key: choose it above.'
                  : errors['changelogKey']
              }
              hint="Used when tenants are registered and imported. It stays."
              onChange={(event) => onChange({ ...naming, newKey: event.currentTarget.value })}
            />
          </>
        )}
        <TextField
          label="Release"
          placeholder="2026.5"
          required
          autoComplete="off"
          value={naming.name}
          error={
            chosen?.names.includes(naming.name.trim()) === true
              ? `${chosen.name} has a release ${naming.name.trim()} already, and releases never change. Choose another name.`
              : errors['name']
          }
          hint={
            chosen?.newest
              ? `The newest is ${chosen.newest.name}${chosen.newest.version === null ? '' : ` (${versionWords(chosen.newest.version)})`}.`
              : 'As your team calls it; it cannot be changed later.'
          }
          onChange={(event) => onChange({ ...naming, name: event.currentTarget.value })}
        />
      </div>
    </Card>
  );
};

const changelogHint = ({ tenants, names }: PublishView['changelogs'][number]): string =>
  `${plural(names.length, 'release')}, ${tenants === 0 ? 'no tenants yet' : plural(tenants, 'tenant')}.`;
