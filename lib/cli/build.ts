import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandRefusal } from '@/lib/cli/refuse';
import { programs, runNode, type RunOptions } from '@/lib/cli/processes';
import { buildSources, digestSources, generateSources, isFresh } from '@/lib/cli/sources';

export type Made = 'made' | 'fresh';

/** Prisma's client in `lib/db/generated`, if it is missing or the schema has changed. */
export async function ensureGenerated(root: string): Promise<Made> {
  const folder = join(root, 'lib/db/generated');
  const stamp = join(folder, 'sources.sha256');
  const digest = await digestSources(root, generateSources);
  if (await isFresh(digest, stamp, join(folder, 'client.ts'))) return 'fresh';
  const { exitCode, output } = await runNode([programs.prisma, 'generate'], {
    env: { PRISMA_HIDE_UPDATE_MESSAGE: '1' },
  });
  if (exitCode !== 0) throw new CommandRefusal('The database client could not be generated.', output.trim());
  await writeFile(stamp, digest);
  return 'made';
}

/**
 * The production build in `.next`, if it is missing or the sources have changed. The stamp is written last and the
 * digest is taken first: a build that was interrupted, or overtaken by an edit, is made again.
 */
export async function ensureBuilt(root: string, onLine?: RunOptions['onLine']): Promise<Made> {
  const stamp = join(root, '.next/sources.sha256');
  const digest = await digestSources(root, buildSources);
  if (await isFresh(digest, stamp, join(root, '.next/BUILD_ID'))) return 'fresh';
  const { exitCode, output } = await runNode([programs.next, 'build'], {
    env: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    ...(onLine && { onLine }),
  });
  if (exitCode !== 0) throw new CommandRefusal('The production build failed.', output.trim());
  await writeFile(stamp, digest);
  return 'made';
}
