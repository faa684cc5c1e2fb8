import type { CellLetter } from '@/lib/wire/fleet-view';
import { CELL_LETTERS } from '@/lib/wire/fleet-view';
import type { IconName } from '@/components/ui/icon';

export interface CellLook {
  readonly icon: IconName | null;
  /** Fill and glyph colour of the 22 px box. Quiet where nothing needs a look. */
  readonly className: string;
}

const quiet = 'bg-state-applied/10 text-state-applied';
const solid = 'text-on-inverse gs-fill dark:text-canvas';

const LOOKS: Readonly<Record<CellLetter, CellLook>> = {
  a: { icon: 'check', className: quiet },
  b: { icon: 'flag', className: quiet },
  o: { icon: 'sort-both', className: `bg-state-warning/15 text-state-warning` },
  c: { icon: 'not-equal', className: `bg-state-drifted ${solid}` },
  u: {
    icon: 'undo',
    className:
      'gs-fill bg-[repeating-linear-gradient(-45deg,var(--color-border)_0_2px,transparent_2px_5px)] text-state-rolled-back',
  },
  f: { icon: 'cross', className: `bg-state-failed ${solid}` },
  m: { icon: 'warning', className: 'border border-dashed border-state-warning text-state-warning' },
  r: { icon: 'play', className: `bg-state-running text-canvas gs-fill dark:text-text` },
  p: { icon: 'circle', className: 'text-state-pending/70' },
  s: { icon: 'quarter', className: 'bg-state-warning/15 text-state-warning' },
  x: { icon: 'arrow-up', className: 'text-state-info' },
  i: { icon: 'dash', className: 'text-state-skipped' },
  '-': { icon: null, className: '' },
  '?': { icon: null, className: 'text-faint' },
};

const isLetter = (letter: string): letter is CellLetter => Object.hasOwn(CELL_LETTERS, letter);

/** A letter that this build does not know reads as not known. */
export const letterOf = (letter: string | undefined): CellLetter =>
  letter !== undefined && isLetter(letter) ? letter : '?';

export const cellLook = (letter: CellLetter): CellLook => LOOKS[letter];

export const cellWord = (letter: CellLetter): string => CELL_LETTERS[letter];

/** What needs a look most, first; the rest is quiet. */
const BY_WEIGHT: readonly CellLetter[] = [
  'f',
  'c',
  'm',
  'r',
  'o',
  's',
  'u',
  '?',
  'p',
  'x',
  'i',
  'b',
  'a',
  '-',
];

/** Several versions as one cell: the letter that matters most, and how many there are of each. */
export function summary(letters: string): { readonly letter: CellLetter; readonly words: string } {
  const counts = new Map<CellLetter, number>();
  for (const letter of letters) counts.set(letterOf(letter), (counts.get(letterOf(letter)) ?? 0) + 1);
  const words = BY_WEIGHT.flatMap((letter) => {
    const count = counts.get(letter);
    return count === undefined ? [] : [`${count} ${cellWord(letter)}`];
  });
  return { letter: BY_WEIGHT.find((letter) => counts.has(letter)) ?? '?', words: words.join(', ') };
}
