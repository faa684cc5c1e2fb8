import {
  appliedSet,
  checksumMatches,
  entryKey,
  isBaselineType,
  isKnownType,
  readStanding,
  repeatableIsDue,
  startingBaseline,
  type AppliedScript,
  type ReleaseScript,
  type Standing,
} from '@/lib/domain/cells';
import type { HistoryRow } from '@/lib/domain/history';
import { compareVersionTexts, versionKey } from '@/lib/domain/version';

/** A script as a refusal names it. */
export type NamedScript = Pick<ReleaseScript, 'version' | 'description' | 'script'>;

export type PlanRefusal =
  | { readonly code: 'no_history'; readonly facts: Record<string, never> }
  | {
      readonly code: 'unknown_type';
      readonly facts: {
        readonly rows: readonly (NamedScript & { readonly type: string; readonly installedRank: number })[];
      };
    }
  | {
      readonly code: 'failed_row';
      readonly facts: { readonly rows: readonly (NamedScript & { readonly installedRank: number })[] };
    }
  | {
      readonly code: 'version_not_in_release';
      readonly facts: { readonly version: string; readonly highest: string | null };
    }
  | {
      readonly code: 'ahead_of_target';
      readonly facts: { readonly current: string; readonly target: string | null };
    }
  | { readonly code: 'missing_script'; readonly facts: { readonly scripts: readonly NamedScript[] } }
  | {
      readonly code: 'checksum_mismatch';
      readonly facts: { readonly mismatches: readonly ChecksumMismatch[] };
    }
  | {
      readonly code: 'out_of_order';
      readonly facts: { readonly current: string; readonly scripts: readonly NamedScript[] };
    }
  | {
      readonly code: 'version_not_applied';
      readonly facts: { readonly version: string; readonly current: string | null };
    }
  | {
      readonly code: 'below_baseline';
      readonly facts: { readonly version: string | null; readonly baseline: string };
    }
  | { readonly code: 'undo_missing'; readonly facts: { readonly scripts: readonly NamedScript[] } };

export type ChecksumMismatch = NamedScript & {
  readonly recorded: number;
  readonly published: readonly number[];
};

export type Refused = { readonly ok: false; readonly refusal: PlanRefusal };

export type MigratePlan = {
  readonly ok: true;
  /**
   * A baseline script if the tenant starts from one, versioned scripts by version, then repeatables by
   * description.
   */
  readonly steps: readonly ReleaseScript[];
  readonly from: string | null;
  readonly to: string | null;
  readonly nothingToDo: boolean;
};

export type UndoStep = { readonly script: ReleaseScript; readonly undoes: AppliedScript };

export type UndoPlan = {
  readonly ok: true;
  /** Latest applied first. */
  readonly steps: readonly UndoStep[];
  readonly from: string | null;
  readonly to: string | null;
  readonly nothingToDo: boolean;
  /**
   * Paths of the repeatables in effect: undo has no scripts for them, so they stay as the newer version
   * left them.
   */
  readonly leavesRepeatables: readonly string[];
};

export type MigrateInput = {
  /** Null where the tenant has no history table; an empty list is a tenant that starts from nothing. */
  readonly history: readonly HistoryRow[] | null;
  readonly release: readonly ReleaseScript[];
  /** Null is the release's highest version. Repeatables run whatever the target. */
  readonly targetVersion: string | null;
  /**
   * This tenant's acceptable checksums, where they differ from the script's own (repeatables with
   * placeholders).
   */
  readonly checksumsOf?: (script: ReleaseScript) => readonly number[];
};

export type UndoInput = {
  readonly history: readonly HistoryRow[] | null;
  readonly release: readonly ReleaseScript[];
  /** The version to come back to, or null for the state before the first script. */
  readonly toVersion: string | null;
};

type Versioned = ReleaseScript & { readonly version: string };

/** What one tenant needs to reach a version of a release, or why it cannot be brought there. */
export function planMigrate({
  history,
  release: given,
  targetVersion,
  checksumsOf,
}: MigrateInput): MigratePlan | Refused {
  const release =
    checksumsOf === undefined
      ? given
      : given.map((script) => ({ ...script, checksums: checksumsOf(script) }));
  const versioned = scriptsOfKind(release, 'versioned');
  const baselines = scriptsOfKind(release, 'baseline');
  const target = findTarget([...versioned, ...baselines], targetVersion);
  if (!target.ok) return target;
  const refusal = historyRefusal(history);
  if (refusal !== null) return refuse(refusal);
  const rows = history ?? [];
  const standing = readStanding(rows);
  const { current } = standing;

  const published = new Map(versioned.map((script) => [versionKey(script.version), script]));
  const applied = appliedSet(rows);
  const isAhead =
    current !== null && target.version !== null && compareVersionTexts(current, target.version) > 0;
  if (isAhead) return refuse({ code: 'ahead_of_target', facts: { current, target: target.version } });
  const unpublished =
    missingScripts(applied, published, standing) ?? checksumMismatches(applied, published, standing);
  if (unpublished !== null) return refuse(unpublished);

  const start = current === null ? startingBaseline(baselines, target.version) : null;
  const floor = standing.baseline ?? start?.version ?? null;
  const pending = versioned.filter(
    ({ version, description }) =>
      standing.entries.get(entryKey(version, description))?.status !== 'applied' &&
      (target.version === null || compareVersionTexts(version, target.version) <= 0) &&
      (floor === null || compareVersionTexts(version, floor) > 0),
  );
  const late = pending.filter(({ version }) => current !== null && compareVersionTexts(version, current) < 0);
  if (current !== null && late.length > 0) {
    return refuse({ code: 'out_of_order', facts: { current, scripts: late.map(named) } });
  }
  const repeatables = release
    .filter(
      (script) =>
        script.kind === 'repeatable' &&
        repeatableIsDue(standing.entries.get(entryKey(null, script.description)), script),
    )
    .toSorted((a, b) => (a.description < b.description ? -1 : 1));
  const steps = [...(start === null ? [] : [start]), ...pending, ...repeatables];
  return { ok: true, steps, from: current, to: target.version ?? current, nothingToDo: steps.length === 0 };
}

