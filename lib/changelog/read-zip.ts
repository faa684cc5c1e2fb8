import { crc32 } from 'node:zlib';
import { fromBufferPromise, getFileNameLowLevel, parseExtraFields, type Entry, type ZipFile } from 'yauzl';
import type { Problem } from '@/lib/changelog/problem';
import {
  isHidden,
  pathProblem,
  releaseLimits,
  type FileList,
  type ReleaseFile,
  type ReleaseLimits,
} from '@/lib/changelog/release-file';

const stored = 0;
const deflated = 8;
const unixLink = 0o12;

/**
 * Reads an uploaded zip. Headers are not believed: bytes are counted as they are inflated and reading stops
 * at the limit, checksums are compared. Paths are judged as they are written, links refused, everything
 * wrong is listed.
 */
export async function readZip(archive: Buffer, limits: ReleaseLimits = releaseLimits): Promise<FileList> {
  if (archive.length > limits.archiveBytes) {
    return refuse('archive_too_large', { bytes: archive.length, limit: limits.archiveBytes });
  }
  let zip: ZipFile;
  try {
    zip = await fromBufferPromise(archive, {
      lazyEntries: true,
      decodeStrings: false,
      validateEntrySizes: false,
    });
  } catch (error) {
    return corrupt(error);
  }
  if (zip.entryCount > limits.files * 2)
    return refuse('too_many_files', { files: zip.entryCount, limit: limits.files });
  try {
    return await readEntries(zip, limits);
  } catch (error) {
    return corrupt(error);
  } finally {
    zip.close();
  }
}

async function readEntries(zip: ZipFile, limits: ReleaseLimits): Promise<FileList> {
  const files: ReleaseFile[] = [];
  const problems: Problem[] = [];
  let total = 0;
  for await (const entry of zip.eachEntry()) {
    const path = nameOf(entry);
    // A folder has an entry of its own, with a slash at its end; it is judged like the files in it.
    const isFolder = path.endsWith('/');
    const problem = pathProblem(isFolder ? path.slice(0, -1) : path, limits) ?? entryProblem(entry, path);
    if (problem !== null) problems.push(problem);
    if (problem !== null || isFolder || isHidden(path)) continue;
    if (files.length >= limits.files) {
      problems.push({ code: 'too_many_files', path: '', facts: { limit: limits.files } });
      break;
    }
    const room = Math.min(limits.fileBytes, limits.totalBytes - total);
    const bytes = await inflate(zip, entry, room);
    if (bytes === null) {
      const whole = room < limits.fileBytes;
      problems.push({
        code: whole ? 'total_too_large' : 'file_too_large',
        path: whole ? '' : path,
        facts: { limit: whole ? limits.totalBytes : limits.fileBytes },
      });
      if (whole) break;
      total += room;
      continue;
    }
    total += bytes.length;
    if (crc32(bytes) !== entry.crc32)
      problems.push({ code: 'zip_corrupt', path, facts: { reason: 'checksum' } });
    else files.push({ path, bytes });
  }
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, files };
}

/** As written, backslashes included; Info-ZIP's Unicode name where there is one. */
const nameOf = (entry: Entry): string =>
  getFileNameLowLevel(
    entry.generalPurposeBitFlag,
    entry.fileNameRaw,
    parseExtraFields(entry.extraFieldRaw),
    true,
  );

function entryProblem(entry: Entry, path: string): Problem | null {
  if (entry.isEncrypted()) return { code: 'zip_encrypted', path, facts: {} };
  // The upper half of the attributes is the Unix mode, its upper four bits the kind of file.
  if (entry.externalFileAttributes >>> 28 === unixLink)
    return { code: 'link_leaves_folder', path, facts: {} };
  if (entry.compressionMethod === stored || entry.compressionMethod === deflated) return null;
  return { code: 'zip_method_unsupported', path, facts: { method: entry.compressionMethod } };
}

/** Null as soon as more than `limit` bytes have come out. */
async function inflate(zip: ZipFile, entry: Entry, limit: number): Promise<Buffer | null> {
  const stream = await zip.openReadStreamPromise(entry);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const refuse = (code: Problem['code'], facts: Problem['facts']): FileList => ({
  ok: false,
  problems: [{ code, path: '', facts }],
});

/**
 * The library says only in words what is wrong with an archive; they go along as a fact and are never
 * matched on.
 */
function corrupt(error: unknown): FileList {
  if (!(error instanceof Error)) throw error;
  return refuse('zip_corrupt', { reason: error.message });
}
