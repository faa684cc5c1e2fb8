'use client';

import { clsx } from 'clsx';
import type { FleetLook } from '@/components/fleet/columns';
import { Icon } from '@/components/ui/icon';

const LOOKS = [
  { look: 'matrix', label: 'Matrix', icon: 'grid' },
  { look: 'list', label: 'List', icon: 'list' },
] as const;

export const LookChoice = ({
  value,
  onChange,
}: {
  readonly value: FleetLook;
  readonly onChange: (look: FleetLook) => void;
}) => (
  <fieldset className="inline-flex rounded-md border border-border bg-surface p-0.5">
    <legend className="sr-only">View</legend>
    {LOOKS.map(({ look, label, icon }) => (
      <button
        key={look}
        type="button"
        aria-pressed={value === look}
        onClick={() => onChange(look)}
        className={clsx(
          'inline-flex h-6.5 items-center gap-1.5 rounded-sm px-2 text-sm',
          value === look ? 'bg-surface-selected font-medium text-text' : 'text-muted hover:text-text',
        )}
      >
        <Icon name={icon} size={14} />
        {label}
      </button>
    ))}
  </fieldset>
);
