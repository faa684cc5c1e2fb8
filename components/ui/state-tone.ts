import type { IconName } from '@/components/ui/icon';

/** What a thing's state looks like, whatever the thing is. Callers map their own states onto these. */
export type StateTone =
  | 'applied'
  | 'running'
  | 'warning'
  | 'failed'
  | 'paused'
  | 'pending'
  | 'rolled-back'
  | 'skipped'
  | 'drifted'
  | 'held'
  | 'info';

export interface ToneLook {
  readonly icon: IconName;
  /** Word used when the caller gives none. */
  readonly word: string;
  /** Class that colours a glyph (or `currentColor` of a hatched fill). */
  readonly glyphClass: string;
  /** Class that fills a bar, dot or matrix cell. */
  readonly fillClass: string;
}

export const toneLook: Readonly<Record<StateTone, ToneLook>> = {
  applied: {
    icon: 'check',
    word: 'Applied',
    glyphClass: 'text-state-applied',
    fillClass: 'bg-state-applied',
  },
  running: { icon: 'play', word: 'Running', glyphClass: 'text-state-running', fillClass: 'bg-state-running' },
  warning: {
    icon: 'quarter',
    word: 'Soaking',
    glyphClass: 'text-state-warning',
    fillClass: 'bg-state-warning',
  },
  failed: { icon: 'cross', word: 'Failed', glyphClass: 'text-state-failed', fillClass: 'bg-state-failed' },
  paused: { icon: 'pause', word: 'Paused', glyphClass: 'text-state-paused', fillClass: 'bg-state-paused' },
  pending: {
    icon: 'circle',
    word: 'Pending',
    glyphClass: 'text-state-pending',
    fillClass: 'bg-state-pending',
  },
  'rolled-back': {
    icon: 'undo',
    word: 'Rolled back',
    glyphClass: 'text-state-rolled-back',
    fillClass: 'gs-hatch text-state-rolled-back',
  },
  skipped: {
    icon: 'dash',
    word: 'Skipped',
    glyphClass: 'text-state-skipped',
    fillClass: 'gs-dash text-state-skipped',
  },
  drifted: {
    icon: 'not-equal',
    word: 'Drifted',
    glyphClass: 'text-state-drifted',
    fillClass: 'bg-state-drifted',
  },
  held: { icon: 'lock', word: 'Held', glyphClass: 'text-state-held', fillClass: 'bg-state-held' },
  info: { icon: 'info', word: 'Info', glyphClass: 'text-state-info', fillClass: 'bg-state-info' },
};
