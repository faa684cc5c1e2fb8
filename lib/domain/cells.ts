import type { HistoryRow } from '@/lib/domain/history';
import type { MigrationKind } from '@/lib/domain/migration';
import { compareVersionTexts, versionKey } from '@/lib/domain/version';

/** What comparing a release with a tenant's history needs to know of a script. */
export type ReleaseScript = {
  readonly kind: MigrationKind;
  readonly version: string | null;
  readonly description: string;
  readonly script: string;
  /** The checksums that count as unchanged; for a repeatable they depend on the tenant's placeholders. */
  readonly checksums: readonly number[];
};

/** A script that is in effect on a tenant now. */
export type AppliedScript = {
  readonly version: string | null;
  readonly description: string;
  readonly script: string;
  readonly checksum: number | null;
  /** Flyway's type: SQL, BASELINE, JDBC … */
  readonly type: string;
  readonly installedRank: number;
};

export type CellState =
  | 'applied'
  | 'pending'
  | 'failed'
  | 'undone'
  | 'out_of_order'
  | 'checksum_changed'
  | 'missing'
  | 'baseline'
  | 'below_baseline'
  | 'ignored'
  | 'future';

/** One version (or, with `version` null, one repeatable by its description) of one tenant. */
export type Cell = {
  readonly version: string | null;
  readonly description: string;
  readonly script: string;
  readonly state: CellState;
  /** The row that decides, absent where nothing was ever applied. */
  readonly row?: HistoryRow;
};

const baselineTypes: ReadonlySet<string> = new Set([
  'BASELINE',
  'SQL_BASELINE',
  'JDBC_BASELINE',
  'SQL_STATE_SCRIPT',
  'JDBC_STATE_SCRIPT',
]);
const appliedTypes: ReadonlySet<string> = new Set([
  'SQL',
  'JDBC',
  'SCRIPT',
  'CUSTOM',
  'SPRING_JDBC',
  ...baselineTypes,
]);
const undoTypes: ReadonlySet<string> = new Set(['UNDO_SQL', 'UNDO_JDBC', 'UNDO_SCRIPT', 'UNDO_SPRING_JDBC']);

/** True for rows that start a history at a version: of the baseline command or of a B script. */
export const isBaselineType = (type: string): boolean => baselineTypes.has(type);

/** True for every type that some edition of Flyway writes. */
export const isKnownType = (type: string): boolean =>
  appliedTypes.has(type) || undoTypes.has(type) || type === 'SCHEMA' || type === 'DELETE';

/** The history as it stands: per version or repeatable the latest row, and what became of it. */
export type Standing = {
  readonly entries: ReadonlyMap<string, Entry>;
  /** Highest version in effect. */
  readonly current: string | null;
  readonly baseline: string | null;
};

export type Entry = {
  readonly row: HistoryRow;
  readonly status: 'applied' | 'failed' | 'undone';
  readonly outOfOrder: boolean;
};

/** The key of a version or a repeatable in `Standing.entries`: `1` and `1.0` share one. */
export const entryKey = (version: string | null, description: string): string =>
  version === null ? `R ${description}` : `V ${versionKey(version)}`;

type OpenEntry = { row: HistoryRow; status: Entry['status']; outOfOrder: boolean };

/**
 * Reads a history in rank order, by Flyway's rules: a DELETE row takes back the latest row of its version
 * or description, an UNDO_* row that succeeded too; one that failed makes its version failed. SCHEMA rows
 * and types that no edition writes decide nothing here (the plan refuses the latter).
 */
export function readStanding(history: readonly HistoryRow[]): Standing {
  const entries = new Map<string, OpenEntry>();
  const rows = history.toSorted((a, b) => a.installedRank - b.installedRank);
  for (const row of rows) {
    const key = entryKey(row.version, row.description);
    if (row.type === 'DELETE') takeBack(entries.get(key), row);
    else if (undoTypes.has(row.type)) {
      if (row.success) takeBack(entries.get(key), row);
      else entries.set(key, { row, status: 'failed', outOfOrder: false });
    } else if (appliedTypes.has(row.type)) {
      // A repeatable keeps one entry; set anew, it moves to the rank of its latest run.
      entries.delete(key);
      entries.set(key, { row, status: row.success ? 'applied' : 'failed', outOfOrder: false });
    }
  }
  return { entries, ...markOrder(entries) };
}

function takeBack(entry: OpenEntry | undefined, by: HistoryRow): void {
  if (entry === undefined) return;
  entry.status = 'undone';
  entry.row = by;
}

/** Only rows that are still in effect count: what was undone and applied again is in order. */
function markOrder(entries: ReadonlyMap<string, OpenEntry>): {
  current: string | null;
  baseline: string | null;
} {
  let current: string | null = null;
  let baseline: string | null = null;
  for (const entry of [...entries.values()].toSorted((a, b) => a.row.installedRank - b.row.installedRank)) {
    const { version, type } = entry.row;
    if (version === null || entry.status !== 'applied') continue;
    if (current === null || compareVersionTexts(version, current) > 0) current = version;
    else entry.outOfOrder = true;
    if (isBaselineType(type) && (baseline === null || compareVersionTexts(version, baseline) > 0))
      baseline = version;
  }
  return { current, baseline };
}

/**
 * The tenant's version: the highest one applied and not taken back, a baseline included. Null when there is
 * none.
 */
export const currentVersion = (history: readonly HistoryRow[]): string | null =>
  readStanding(history).current;

/**
 * What is in effect now, in the order it was applied; of a repeatable its latest run. Baselines are in it
 * by their type.
 */
