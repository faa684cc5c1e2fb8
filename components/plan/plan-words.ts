import type { ExclusionReason } from '@/lib/domain/preview';
import type { Facts } from '@/lib/domain/refusal';
import type { Sentence } from '@/lib/wire/fact-text';
import type { PlanExcluded, PlanScript, PlanView } from '@/lib/wire/plan-view';
import { exclusionSentence } from '@/lib/wire/rollout-sentences';
import type { StateTone } from '@/components/ui/state-tone';

/** Glyph and heading of each reason to leave a tenant out. */
export const EXCLUSION_LOOK: Readonly<
  Record<ExclusionReason, { readonly tone: StateTone; readonly word: string }>
> = {
  already_there: { tone: 'applied', word: 'Already there' },
  in_other_rollout: { tone: 'running', word: 'In another rollout' },
  held: { tone: 'held', word: 'Held' },
  unknown: { tone: 'pending', word: 'Not known' },
  refused: { tone: 'failed', word: 'Cannot be brought there' },
  drifted: { tone: 'drifted', word: 'Drifted' },
  nothing_to_undo: { tone: 'skipped', word: 'Nothing to undo' },
  moved_on: { tone: 'warning', word: 'Has moved on' },
};

/** Why a tenant is left out; of a hold until which day, and its reason as a sentence of its own. */
export function excludedWords({ reason, facts }: Pick<PlanExcluded, 'reason' | 'facts'>): Sentence {
  if (reason !== 'held') return exclusionSentence(reason, facts);
  const expiresAt = text(facts, 'expiresAt')?.slice(0, 10) ?? null;
  const why = text(facts, 'why');
  return exclusionSentence('held', {
    ...facts,
    expiresAt,
    why: why === null || /[.!?]$/.test(why) ? why : `${why}.`,
  });
}

function text(facts: Facts, name: string): string | null {
  const value = facts[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** `sql/V13__unique_email.sql` → `V13`, `R__search.sql` → `R search`. */
export function shortScript(path: string): string {
  const file = path.slice(path.lastIndexOf('/') + 1).replace(/\.sql$/i, '');
  const at = file.indexOf('__');
  if (at < 0) return file;
  const head = file.slice(0, at);
  return head === 'R' ? `R ${file.slice(at + 2).replaceAll('_', ' ')}` : head;
}

/** `V12, V13`, or `V1 … V14 · 14 scripts` when there are many. */
export function scriptRange(scripts: readonly string[]): string {
  const short = scripts.map(shortScript);
  if (short.length <= 3) return short.join(', ');
  return `${short[0]} … ${short.at(-1)} · ${short.length}`;
}

/** How far the plan can be taken back by its own undo scripts. */
export function reversibility(view: Pick<PlanView, 'scripts'>): {
  readonly versioned: number;
  readonly without: readonly PlanScript[];
  readonly repeatables: number;
} {
  const versioned = view.scripts.filter(({ kind }) => kind === 'versioned');
  return {
    versioned: versioned.length,
    without: versioned.filter(({ undo }) => undo === null),
    repeatables: view.scripts.filter(({ kind }) => kind === 'repeatable').length,
  };
}
