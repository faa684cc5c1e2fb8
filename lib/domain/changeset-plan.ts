import type { Changeset, ChangelogRow } from '@/lib/domain/changeset';

export type ChangesetStep = {
  readonly changeset: Changeset;
  /** `rerun` replaces the row that is there, `run` adds one. */
  readonly action: 'run' | 'rerun';
};

/** `stored` is what the row says, `now` the sum of the same version of the changeset as published. */
export type ChangesetProblem =
  | {
      readonly code: 'checksum_mismatch';
      readonly changeset: Changeset;
      readonly stored: string;
      readonly now: string | null;
    }
  | { readonly code: 'duplicate'; readonly changeset: Changeset };

export type ChangesetPlan = {
  readonly steps: readonly ChangesetStep[];
  readonly problems: readonly ChangesetProblem[];
  /** Applied, unchanged, but stored without a sum or with one of the old version: writing gives it today's. */
  readonly resum: readonly Changeset[];
};

const anyChecksum = ['ANY', 'ALL', '*', '1:ANY'];

/** A changeset's identity as Liquibase stores it. */
const identity = ({ id, author, path }: Pick<Changeset, 'id' | 'author' | 'path'>): string =>
  JSON.stringify([id, author, normalisedPath(path)]);

/** Source: liquibase DatabaseChangeLog.normalizePath: `./x`, `\`, a leading `/` and `classpath:` make no difference. */
export function normalisedPath(path: string): string {
  return path
    .replaceAll('\\', '/')
    .replace(/^classpath:/i, '')
    .replace(/^(?:\.?\/)+/, '');
}

/**
 * What Liquibase `update` would do, in changelog order. Rows without a changeset do not matter, as for Liquibase.
 * With a problem nothing may run. A sum is compared in the version that stored it: `8:` until 4.21, `9:` since.
 */
export function planChangesets(
  changesets: readonly Changeset[],
  rows: readonly ChangelogRow[],
): ChangesetPlan {
  const stored = new Map(rows.map((row) => [identity(row), row]));
  const seen = new Set<string>();
  const steps: ChangesetStep[] = [];
  const problems: ChangesetProblem[] = [];
  const resum: Changeset[] = [];
  for (const changeset of changesets) {
    const key = identity(changeset);
    if (seen.has(key)) problems.push({ code: 'duplicate', changeset });
    seen.add(key);
    const row = stored.get(key);
    if (!row) {
      steps.push({ changeset, action: 'run' });
      continue;
    }
    const { checksum } = row;
    const now = sumLike(checksum, changeset);
    if (changeset.runAlways || (checksum !== null && checksum !== now && changeset.runOnChange)) {
      steps.push({ changeset, action: 'rerun' });
    } else if (checksum === null || (checksum === now && now !== changeset.checksum)) {
      resum.push(changeset);
    } else if (checksum !== now && !excused(changeset, checksum)) {
      problems.push({ code: 'checksum_mismatch', changeset, stored: checksum, now });
    }
  }
  return { steps, problems, resum };
}

function sumLike(stored: string | null, { checksum, checksumV8 }: Changeset): string | null {
  return stored?.startsWith('8:') ? checksumV8 : checksum;
}

function excused({ validCheckSums }: Changeset, stored: string): boolean {
  return validCheckSums.some((valid) => anyChecksum.includes(valid.toUpperCase()) || valid === stored);
}