export function appliedSet(history: readonly HistoryRow[]): AppliedScript[] {
  return [...readStanding(history).entries.values()]
    .filter(({ status }) => status === 'applied')
    .map(({ row }) => ({
      version: row.version,
      description: row.description,
      script: row.script,
      checksum: row.checksum,
      type: row.type,
      installedRank: row.installedRank,
    }))
    .toSorted((a, b) => a.installedRank - b.installedRank);
}

/** A recorded NULL matches anything (Flyway's baseline and hand-written rows have none). */
export const checksumMatches = (recorded: number | null, published: readonly number[]): boolean =>
  recorded === null || published.includes(recorded);

/**
 * A repeatable has to run when it never ran, was taken back, or what ran is not what is published. Here a
 * NULL counts as changed, as in Flyway: running once too often is what repeatables are made for.
 */
export function repeatableIsDue(entry: Entry | undefined, script: ReleaseScript): boolean {
  if (entry === undefined || entry.status === 'undone') return true;
  return entry.row.checksum === null || !script.checksums.includes(entry.row.checksum);
}

/** With nothing applied, Flyway starts from the highest baseline script that is not above the target. */
export function startingBaseline<Script extends Pick<ReleaseScript, 'kind' | 'version'>>(
  release: readonly Script[],
  target: string | null,
): (Script & { readonly version: string }) | null {
  return release
    .filter(
      (script): script is Script & { version: string } =>
        script.kind === 'baseline' && script.version !== null,
    )
    .filter(({ version }) => target === null || compareVersionTexts(version, target) <= 0)
    .reduce<(Script & { readonly version: string }) | null>(
      (highest, script) =>
        highest === null || compareVersionTexts(script.version, highest.version) > 0 ? script : highest,
      null,
    );
}

/**
 * Every version and repeatable of a release and of a tenant's history with its state, versions in order,
 * then repeatables by description. Follows Flyway's `info`, with three words of its own: what a DELETE or
 * UNDO row took back is `undone`, an applied script whose checksum differs is `checksum_changed`, a
 * repeatable that has to run again is `pending`.
 */
export function cellsOf(history: readonly HistoryRow[], release: readonly ReleaseScript[]): Cell[] {
  const standing = readStanding(history);
  const published = new Map<string, ReleaseScript>();
  for (const script of release) {
    if (script.kind === 'undo') continue;
    const key = entryKey(script.version, script.description);
    // A baseline and a versioned script may share a version: the versioned one names the cell.
    if (script.kind !== 'baseline' || !published.has(key)) published.set(key, script);
  }
  const versions = [...published.values()].flatMap(({ version }) => (version === null ? [] : [version]));
  const context: Context = {
    standing,
    highest: versions.reduce<string | null>(
      (highest, version) =>
        highest === null || compareVersionTexts(version, highest) > 0 ? version : highest,
      null,
    ),
    start: standing.current === null ? (startingBaseline(release, null)?.version ?? null) : null,
  };
  const keys = new Set([...published.keys(), ...standing.entries.keys()]);
  return [...keys]
    .map((key) => cellOf(standing.entries.get(key), published.get(key), context))
    .toSorted(compareCells);
}

type Context = {
  readonly standing: Standing;
  /** Highest version of the release. */
  readonly highest: string | null;
  /** Version of the baseline script that an empty tenant would start from. */
  readonly start: string | null;
};

function cellOf(entry: Entry | undefined, script: ReleaseScript | undefined, context: Context): Cell {
  const named = script ?? entry?.row;
  if (named === undefined) throw new Error('a cell of neither a script nor a row');
  const { version, description, script: path } = named;
  return {
    version,
    description,
    script: path,
    state: stateOf(entry, script, context),
    ...(entry === undefined ? {} : { row: entry.row }),
  };
}

function stateOf(entry: Entry | undefined, script: ReleaseScript | undefined, context: Context): CellState {
  if (entry === undefined) return script === undefined ? 'missing' : unappliedState(script, context);
  if (entry.status !== 'applied') return entry.status;
  const { version, type, checksum } = entry.row;
  if (isBaselineType(type)) return 'baseline';
  if (script === undefined) {
    const isAbove =
      version !== null && (context.highest === null || compareVersionTexts(version, context.highest) > 0);
    return isAbove ? 'future' : 'missing';
  }
  if (version === null) return repeatableIsDue(entry, script) ? 'pending' : 'applied';
  const { baseline } = context.standing;
  const isChecked = baseline === null || compareVersionTexts(version, baseline) > 0;
  if (isChecked && !checksumMatches(checksum, script.checksums)) return 'checksum_changed';
  return entry.outOfOrder ? 'out_of_order' : 'applied';
}

function unappliedState(script: ReleaseScript, { standing, start }: Context): CellState {
  const { version } = script;
  if (version === null) return 'pending';
  if (standing.baseline !== null && compareVersionTexts(version, standing.baseline) < 0)
    return 'below_baseline';
  if (start !== null && compareVersionTexts(version, start) < 0) return 'below_baseline';
  if (script.kind === 'baseline' && standing.current !== null) return 'ignored';
  return standing.current !== null && compareVersionTexts(version, standing.current) < 0
    ? 'ignored'
    : 'pending';
}

function compareCells(a: Cell, b: Cell): number {
  if (a.version !== null && b.version !== null) return compareVersionTexts(a.version, b.version);
  if (a.version !== null || b.version !== null) return a.version === null ? 1 : -1;
  if (a.description === b.description) return 0;
  return a.description < b.description ? -1 : 1;
}
