import pg from 'pg';
import { migrateControlPlane, type MigrateRefusal } from '@/lib/db/migrate';
import { migrateQueue } from '@/lib/queue/migrate';
import { CommandRefusal } from '@/lib/cli/refuse';

const supportedMajors = [15, 16, 17, 18];

/** The major version of the server behind `databaseUrl`; a refusal if it cannot be reached or is not supported. */
export async function checkServer(databaseUrl: string): Promise<number> {
  const { host, pathname } = new URL(databaseUrl);
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string }>(
      `SELECT current_setting('server_version_num') AS version`,
    );
    const major = Math.floor(Number(rows[0]?.version) / 10_000);
    if (supportedMajors.includes(major)) return major;
    throw new CommandRefusal(
      `PostgreSQL ${major} at ${host} is not supported.`,
      `Name a server of version ${supportedMajors.join(', ')} in DATABASE_URL.`,
    );
  } catch (error) {
    if (error instanceof CommandRefusal || !(error instanceof Error)) throw error;
    const code = 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : '';
    throw new CommandRefusal(
      `The database ${pathname.slice(1)} at ${host} could not be reached${code}: ${error.message}.`,
      'Check host, port, user, password and database in DATABASE_URL.',
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Control plane and queue schemas brought up to date. Answers the names of the migrations that were applied. */
export async function migrateAll(databaseUrl: string): Promise<readonly string[]> {
  const result = await migrateControlPlane(databaseUrl);
  if (!result.ok) throw explainMigrateRefusal(result.refusal);
  await migrateQueue(databaseUrl);
  return result.applied;
}

export function explainMigrateRefusal(refusal: MigrateRefusal): CommandRefusal {
  switch (refusal.code) {
    case 'migration_failed': {
      const { migration, error } = refusal;
      const reason = error ? `SQLSTATE ${error.sqlstate}: ${error.message}` : 'the database gave no reason';
      return new CommandRefusal(
        `The control plane's migration ${migration} failed; nothing of it stayed. ${reason}.`,
        `Mend the cause, then run: npm run db:migrate -- --rolled-back ${migration}`,
      );
    }
    case 'migration_unfinished':
      return new CommandRefusal(
        `An earlier run of the control plane's migration ${refusal.migrations.join(', ')} did not finish.`,
        `Mend its cause, then run: npm run db:migrate -- --rolled-back ${refusal.migrations[0] ?? '<name>'}`,
      );
    case 'migration_edited':
      return new CommandRefusal(
        `${refusal.migrations.join(', ')} under prisma/migrations is not the script that was applied to this database.`,
        'Restore the file; changes belong in a new migration (npm run db:diff -- <name>).',
      );
    case 'database_newer':
      return new CommandRefusal(
        `This database was migrated by a newer release: it knows ${refusal.migrations.join(', ')}.`,
        'Update this copy of Groundswell.',
      );
  }
}
