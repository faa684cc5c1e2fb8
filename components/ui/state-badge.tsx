import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import { Icon } from '@/components/ui/icon';
import { toneLook, type StateTone } from '@/components/ui/state-tone';

export interface StateGlyphProps {
  readonly tone: StateTone;
  /** Given: announced in place of a word. Left out: decoration. */
  readonly label?: string | undefined;
  readonly size?: number | undefined;
  readonly className?: string | undefined;
}

export const StateGlyph = ({ tone, label, size = 14, className }: StateGlyphProps) => (
  <Icon
    name={toneLook[tone].icon}
    size={size}
    label={label}
    className={clsx('transition-colors duration-200', toneLook[tone].glyphClass, className)}
  />
);

export interface StateBadgeProps {
  readonly tone: StateTone;
  /** The word; defaults to the tone's own. */
  readonly children?: ReactNode;
  /** `chip` has a frame, `plain` sits in a table row. */
  readonly look?: 'chip' | 'plain' | undefined;
  readonly className?: string | undefined;
}

/** Glyph in the state's colour, word in neutral text: never colour alone. */
export const StateBadge = ({ tone, children, look = 'plain', className }: StateBadgeProps) => (
  <span
    className={clsx(
      'inline-flex items-center gap-1.5 align-middle text-sm whitespace-nowrap text-text',
      look === 'chip' && 'h-6 rounded-md border border-border bg-surface px-2',
      className,
    )}
  >
    <StateGlyph tone={tone} />
    {children ?? toneLook[tone].word}
  </span>
);
