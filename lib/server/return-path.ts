import { paths } from '@/lib/wire/paths';

/** Set by proxy.ts on every request of a page: where it was going, for the way back after signing in. */
export const RETURN_PATH_HEADER = 'x-groundswell-path';

const nowhere = 'http://return.invalid';

/**
 * The path to go to after signing in. Only a path of this console: anything that a browser could read as another
 * origin (`//evil`, `/\evil`, `https:…`, a tab or newline within) becomes the fleet.
 */
export function returnPath(candidate: string | undefined | null): string {
  if (candidate === undefined || candidate === null || !candidate.startsWith('/')) return paths.fleet;
  // Browsers drop tabs and newlines before they read an address and take a backslash for a slash.
  if (hasControlOrBackslash(candidate) || !URL.canParse(candidate, nowhere)) return paths.fleet;
  const url = new URL(candidate, nowhere);
  if (url.origin !== nowhere) return paths.fleet;
  const path = `${url.pathname}${url.search}${url.hash}`;
  if (path.startsWith('//')) return paths.fleet;
  const isPage = !['/api', paths.signIn, '/_next'].some((root) => url.pathname === root || url.pathname.startsWith(`${root}/`));
  return isPage ? path : paths.fleet;
}

function hasControlOrBackslash(text: string): boolean {
  return [...text].some((letter) => letter === '\\' || letter < ' ' || letter === '\u007f');
}

export const signInPath = (from: string): string => {
  const path = returnPath(from);
  return path === paths.fleet ? paths.signIn : `${paths.signIn}?${new URLSearchParams({ callbackUrl: path }).toString()}`;
};
