import type { Problem } from '@/lib/changelog/problem';

/** A file of a release as it came in: `path` relative to the release's root, with `/`. */
export type ReleaseFile = { readonly path: string; readonly bytes: Uint8Array };

export type FileList =
  | { readonly ok: true; readonly files: readonly ReleaseFile[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export type ReleaseLimits = {
  readonly files: number;
  readonly fileBytes: number;
  readonly totalBytes: number;
  /** Size of an uploaded zip as it arrives. */
  readonly archiveBytes: number;
  /** Width of Flyway's `script` column. */
  readonly pathChars: number;
};

const mebibyte = 1024 * 1024;

export const releaseLimits: ReleaseLimits = {
  files: 5_000,
  fileBytes: 8 * mebibyte,
  totalBytes: 64 * mebibyte,
  archiveBytes: 16 * mebibyte,
  pathChars: 1_000,
};

/**
 * What is wrong with a path that came from outside, else null. Refused: absolute paths, drives,
 * backslashes, control characters, empty, `.` and `..` segments. Nothing is repaired: a path that has to be
 * repaired was made to mislead.
 */
export function pathProblem(path: string, limits: ReleaseLimits = releaseLimits): Problem | null {
  if (path.length > limits.pathChars) {
    const facts = { chars: path.length, limit: limits.pathChars };
    return { code: 'path_too_long', path: path.slice(0, limits.pathChars), facts };
  }
  const reason = unsafeReason(path);
  return reason === null ? null : { code: 'path_unsafe', path, facts: { reason } };
}

function unsafeReason(path: string): string | null {
  if (path.includes('\\')) return 'backslash';
  if (path.startsWith('/')) return 'absolute';
  if (/^[A-Za-z]:/.test(path)) return 'drive';
  if (/\p{Cc}/u.test(path)) return 'control_character';
  const segments = path.split('/');
  if (segments.includes('..')) return 'parent';
  if (segments.includes('.') || segments.includes('')) return 'empty_segment';
  return null;
}

/** Files that operating systems and version control leave behind: hidden ones and the Finder's. */
export const isHidden = (path: string): boolean =>
  path.split('/').some((segment) => segment.startsWith('.') || segment === '__MACOSX');
