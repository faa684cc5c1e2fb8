import 'server-only';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { env } from '@/lib/platform/env';
import { log } from '@/lib/platform/log';
import type { PublishView, ReleaseFolder } from '@/lib/wire/releases-view';

/** Far enough for `product/release/sql`, and an end for a folder that was not meant. */
const DEPTH = 3;
const LOOKED_AT = 1000;
const LISTED = 200;
const SKIPPED = new Set(['node_modules', '__MACOSX']);

/** Folders below the configured one that hold scripts of their own; null when none is configured. */
export async function readReleaseFolders(
  root: string | undefined = env().GROUNDSWELL_RELEASES_DIR,
): Promise<PublishView['folders']> {
  if (root === undefined) return null;
  const list: ReleaseFolder[] = [];
  const pending: { folder: string; depth: number }[] = [{ folder: '', depth: 0 }];
  let looked = 0;
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    if (looked >= LOOKED_AT || list.length >= LISTED) return { list, cut: true };
    looked += 1;
    const { folder, depth } = next;
    const entries = await entriesOf(join(root, folder));
    const scripts = entries.filter((entry) => !entry.isDirectory() && /\.sql$/i.test(entry.name)).length;
    if (scripts > 0) list.push({ folder, scripts });
    if (depth >= DEPTH) continue;
    for (const entry of entries) {
      if (!entry.isDirectory() || entry.name.startsWith('.') || SKIPPED.has(entry.name)) continue;
      pending.push({ folder: folder === '' ? entry.name : `${folder}/${entry.name}`, depth: depth + 1 });
    }
  }
  return { list: list.toSorted((a, b) => (a.folder < b.folder ? -1 : 1)), cut: false };
}

/** What may not be read is left out of a list of choices; publishing it would say why. */
async function entriesOf(path: string) {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    log('releases').warn({ err: error }, 'folder not read');
    return [];
  }
}
