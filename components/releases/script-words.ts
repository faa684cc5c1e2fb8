import { plural } from '@/lib/wire/fact-text';
import type { ScriptCounts, ScriptKind } from '@/lib/wire/releases-view';

export const kindWord: Readonly<Record<ScriptKind, string>> = {
  versioned: 'versioned',
  undo: 'undo',
  repeatable: 'repeatable',
  baseline: 'baseline',
};

/** `14 versions, 13 with undo, 2 repeatables`: what a person counts, not files. */
export function countWords({ versioned, undo, repeatable, baseline }: ScriptCounts): string {
  const parts = [
    versioned > 0 ? plural(versioned, 'version') : '',
    undo > 0 ? `${undo.toLocaleString('en')} with undo` : '',
    repeatable > 0 ? plural(repeatable, 'repeatable') : '',
    baseline > 0 ? plural(baseline, 'baseline') : '',
  ].filter((part) => part !== '');
  return parts.join(', ') || 'no scripts';
}
