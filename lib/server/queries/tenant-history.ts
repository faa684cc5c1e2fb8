import {
  isBaselineType,
  isKnownType,
  readStanding,
  entryKey,
  type Cell,
  type CellState,
} from '@/lib/domain/cells';
import type { HistoryRow } from '@/lib/domain/history';
import { versionKey } from '@/lib/domain/version';
import type { CellLetter } from '@/lib/wire/fleet-view';
import type { HistoryMark, TenantCell, TenantHistoryRow } from '@/lib/wire/tenant-view';

type Published = { readonly kind: string; readonly version: string | null; readonly checksum: number };

/**
 * A history as it was read, in rank order, each row with what became of it. Of versioned scripts the newest release's
 * checksum stands beside one that differs; a repeatable's depends on placeholders and shows among the versions.
 */
export function markHistory(
  history: readonly HistoryRow[],
  published: readonly Published[],
): TenantHistoryRow[] {
  const { entries, baseline } = readStanding(history);
  const checksums = new Map(
    published.flatMap(({ kind, version, checksum }) =>
      kind === 'versioned' && version !== null ? [[versionKey(version), checksum] as const] : [],
    ),
  );
  const rows = history.toSorted((a, b) => a.installedRank - b.installedRank);
  return rows.map((row) => {
    const mark = markOf(row, entries.get(entryKey(row.version, row.description)), rows);
    const known = row.version === null ? undefined : checksums.get(versionKey(row.version));
    // Flyway does not compare what a baseline covers.
    const isCompared = mark === 'in_effect' && row.checksum !== null && baseline !== row.version;
    return {
      rank: row.installedRank,
      version: row.version,
      description: row.description,
      type: row.type,
      script: row.script,
      checksum: row.checksum,
      installedBy: row.installedBy,
      installedOn: row.installedOn,
      executionMs: row.executionTime,
      mark,
      publishedChecksum: isCompared && known !== undefined && known !== row.checksum ? known : null,
    };
  });
}

type Entry = { readonly row: HistoryRow; readonly status: 'applied' | 'failed' | 'undone' };

function markOf(row: HistoryRow, entry: Entry | undefined, rows: readonly HistoryRow[]): HistoryMark {
  if (row.type === 'SCHEMA') return 'schema_created';
  if (!isKnownType(row.type)) return 'unknown_type';
  if (!row.success) return 'failed';
  if (row.type === 'DELETE' || row.type.startsWith('UNDO_')) return 'takes_back';
  if (entry?.row === row) return isBaselineType(row.type) ? 'baseline' : 'in_effect';
  const isTakenBack = rows.some(
    (later) =>
      later.installedRank > row.installedRank &&
      (later.type === 'DELETE' || later.type.startsWith('UNDO_')) &&
      entryKey(later.version, later.description) === entryKey(row.version, row.description),
  );
  return isTakenBack ? 'undone' : 'replaced';
}

const LETTERS: Record<CellState, CellLetter> = {
  applied: 'a',
  baseline: 'b',
  out_of_order: 'o',
  checksum_changed: 'c',
  undone: 'u',
  failed: 'f',
  missing: 'm',
  future: 'x',
  pending: 'p',
  ignored: 's',
  below_baseline: 'i',
};

export const cellLetter = (state: CellState): CellLetter => LETTERS[state];

/** The newest release's scripts, and what only this tenant has, for reading. */
export function tenantCells(cells: readonly Cell[], scripts: ReadonlySet<string>): TenantCell[] {
  return cells.map((cell) => ({
    version: cell.version,
    description: cell.description,
    script: cell.script,
    letter: cellLetter(cell.state),
    installedOn: cell.row?.installedOn ?? null,
    published: scripts.has(cell.script),
  }));
}
