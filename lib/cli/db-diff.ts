import { parseArgs } from 'node:util';
import { openDatabase } from '@/lib/cli/open-database';
import { done } from '@/lib/cli/progress';
import { CommandRefusal } from '@/lib/cli/refuse';
import { runCommand } from '@/lib/cli/run';
import { diffSchema, writeMigration } from '@/lib/db/migrate';
import { systemClock } from '@/lib/platform/clock';

/** `npm run db:diff -- <name>`: writes the migration that leads from the committed ones to prisma/schema.prisma. */
await runCommand(async () => {
  const { positionals } = parseArgs({ allowPositionals: true });
  const [name] = positionals;
  if (name === undefined || !/^[a-z0-9_]+$/.test(name) || positionals.length > 1) {
    throw new CommandRefusal(
      `A migration needs a name of lower-case letters, digits and _; got ${JSON.stringify(positionals.join(' '))}.`,
      'For example: npm run db:diff -- add_backfills',
    );
  }
  const database = await openDatabase();
  try {
    const sql = await diffSchema(database.serverUrl);
    if (sql === undefined) done('prisma/schema.prisma says what the migrations say: nothing to write');
    else done(`Written: ${await writeMigration(sql, name, systemClock.now())}`);
    return 0;
  } finally {
    await database.close();
  }
});
