import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { withSchemaEngine, type MigrationList, type ScriptError } from '@/lib/db/schema-engine';

/** Migrates the control plane's own database: `prisma/migrations`, in Prisma's layout and with Prisma's engine. */

export type MigrateRefusal =
  /** The script failed now. It ran as one transaction: nothing of it stayed. */
  | { readonly code: 'migration_failed'; readonly migration: string; readonly error: ScriptError | undefined }
  /** A row of an earlier run has no end; a person has to look. */
  | { readonly code: 'migration_unfinished'; readonly migrations: readonly string[] }
  /** The file is not the one that was applied. */
  | { readonly code: 'migration_edited'; readonly migrations: readonly string[] }
  /** The database was migrated by a newer release of this program. */
  | { readonly code: 'database_newer'; readonly migrations: readonly string[] };

export type MigrateResult =
  | { readonly ok: true; readonly applied: readonly string[] }
  | { readonly ok: false; readonly refusal: MigrateRefusal };

const defaultDir = 'prisma/migrations';
const noFilter = { externalTables: [], externalEnums: [] };

/** Applies what is pending. Any number of processes may call it at once: Prisma's advisory lock lets in one. */
export async function migrateControlPlane(
  databaseUrl: string,
  dir: string = defaultDir,
): Promise<MigrateResult> {
  const migrationsList = await readMigrations(dir);
  return withSchemaEngine(databaseUrl, async ({ engine, lastScriptError }) => {
    const diagnose = () =>
      engine.diagnoseMigrationHistory({ migrationsList, optInToShadowDatabase: false, filters: noFilter });
    const before = await diagnose();
    if (before.failedMigrationNames.length > 0) {
      return refuse({ code: 'migration_unfinished', migrations: before.failedMigrationNames });
    }
    if (before.editedMigrationNames.length > 0) {
      return refuse({ code: 'migration_edited', migrations: before.editedMigrationNames });
    }
    if (before.history !== null && 'unpersistedMigrationNames' in before.history) {
      return refuse({ code: 'database_newer', migrations: before.history.unpersistedMigrationNames });
    }
    try {
      const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: noFilter });
      return { ok: true, applied: appliedMigrationNames };
    } catch (error) {
      const [migration] = (await diagnose()).failedMigrationNames;
      if (migration === undefined) throw error;
      return refuse({ code: 'migration_failed', migration, error: lastScriptError() });
    }
  });
}

/** Marks a failed migration as rolled back, after a person has seen to it: it is then pending again. */
export async function resolveRolledBack(databaseUrl: string, migrationName: string): Promise<void> {
  await withSchemaEngine(databaseUrl, ({ engine }) => engine.markMigrationRolledBack({ migrationName }));
}

/**
 * The SQL that leads from the committed migrations to `schemaFile`; undefined if they already lead there. Needs a
 * server where it may create a database: the migrations are run in one, which is then dropped.
 */
export async function diffSchema(
  databaseUrl: string,
  schemaFile = 'prisma/schema.prisma',
  dir: string = defaultDir,
): Promise<string | undefined> {
  const migrations = await readMigrations(dir);
  const schema = { files: [{ path: schemaFile, content: await readFile(schemaFile, 'utf8') }] };
  return withSchemaEngine(databaseUrl, async ({ engine }) => {
    const { exitCode, stdout } = await engine.diff({
      from:
        migrations.migrationDirectories.length > 0 ? { tag: 'migrations', ...migrations } : { tag: 'empty' },
      to: { tag: 'schemaDatamodel', ...schema },
      script: true,
      exitCode: true,
      filters: noFilter,
    });
    return exitCode === 2 ? (stdout ?? undefined) : undefined;
  });
}

/** Writes `<dir>/<UTC time>_<name>/migration.sql` and answers its path. */
export async function writeMigration(
  sql: string,
  name: string,
  now: Date,
  dir: string = defaultDir,
): Promise<string> {
  const stamp = now.toISOString().replaceAll(/\D/g, '').slice(0, 14);
  const folder = join(dir, `${stamp}_${name}`);
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'migration.sql');
  await writeFile(file, sql, { flag: 'wx' });
  await writeFile(join(dir, 'migration_lock.toml'), lockfile);
  return file;
}

const lockfile = '# Prisma reads it to know the kind of database.\nprovider = "postgresql"\n';

async function readMigrations(dir: string): Promise<MigrationList> {
  const entries = await readdir(dir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return {
    baseDir: resolve(dir),
    lockfile: { path: 'migration_lock.toml', content: lockfile },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(
      names.toSorted().map(async (name) => ({
        path: name,
        migrationFile: {
          path: 'migration.sql',
          content: { tag: 'ok' as const, value: await readFile(join(dir, name, 'migration.sql'), 'utf8') },
        },
      })),
    ),
  };
}

function refuse(refusal: MigrateRefusal): MigrateResult {
  return { ok: false, refusal };
}
