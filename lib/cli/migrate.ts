import { parseArgs } from 'node:util';
import { checkServer, migrateAll } from '@/lib/cli/control-plane';
import { openDatabase } from '@/lib/cli/open-database';
import { done, note, step } from '@/lib/cli/progress';
import { runCommand } from '@/lib/cli/run';
import { resolveRolledBack } from '@/lib/db/migrate';

/** `npm run db:migrate`: the control plane's schema and the queue's, as a step of deployment. */
await runCommand(async () => {
  const { values } = parseArgs({ options: { 'rolled-back': { type: 'string' } } });
  const database = await openDatabase();
  try {
    await checkServer(database.controlUrl);
    const name = values['rolled-back'];
    if (name !== undefined) {
      await resolveRolledBack(database.controlUrl, name);
      done(`${name} is marked as rolled back`);
    }
    const applied = await step(
      'Control plane migrated',
      () => migrateAll(database.controlUrl),
      (names) => (names.length === 0 ? 'nothing was pending' : `${names.length} applied`),
    );
    for (const migration of applied) note(migration);
    return 0;
  } finally {
    await database.close();
  }
});
