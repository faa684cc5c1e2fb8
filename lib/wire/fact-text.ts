import type { Facts } from '@/lib/domain/refusal';

/** Facts as words. Every reader has a fallback: a fact that is not there never shows as a hole in a sentence. */

/** What happened, with the value and the limit; and what to do next. */
export type Sentence = { readonly sentence: string; readonly remedy: string };

/** Whether there is a text or a number to show. */
export function has(facts: Facts, name: string): boolean {
  const value = facts[name];
  return typeof value === 'number' || (typeof value === 'string' && value !== '');
}

export function text(facts: Facts, name: string, fallback: string): string {
  const value = facts[name];
  if (typeof value === 'string' && value !== '') return value;
  if (typeof value === 'number') return String(value);
  return fallback;
}

export function count(facts: Facts, name: string, fallback = 0): number {
  const value = facts[name];
  return typeof value === 'number' ? value : fallback;
}

/** A list in words: the first few, and how many more. A single text counts as a list of one. */
export function list(facts: Facts, name: string, fallback: string, shown = 5): string {
  const value = facts[name];
  const items = Array.isArray(value)
    ? (value as readonly string[])
    : typeof value === 'string' && value !== ''
      ? [value]
      : [];
  if (items.length === 0) return fallback;
  const rest = items.length - shown;
  return rest > 0 ? `${items.slice(0, shown).join(', ')} and ${rest} more` : items.join(', ');
}

/** `1 tenant`, `40 tenants`. */
export const plural = (number: number, noun: string): string =>
  `${number.toLocaleString('en')} ${number === 1 ? noun : /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`}`;

/** `is` or `are`, `has` or `have`: the verb that goes with a number. */
export const agree = (number: number, one: string, many: string): string => (number === 1 ? one : many);

/** `500 ms`, `4 s`, `12 min`, `3 h`, `2 d`: rounded to what a person would say. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 100) return `${Number(seconds.toFixed(seconds < 10 ? 1 : 0))} s`;
  if (seconds < 100 * 60) return `${Math.round(seconds / 60)} min`;
  return seconds < 48 * 3600 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
}

/** An internal word as people read it: `wrong_state` → `wrong state`, `plan-rollout` → `plan rollout`. */
export const spoken = (word: string): string => word.replaceAll(/[_-]/g, ' ');

/** A version as it stands in the history table, or that there is none. */
export const versionWords = (version: string | null | undefined): string =>
  version === null || version === undefined || version === '' ? 'no version' : `v${version}`;
