import { realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { refuse, type Result } from '@/lib/domain/refusal';
import { readFolder } from '@/lib/changelog/read-folder';
import { pathProblem, type FileList } from '@/lib/changelog/release-file';
import { env } from '@/lib/platform/env';
import type { Input, publishFolder as schema } from '@/lib/wire/commands';
import type { Actor, Engine } from './context';
import { publishRelease, type Published } from './publish-release';
import { transact } from './transact';

/**
 * Publishes a folder of this machine, below the configured one: `folder` is relative to it, empty for the folder itself.
 * @param root the configured folder (GROUNDSWELL_RELEASES_DIR).
 */
export async function publishFolder(
  engine: Engine,
  actor: Actor,
  input: Input<typeof schema>,
  root: string | undefined = env().GROUNDSWELL_RELEASES_DIR,
): Promise<Result<Published>> {
  const { folder, ...rest } = input;
  const found = await listBelow(root, folder);
  if (!found.ok) {
    return transact(engine, actor, 'publish-release', async () =>
      refuse('release_folder_unreadable', { folder, why: found.why }),
    );
  }
  return publishRelease(engine, actor, rest, found.files, 'folder');
}

export type Listed =
  | { readonly ok: true; readonly files: FileList }
  | { readonly ok: false; readonly why: 'not_configured' | 'path_unsafe' | 'not_found' | 'leaves_folder' };

export async function listBelow(root: string | undefined, folder: string): Promise<Listed> {
  if (root === undefined) return { ok: false, why: 'not_configured' };
  if (folder !== '' && pathProblem(folder) !== null) return { ok: false, why: 'path_unsafe' };
  const [base, target] = await Promise.all([resolved(root), resolved(join(root, folder))]);
  if (base === null || target === null) return { ok: false, why: 'not_found' };
  // A link below the folder may lead anywhere; only where it really ends counts.
  if (target !== base && !target.startsWith(base.endsWith(sep) ? base : base + sep))
    return { ok: false, why: 'leaves_folder' };
  return { ok: true, files: await readFolder(target) };
}

async function resolved(path: string): Promise<string | null> {
  try {
    return await realpath(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}
