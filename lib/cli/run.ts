import { fileURLToPath } from 'node:url';
import { CommandRefusal } from '@/lib/cli/refuse';
import { fail, note } from '@/lib/cli/progress';
import { EmbeddedPostgresError } from '@/lib/platform/embedded-postgres';
import { EnvironmentError } from '@/lib/platform/env';

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');

/**
 * The frame of every command: runs in the project's folder, prints a refusal as a sentence, ends with the exit code.
 * It does end: the schema engine, for one, leaves a timer of 10 s behind.
 */
export async function runCommand(main: () => Promise<number>): Promise<void> {
  process.chdir(projectRoot);
  try {
    process.exit(await main());
  } catch (error) {
    if (error instanceof CommandRefusal) {
      fail(error.message);
      note(error.remedy);
    } else if (error instanceof EnvironmentError) {
      fail(error.message);
    } else if (error instanceof EmbeddedPostgresError) {
      fail(`The embedded PostgreSQL: ${error.code}`);
      note(error.log);
      note('Or name a PostgreSQL of your own (15 to 18) in DATABASE_URL.');
    } else {
      throw error;
    }
    process.exit(1);
  }
}
