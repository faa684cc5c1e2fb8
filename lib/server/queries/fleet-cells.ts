import { cellsOf, type ReleaseScript } from '@/lib/domain/cells';
import type { HistoryRow } from '@/lib/domain/history';
import { compareVersionTexts, versionKey } from '@/lib/domain/version';
import type { CellLetter, FleetView } from '@/lib/wire/fleet-view';
import { cellLetter } from './tenant-history';

type Columns = FleetView['versions'];

/** Letters of what has not been applied and is still to come. */
const TO_COME: readonly string[] = ['p', 'r', 'u', 'f', 's'];

/** Columns of the matrix, oldest first: the release's versions, and those that only some tenant is on. */
export function columnsOf(scripts: readonly ReleaseScript[], current: Iterable<string>): Columns {
  const columns = new Map<string, { version: string; description: string }>();
  for (const { kind, version, description } of scripts) {
    if (version !== null && kind !== 'undo') columns.set(versionKey(version), { version, description });
  }
  for (const version of current) {
    const key = versionKey(version);
    if (!columns.has(key)) columns.set(key, { version, description: 'not in the newest release' });
  }
  return [...columns.values()].sort((a, b) => compareVersionTexts(a.version, b.version));
}

/** One letter a column, from the tenant's history as last read. */
export function historyLetters(
  history: readonly HistoryRow[],
  scripts: readonly ReleaseScript[],
  columns: Columns,
): string {
  const letters = new Map<string, CellLetter>();
  for (const cell of cellsOf(history, scripts)) {
    if (cell.version !== null) letters.set(versionKey(cell.version), cellLetter(cell.state));
  }
  // A column that neither the release nor this tenant knows is another tenant's: nothing is to come there.
  const known = new Set(scripts.flatMap(({ version }) => (version === null ? [] : [versionKey(version)])));
  return columns
    .map(({ version }) => letters.get(versionKey(version)) ?? (known.has(versionKey(version)) ? 'p' : '-'))
    .join('');
}

/** A home-made table names a version and no scripts: everything up to it counts as a baseline. */
export const homeMadeLetters = (current: string | null, columns: Columns): string =>
  columns
    .map(({ version }) => (current !== null && compareVersionTexts(version, current) <= 0 ? 'b' : 'p'))
    .join('');

export const unknownLetters = (columns: Columns): string => '?'.repeat(columns.length);

/** A running tenant works on the first version that it does not have. */
export function markRunning(letters: string): string {
  const next = [...letters].findIndex((letter) => letter === 'p' || letter === 'u' || letter === 'f');
  return next < 0 ? letters : `${letters.slice(0, next)}r${letters.slice(next + 1)}`;
}

/** How many of the release's versions are still to come. */
export function behindOf(letters: string, columns: Columns, newest: string | null): number {
  if (newest === null) return 0;
  return columns.filter(
    ({ version }, index) =>
      TO_COME.includes(letters[index] ?? '') && compareVersionTexts(version, newest) <= 0,
  ).length;
}
