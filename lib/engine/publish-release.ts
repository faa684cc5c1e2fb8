import { createHash, randomUUID } from 'node:crypto';
import type { Migration } from '@/lib/domain/migration';
import { ok, refuse, type Result } from '@/lib/domain/refusal';
import { compareVersionTexts } from '@/lib/domain/version';
import { findPlaceholders } from '@/lib/changelog/placeholders';
import { readRelease, type ReadRelease, type Warning } from '@/lib/changelog/directory';
import type { FileList } from '@/lib/changelog/release-file';
import { splitScript } from '@/lib/changelog/split';
import { transactionMode } from '@/lib/changelog/transaction-mode';
import type { Transaction } from '@/lib/db/client';
import type { Input, publishRelease as schema } from '@/lib/wire/commands';
import type { ReleaseProblem } from '@/lib/wire/release-problem';
import type { Actor, Engine } from './context';
import { findChangedScripts } from './find-changed-scripts';
import { storePlaceholders } from './store-placeholders';
import { transact } from './transact';

export type Published = {
  readonly releaseId: string;
  readonly targetVersion: string | null;
  readonly scripts: number;
  /** Names that tenants have to give values for, unless the release does. */
  readonly placeholders: readonly string[];
  readonly warnings: readonly Warning[];
};

const problemsListed = 200;
const rowsPerInsert = 200;

/**
 * Publishes files as a release that never changes again. Everything that is wrong is listed (`release_problems`), also
 * what only the control plane knows: a script that an earlier release or a tenant has with another checksum.
 */
export async function publishRelease(
  engine: Engine,
  actor: Actor,
  input: Input<typeof schema>,
  files: FileList,
  source: 'folder' | 'upload',
): Promise<Result<Published>> {
  const read = files.ok ? readRelease(files.files) : files;
  return transact(engine, actor, 'publish-release', async (work) => {
    if (!read.ok) return refuseProblems(read.problems);
    const changelog = await lockChangelog(work.tx, input.changelogKey, input.changelogName);
    const taken = await work.tx.release.findUnique({
      where: { changelogId_name: { changelogId: changelog.id, name: input.name } },
    });
    if (taken !== null)
      return refuse('release_name_taken', { name: input.name, changelog: input.changelogKey });
    const digest = digestOf(read.migrations);
    const same = await work.tx.release.findFirst({ where: { changelogId: changelog.id, digest } });
    if (same !== null) return refuse('release_unchanged', { name: same.name, changelog: input.changelogKey });
    const changed = await findChangedScripts(work.tx, changelog.id, read.migrations);
    if (changed.length > 0) return refuseProblems(changed);

    const id = randomUUID();
    const targetVersion = lastVersion(read.migrations);
    await work.tx.release.create({
      data: {
        id,
        changelogId: changelog.id,
        name: input.name,
        targetVersion,
        digest,
        source,
        placeholders: storePlaceholders(engine, { kind: 'release', id }, input.placeholders),
        publishedById: actor.id,
        publishedAt: work.now,
      },
    });
    const rows = read.migrations.map((migration, position) => ({
      releaseId: id,
      position,
      ...scriptRow(migration),
    }));
    for (let at = 0; at < rows.length; at += rowsPerInsert) {
      await work.tx.releaseMigration.createMany({ data: rows.slice(at, at + rowsPerInsert) });
    }
    await work.audit(
      { kind: 'release', id, label: `${changelog.name} ${input.name}` },
      { data: { digest, scripts: rows.length, targetVersion, source } },
    );
    work.announce('releases', 'fleet');
    return ok(published(id, targetVersion, read));
  });
}

const published = (
  releaseId: string,
  targetVersion: string | null,
  read: ReadRelease & { ok: true },
): Published => ({
  releaseId,
  targetVersion,
  scripts: read.migrations.length,
  placeholders: read.placeholders,
  warnings: read.warnings,
});

function refuseProblems(problems: readonly ReleaseProblem[] | readonly object[]) {
  const listed = problems.slice(0, problemsListed).map((problem) => JSON.stringify(problem));
  return refuse('release_problems', { count: problems.length, problems: listed });
}

/** Two publications of one changelog go one after the other. */
async function lockChangelog(tx: Transaction, key: string, name: string | undefined) {
  await tx.changelog.createMany({ data: [{ key, name: name ?? key }], skipDuplicates: true });
  await tx.$queryRaw`SELECT 1 AS one FROM "changelog" WHERE "key" = ${key} FOR UPDATE`;
  return tx.changelog.findUniqueOrThrow({ where: { key } });
}

/** sha256 over every script's name, text and configuration, in the order of the release. */
export function digestOf(migrations: readonly Migration[]): string {
  const hash = createHash('sha256').update('groundswell-release-1');
  for (const { kind, version, script, sql, executeInTransaction, placeholderReplacement } of migrations) {
    hash.update(JSON.stringify([kind, version, script, sql, executeInTransaction, placeholderReplacement]));
  }
  return hash.digest('hex');
}

const lastVersion = (migrations: readonly Migration[]): string | null =>
  migrations
    .flatMap(({ kind, version }) =>
      version !== null && (kind === 'versioned' || kind === 'baseline') ? [version] : [],
    )
    .toSorted(compareVersionTexts)
    .at(-1) ?? null;

/** What can be said of a script before a tenant's values are in it; `readRelease` has refused what does not split. */
export function scriptRow(migration: Migration) {
  const text = migration.placeholderReplacement ? findPlaceholders(migration.sql).neutral : migration.sql;
  const split = splitScript(text);
  const statements = split.ok ? split.statements : [];
  const mode = transactionMode(statements, migration.executeInTransaction);
  return { ...migration, statements: statements.length, transactional: mode.ok && mode.transactional };
}