/**
 * The undo scripts that take one tenant back to a version, in reverse order of application, or why it
 * cannot be done.
 */
export function planUndo({ history, release, toVersion }: UndoInput): UndoPlan | Refused {
  const refusal = historyRefusal(history);
  if (refusal !== null) return refuse(refusal);
  const rows = history ?? [];
  const standing = readStanding(rows);
  const { current, baseline } = standing;
  const applied = appliedSet(rows);
  if (baseline !== null && (toVersion === null || compareVersionTexts(toVersion, baseline) < 0)) {
    return refuse({ code: 'below_baseline', facts: { version: toVersion, baseline } });
  }
  const isApplied = applied.some(
    ({ version }) => version !== null && toVersion !== null && versionKey(version) === versionKey(toVersion),
  );
  if (toVersion !== null && !isApplied)
    return refuse({ code: 'version_not_applied', facts: { version: toVersion, current } });

  const undoScripts = new Map(
    scriptsOfKind(release, 'undo').map((script) => [versionKey(script.version), script]),
  );
  const missing: NamedScript[] = [];
  const steps: UndoStep[] = [];
  for (const undoes of applied.toReversed()) {
    const { version } = undoes;
    if (version === null || (toVersion !== null && compareVersionTexts(version, toVersion) <= 0)) continue;
    const script = undoScripts.get(versionKey(version));
    if (script === undefined) missing.push(named(undoes));
    else steps.push({ script, undoes });
  }
  if (missing.length > 0) return refuse({ code: 'undo_missing', facts: { scripts: missing } });
  return {
    ok: true,
    steps,
    from: current,
    to: toVersion,
    nothingToDo: steps.length === 0,
    leavesRepeatables: applied.filter(({ version }) => version === null).map(({ script }) => script),
  };
}

const refuse = (refusal: PlanRefusal): Refused => ({ ok: false, refusal });

const named = ({ version, description, script }: NamedScript): NamedScript => ({
  version,
  description,
  script,
});

/** By version. */
function scriptsOfKind(
  release: readonly ReleaseScript[],
  kind: 'versioned' | 'undo' | 'baseline',
): Versioned[] {
  return release
    .filter((script): script is Versioned => script.kind === kind && script.version !== null)
    .toSorted((a, b) => compareVersionTexts(a.version, b.version));
}

/** The release's own spelling of the target; null where a release has only repeatables. */
function findTarget(
  scripts: readonly Versioned[],
  wanted: string | null,
): { readonly ok: true; readonly version: string | null } | Refused {
  const versions = scripts.map(({ version }) => version).toSorted(compareVersionTexts);
  const highest = versions.at(-1) ?? null;
  if (wanted === null) return { ok: true, version: highest };
  const found = versions.find((version) => versionKey(version) === versionKey(wanted));
  if (found === undefined)
    return refuse({ code: 'version_not_in_release', facts: { version: wanted, highest } });
  return { ok: true, version: found };
}

/**
 * What makes any plan on a history impossible: none to read, rows that Flyway itself could not read, failed
 * rows.
 */
function historyRefusal(history: readonly HistoryRow[] | null): PlanRefusal | null {
  if (history === null) return { code: 'no_history', facts: {} };
  const unknown = history.filter(({ type }) => !isKnownType(type));
  if (unknown.length > 0) {
    const rows = unknown.map((row) => ({ ...named(row), type: row.type, installedRank: row.installedRank }));
    return { code: 'unknown_type', facts: { rows } };
  }
  const failed = [...readStanding(history).entries.values()].filter(({ status }) => status === 'failed');
  if (failed.length === 0) return null;
  const rows = failed.map(({ row }) => ({ ...named(row), installedRank: row.installedRank }));
  return { code: 'failed_row', facts: { rows } };
}

type Published = ReadonlyMap<string, Versioned>;

/**
 * Applied scripts that the release should hold: those above the baseline. What is recorded as a baseline
 * has no script.
 */
function checkable(
  applied: readonly AppliedScript[],
  { baseline }: Standing,
): (AppliedScript & { version: string })[] {
  return applied.filter(
    (script): script is AppliedScript & { version: string } =>
      script.version !== null &&
      !isBaselineType(script.type) &&
      (baseline === null || compareVersionTexts(script.version, baseline) > 0),
  );
}

/** A release without any versioned script is compared with nothing: it changes no version. */
function missingScripts(
  applied: readonly AppliedScript[],
  published: Published,
  standing: Standing,
): PlanRefusal | null {
  if (published.size === 0) return null;
  const scripts = checkable(applied, standing).filter(({ version }) => !published.has(versionKey(version)));
  return scripts.length === 0 ? null : { code: 'missing_script', facts: { scripts: scripts.map(named) } };
}

function checksumMismatches(
  applied: readonly AppliedScript[],
  published: Published,
  standing: Standing,
): PlanRefusal | null {
  const mismatches = checkable(applied, standing).flatMap(({ version, checksum }): ChecksumMismatch[] => {
    const script = published.get(versionKey(version));
    if (script === undefined || checksum === null || checksumMatches(checksum, script.checksums)) return [];
    return [{ ...named(script), recorded: checksum, published: script.checksums }];
  });
  return mismatches.length === 0 ? null : { code: 'checksum_mismatch', facts: { mismatches } };
}
