import { readRelease } from '@/lib/changelog/directory';
import { readZip } from '@/lib/changelog/read-zip';
import { releaseLimits, type FileList } from '@/lib/changelog/release-file';
import { ok, refuse, type Result } from '@/lib/domain/refusal';
import { compareVersionTexts } from '@/lib/domain/version';
import { fromJson } from '@/lib/db/json';
import { env } from '@/lib/platform/env';
import type { ReleaseProblem } from '@/lib/wire/release-problem';
import type { DraftPlaceholder, ReleaseDraft } from '@/lib/wire/releases-view';
import { compareReleases } from './compare-releases';
import type { Actor, Engine } from './context';
import { findChangedScripts } from './find-changed-scripts';
import { storedPlaceholders } from './placeholder-values';
import { listBelow } from './publish-folder';
import { digestOf, scriptRow } from './publish-release';
import type { Upload } from './publish-upload';

/** What an upload may hold, for the door and the form; all of it is asked again when the files are read. */
export const uploadLimits = releaseLimits;

const problemsListed = 200;

/** A dry run of `publishUpload`: reads and compares, stores nothing. */
export async function checkUpload(
  engine: Engine,
  changelogKey: string | null,
  upload: Upload,
): Promise<ReleaseDraft> {
  const files: FileList =
    upload.kind === 'zip' ? await readZip(upload.bytes) : { ok: true, files: upload.files };
  return draftOf(engine, changelogKey, files);
}

/** A dry run of `publishFolder`. */
export async function checkFolder(
  engine: Engine,
  _actor: Actor,
  { changelogKey, folder }: { readonly changelogKey: string | null; readonly folder: string },
  root: string | undefined = env().GROUNDSWELL_RELEASES_DIR,
): Promise<Result<ReleaseDraft>> {
  const found = await listBelow(root, folder);
  if (!found.ok) return refuse('release_folder_unreadable', { folder, why: found.why });
  return ok(await draftOf(engine, changelogKey, found.files));
}

async function draftOf(engine: Engine, changelogKey: string | null, files: FileList): Promise<ReleaseDraft> {
  const { db } = engine;
  const changelog =
    changelogKey === null ? null : await db.changelog.findUnique({ where: { key: changelogKey } });
  const read = files.ok ? readRelease(files.files) : files;
  const tenants =
    changelog === null
      ? []
      : await db.tenant.findMany({
          where: { changelogId: changelog.id, archivedAt: null },
          select: { placeholders: true },
        });
  if (!read.ok) return refused(read.problems.map(plain), tenants.length);

  const { migrations, warnings } = read;
  const previous =
    changelog === null
      ? null
      : await db.release.findFirst({
          where: { changelogId: changelog.id },
          orderBy: { publishedAt: 'desc' },
          include: { migrations: { omit: { sql: true }, orderBy: { position: 'asc' } } },
        });
  const same =
    changelog === null
      ? null
      : await db.release.findFirst({
          where: { changelogId: changelog.id, digest: digestOf(migrations) },
          select: { id: true, name: true },
        });
  const problems = changelog === null ? [] : await findChangedScripts(db, changelog.id, migrations);
  const compared = compareReleases(previous?.migrations ?? [], migrations);
  return {
    targetVersion:
      migrations
        .flatMap(({ kind, version }) => (version === null || kind === 'undo' ? [] : [version]))
        .toSorted(compareVersionTexts)
        .at(-1) ?? null,
    scripts: migrations.map((migration, index) => {
      const { kind, version, description, script, statements, transactional } = scriptRow(migration);
      return {
        kind,
        version,
        description,
        script,
        statements,
        transactional,
        since: compared.since[index] ?? 'new',
      };
    }),
    problems: problems.slice(0, problemsListed),
    problemCount: problems.length,
    warnings,
    placeholders: placeholdersOf(
      read.placeholders,
      tenants.map((tenant) => tenant.placeholders),
      previous?.placeholders ?? {},
    ),
    sameAs: same,
    previous:
      previous === null ? null : { id: previous.id, name: previous.name, version: previous.targetVersion },
    gone: compared.gone,
    tenants: tenants.length,
  };
}

function placeholdersOf(
  names: readonly string[],
  tenants: readonly unknown[],
  previous: unknown,
): readonly DraftPlaceholder[] {
  const given = tenants.map(
    (stored) => new Set(Object.keys(fromJson(storedPlaceholders, stored)).map((name) => name.toLowerCase())),
  );
  const before = new Map(
    Object.entries(fromJson(storedPlaceholders, previous)).map(([name, entry]) => [
      name.toLowerCase(),
      entry,
    ]),
  );
  return names.map((name) => {
    const entry = before.get(name.toLowerCase());
    return {
      name,
      tenants: given.filter((own) => own.has(name.toLowerCase())).length,
      previous:
        entry === undefined
          ? null
          : 'value' in entry
            ? { value: entry.value, secret: false }
            : { value: null, secret: true },
    };
  });
}

const plain = (problem: { code: string; path: string; line?: number; facts: object }): ReleaseProblem => ({
  ...problem,
  facts: problem.facts as ReleaseProblem['facts'],
});

const refused = (problems: readonly ReleaseProblem[], tenants: number): ReleaseDraft => ({
  targetVersion: null,
  scripts: [],
  problems: problems.slice(0, problemsListed),
  problemCount: problems.length,
  warnings: [],
  placeholders: [],
  sameAs: null,
  previous: null,
  gone: [],
  tenants,
});
