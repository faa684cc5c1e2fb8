import { constants } from 'node:fs';
import { open, readdir, realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Problem } from '@/lib/changelog/problem';
import {
  isHidden,
  releaseLimits,
  type FileList,
  type ReleaseFile,
  type ReleaseLimits,
} from '@/lib/changelog/release-file';

/**
 * Reads the files below a folder of this machine, hidden ones left out, in a stable order. A link to a file
 * inside the folder is read (mounted configuration is made of such links); one that leads out of it is
 * refused; linked folders are not walked.
 */
export async function readFolder(folder: string, limits: ReleaseLimits = releaseLimits): Promise<FileList> {
  const files: ReleaseFile[] = [];
  const problems: Problem[] = [];
  let total = 0;
  let root: string;
  try {
    root = await realpath(folder);
  } catch (error) {
    return {
      ok: false,
      problems: [{ code: 'folder_unreadable', path: folder, facts: { errno: errnoOf(error) } }],
    };
  }

  const pending = [root];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const entries = await listFolder(next);
    if (!entries.ok) {
      const path = next === root ? folder : pathOf(root, next);
      problems.push({ code: 'folder_unreadable', path, facts: { errno: entries.errno } });
      continue;
    }
    for (const entry of entries.list) {
      const full = join(next, entry.name);
      const path = pathOf(root, full);
      if (isHidden(path)) continue;
      if (entry.isDirectory()) {
        pending.push(full);
        continue;
      }
      if (!entry.isFile() && !entry.isSymbolicLink()) continue;
      if (files.length >= limits.files) {
        problems.push({ code: 'too_many_files', path: '', facts: { limit: limits.files } });
        return { ok: false, problems };
      }
      const read = await readOne(root, full, path, limits);
      if (read === null) continue;
      if (!read.ok) {
        problems.push(read.problem);
        continue;
      }
      total += read.bytes.length;
      if (total > limits.totalBytes) {
        problems.push({ code: 'total_too_large', path: '', facts: { limit: limits.totalBytes } });
        return { ok: false, problems };
      }
      files.push({ path, bytes: read.bytes });
    }
  }
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, files: files.toSorted((a, b) => (a.path < b.path ? -1 : 1)) };
}

type ReadOne =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly problem: Problem };

/**
 * Null for what is no file behind a link. Never reads more than one byte above the limit, whatever the file
 * grows to.
 */
async function readOne(
  root: string,
  full: string,
  path: string,
  limits: ReleaseLimits,
): Promise<ReadOne | null> {
  try {
    const target = await realpath(full);
    if (!target.startsWith(root.endsWith(sep) ? root : root + sep)) {
      return { ok: false, problem: { code: 'link_leaves_folder', path, facts: {} } };
    }
    // NOFOLLOW: between the question and the opening the file may have become a link. NONBLOCK: or a pipe.
    const handle = await open(target, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const { size, ...stat } = await handle
        .stat()
        .then((found) => ({ size: found.size, isFile: found.isFile() }));
      if (!stat.isFile) return null;
      if (size > limits.fileBytes) return tooLarge(path, size, limits);
      const buffer = Buffer.alloc(limits.fileBytes < size + 1 ? limits.fileBytes + 1 : size + 1);
      let length = 0;
      while (length < buffer.length) {
        const { bytesRead } = await handle.read(buffer, length, buffer.length - length);
        if (bytesRead === 0) break;
        length += bytesRead;
      }
      return length > size
        ? { ok: false, problem: { code: 'file_unreadable', path, facts: { errno: 'CHANGED' } } }
        : { ok: true, bytes: buffer.subarray(0, length) };
    } finally {
      await handle.close();
    }
  } catch (error) {
    return { ok: false, problem: { code: 'file_unreadable', path, facts: { errno: errnoOf(error) } } };
  }
}

const tooLarge = (path: string, bytes: number, limits: ReleaseLimits): ReadOne => ({
  ok: false,
  problem: { code: 'file_too_large', path, facts: { bytes, limit: limits.fileBytes } },
});

async function listFolder(folder: string) {
  try {
    const list = await readdir(folder, { withFileTypes: true });
    return { ok: true as const, list: list.toSorted((a, b) => (a.name < b.name ? -1 : 1)) };
  } catch (error) {
    return { ok: false as const, errno: errnoOf(error) };
  }
}

const pathOf = (root: string, full: string): string => relative(root, full).split(sep).join('/');

/** The system's name of an error (ENOENT …); a fault without one is a bug of ours and goes on. */
function errnoOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  throw error;
}
