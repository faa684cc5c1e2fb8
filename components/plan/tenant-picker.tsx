'use client';

import { useState } from 'react';
import { plural, versionWords } from '@/lib/wire/fact-text';
import type { PlanChoices } from '@/lib/wire/plan-form';
import type { PlanExcluded } from '@/lib/wire/plan-view';
import { EXCLUSION_LOOK } from '@/components/plan/plan-words';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Icon } from '@/components/ui/icon';
import { TextField } from '@/components/ui/text-field';

export interface TenantPickerProps {
  /** Of the release's changelog, least critical first. */
  readonly tenants: PlanChoices['tenants'];
  readonly keys: readonly string[];
  /** Left out of this plan, by key. */
  readonly excluded: ReadonlyMap<string, PlanExcluded>;
  /** Suggested ones: the least critical that nothing stands in the way of. */
  readonly suggested: readonly string[];
  readonly error: string | undefined;
  readonly onChange: (keys: readonly string[]) => void;
}

const FOUND_SHOWN = 50;
const CHOSEN_SHOWN = 60;

/** Tenants by hand: search, tick, untick. */
export const TenantPicker = ({ tenants, keys, excluded, suggested, error, onChange }: TenantPickerProps) => {
  const [search, setSearch] = useState('');
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const found = tenants.filter((one) => {
    const names = `${one.key} ${one.name}`.toLowerCase();
    return words.every((word) => names.includes(word));
  });
  const chosen = new Set(keys);
  const missing = suggested.filter((key) => !chosen.has(key));
  const toggle = (key: string) =>
    onChange(chosen.has(key) ? keys.filter((one) => one !== key) : [...keys, key]);

  return (
    <div className="flex min-w-0 flex-col gap-2">
      <div className="flex min-w-0 flex-wrap items-center gap-1.5">
        {keys.slice(0, CHOSEN_SHOWN).map((key) => (
          <span
            key={key}
            className="inline-flex h-6 max-w-60 items-center rounded-md border border-border bg-surface-sunken pl-2 font-mono text-xs"
          >
            <span className="truncate">{key}</span>
            <button
              type="button"
              aria-label={`Take ${key} out`}
              onClick={() => toggle(key)}
              className="ml-0.5 inline-flex size-6 shrink-0 items-center justify-center rounded-md text-muted hover:text-text"
            >
              <Icon name="cross" size={10} />
            </button>
          </span>
        ))}
        {keys.length > CHOSEN_SHOWN && (
          <span className="text-xs text-muted">and {keys.length - CHOSEN_SHOWN} more</span>
        )}
        {missing.length > 0 && keys.length === 0 && (
          <Button size="sm" variant="ghost" icon="plus" onClick={() => onChange([...keys, ...missing])}>
            Suggest: {missing.join(', ')}
          </Button>
        )}
        {keys.length > 0 && (
          <Button size="sm" variant="ghost" onClick={() => onChange([])}>
            Clear
          </Button>
        )}
      </div>
      <TextField
        label="Find tenants"
        hideLabel
        type="search"
        placeholder={`Find among ${plural(tenants.length, 'tenant')}…`}
        leading={<Icon name="search" size={14} />}
        autoComplete="off"
        value={search}
        error={error}
        onChange={(event) => setSearch(event.currentTarget.value)}
        onKeyDown={(event) => {
          const [only] = found;
          if (event.key !== 'Enter') return;
          event.preventDefault();
          if (words.length > 0 && only !== undefined && !chosen.has(only.key)) {
            toggle(only.key);
            setSearch('');
          }
        }}
      />
      {found.length === 0 ? (
        <p className="px-1 text-muted">No tenant of this changelog is called that.</p>
      ) : (
        <ul
          aria-label="Tenants found"
          className="max-h-44 overflow-y-auto rounded-md border border-border bg-surface px-1 py-0.5"
        >
          {found.slice(0, FOUND_SHOWN).map((one) => {
            const out = excluded.get(one.key);
            return (
              <li
                key={one.key}
                className="flex items-center justify-between gap-3 rounded-sm pr-2 hover:bg-surface-hover"
              >
                <Checkbox
                  label={<span className="font-mono text-xs break-all">{one.key}</span>}
                  checked={chosen.has(one.key)}
                  onChange={() => toggle(one.key)}
                />
                <span className="truncate text-xs text-muted">
                  {out === undefined ? one.criticality : EXCLUSION_LOOK[out.reason].word.toLowerCase()} ·{' '}
                  {versionWords(one.version)}
                </span>
              </li>
            );
          })}
        </ul>
      )}
      {found.length > FOUND_SHOWN && (
        <p className="text-xs text-muted">
          The {FOUND_SHOWN} least critical of {found.length.toLocaleString('en')}: search to see others.
        </p>
      )}
    </div>
  );
};
