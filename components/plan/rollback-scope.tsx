'use client';

import { plural, versionWords } from '@/lib/wire/fact-text';
import type { RollbackChoices } from '@/lib/wire/plan-form';
import { Combobox } from '@/components/ui/combobox';
import { RadioCards } from '@/components/ui/radio-cards';
import { Select } from '@/components/ui/select';

/** As in the command, but with what the address holds. */
export type Scope =
  | { readonly kind: 'rollout' }
  | { readonly kind: 'wave'; readonly waveId: string }
  | { readonly kind: 'target'; readonly targetId: string };

export interface RollbackScopeProps {
  readonly choices: RollbackChoices;
  readonly scope: Scope;
  readonly onChange: (scope: Scope) => void;
}

/** All that the rollout changed, one of its waves, or one tenant. */
export const RollbackScope = ({ choices, scope, onChange }: RollbackScopeProps) => {
  const { waves, targets } = choices;
  const choose = (kind: string) => {
    const [wave] = waves.toReversed();
    const [target] = targets;
    if (kind === 'wave' && wave !== undefined) onChange({ kind: 'wave', waveId: wave.id });
    else if (kind === 'target' && target !== undefined) onChange({ kind: 'target', targetId: target.id });
    else onChange({ kind: 'rollout' });
  };
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <RadioCards
        legend="What comes back"
        hideLegend
        name="scope"
        columns={3}
        value={scope.kind}
        onChange={choose}
        options={[
          {
            value: 'rollout',
            label: 'The whole rollout',
            aside: targets.length,
            description: 'Everything that it changed.',
          },
          {
            value: 'wave',
            label: 'One wave',
            aside: plural(waves.length, 'wave'),
            description: 'And nothing of the others.',
          },
          { value: 'target', label: 'One tenant', description: 'The others stay where they are.' },
        ]}
      />
      {scope.kind === 'wave' && (
        <Select
          label="Wave"
          className="sm:max-w-80"
          value={scope.waveId}
          options={waves.map(({ id, name, tenants }) => ({
            value: id,
            label: `${name} · ${plural(tenants, 'tenant')}`,
          }))}
          onChange={(event) => onChange({ kind: 'wave', waveId: event.currentTarget.value })}
        />
      )}
      {scope.kind === 'target' && (
        <Combobox
          label="Tenant"
          className="sm:max-w-80"
          listLabel="Tenants that were changed"
          searchPlaceholder="Find a tenant…"
          value={scope.targetId}
          options={targets.map(({ id, key, wave, from, to }) => ({
            value: id,
            label: key,
            hint: `${wave} · ${versionWords(from)} → ${versionWords(to)}`,
          }))}
          onChange={(targetId) => onChange({ kind: 'target', targetId })}
        />
      )}
    </div>
  );
};
