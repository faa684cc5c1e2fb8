'use client';

import { clsx } from 'clsx';
import { Icon } from '@/components/ui/icon';

export interface TagProps {
  /** Left of the colon, e.g. "tier". */
  readonly name?: string | undefined;
  readonly value: string;
  /** Given: the tag can be taken away. */
  readonly onRemove?: (() => void) | undefined;
  readonly className?: string | undefined;
}

/** A label of a thing, or one active filter. */
export const Tag = ({ name, value, onRemove, className }: TagProps) => (
  <span
    className={clsx(
      'inline-flex h-6 max-w-60 items-center align-middle rounded-md border border-border bg-surface-sunken text-xs',
      onRemove === undefined ? 'px-1.5' : 'pl-2',
      className,
    )}
  >
    <span className="truncate">
      {name !== undefined && <span className="text-muted">{name}: </span>}
      {value}
    </span>
    {onRemove !== undefined && (
      <button
        type="button"
        aria-label={`Remove filter ${name === undefined ? value : `${name}: ${value}`}`}
        onClick={onRemove}
        className="ml-0.5 inline-flex size-6 shrink-0 items-center justify-center rounded-md text-muted hover:text-text"
      >
        <Icon name="cross" size={10} />
      </button>
    )}
  </span>
);
