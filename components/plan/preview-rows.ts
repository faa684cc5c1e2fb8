import { versionWords } from '@/lib/wire/fact-text';
import type { PlanExcluded, PlanMember, PlanView } from '@/lib/wire/plan-view';
import { noteSentence } from '@/lib/wire/rollout-sentences';
import { csvLine } from '@/lib/wire/csv';
import { EXCLUSION_LOOK, excludedWords } from '@/components/plan/plan-words';

/** One line of the preview: a tenant that is taken along, left over, or left out. */
export type PreviewRow =
  | {
      readonly kind: 'member';
      readonly key: string;
      readonly wave: string | null;
      readonly member: PlanMember;
    }
  | {
      readonly kind: 'excluded';
      readonly key: string;
      readonly wave: string | null;
      readonly excluded: PlanExcluded;
    };

/** Every tenant that the plan speaks of: by wave, then those in no wave, then those left out. */
export function previewRows(view: PlanView): readonly PreviewRow[] {
  const member =
    (wave: string | null) =>
    (one: PlanMember): PreviewRow => ({ kind: 'member', key: one.key, wave, member: one });
  const nameOf = (position: number | null) =>
    position === null ? null : (view.waves[position]?.name ?? null);
  return [
    ...view.waves.flatMap((wave) => wave.members.map(member(wave.name))),
    ...view.left.map(member(null)),
    ...view.excluded.map((one): PreviewRow => ({
      kind: 'excluded',
      key: one.key,
      wave: nameOf(one.wave),
      excluded: one,
    })),
  ];
}

/** `all`, `wave:0`, `left`, `noted`, `excluded`, `excluded:held`; anything else shows all. */
export function shownRows(view: PlanView, show: string): readonly PreviewRow[] {
  const rows = previewRows(view);
  const [what, which = ''] = show.split(':');
  switch (what) {
    case 'wave': {
      const keys = new Set(view.waves[Number(which)]?.members.map(({ key }) => key));
      return rows.filter((row) => row.kind === 'member' && keys.has(row.key));
    }
    case 'left':
      return rows.filter((row) => row.kind === 'member' && row.wave === null);
    case 'noted':
      return rows.filter((row) => row.kind === 'member' && row.member.notes.length > 0);
    case 'excluded':
      return rows.filter((row) => row.kind === 'excluded' && (which === '' || row.excluded.reason === which));
    default:
      return rows;
  }
}

export function searchRows(rows: readonly PreviewRow[], search: string): readonly PreviewRow[] {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const { name, server } = row.kind === 'member' ? row.member : row.excluded;
    const text = `${row.key} ${name} ${server} ${row.wave ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** What stands in the last column. */
export const noteTexts = (row: PreviewRow): readonly string[] =>
  row.kind === 'member'
    ? row.member.notes.map((note) => noteSentence(note).sentence)
    : [excludedWords(row.excluded).sentence, excludedWords(row.excluded).remedy];

export function previewCsv(rows: readonly PreviewRow[]): string {
  const head = csvLine(['tenant', 'name', 'server', 'from', 'to', 'wave', 'status', 'scripts', 'notes']);
  const lines = rows.map((row) => {
    const { name, server, from } = row.kind === 'member' ? row.member : row.excluded;
    const to = row.kind === 'member' ? row.member.to : null;
    const status =
      row.kind === 'excluded'
        ? EXCLUSION_LOOK[row.excluded.reason].word
        : row.wave === null
          ? 'in no wave'
          : 'planned';
    const scripts = row.kind === 'member' ? row.member.scripts.join(' ') : '';
    return csvLine([row.key, name, server, from, to, row.wave, status, scripts, noteTexts(row).join(' ')]);
  });
  return head + lines.join('');
}

/** `v11 → v14`, or `v14` where the version stays. */
export const wayWords = ({ from, to }: Pick<PlanMember, 'from' | 'to'>): string =>
  from === to ? versionWords(from) : `${versionWords(from)} → ${versionWords(to)}`;
