import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Whether something made from sources is still what they would give. Contents are compared, not times: a fresh
 * clone, another branch or a deleted file change or keep times in ways that say nothing.
 */

type Selection = { readonly include: readonly string[]; readonly skip?: (path: string) => boolean };

/** What `next build` reads. */
export const buildSources: Selection = {
  include: [
    'app',
    'components',
    'lib',
    'public',
    'prisma/schema.prisma',
    'proxy.ts',
    'instrumentation.ts',
    'next.config.js',
    'postcss.config.mjs',
    'tsconfig.json',
    'package-lock.json',
  ],
  skip: (path) =>
    /\.test\.tsx?$/.test(path) ||
    /^lib\/(cli|worker|testing|demo)\//.test(path) ||
    path === 'lib/db/generated',
};

/** What `prisma generate` reads; the lock file stands for the generator's version. */
export const generateSources: Selection = {
  include: ['prisma/schema.prisma', 'prisma.config.ts', 'package-lock.json'],
};

/** SHA-256 over names and contents of the selected files; entries that do not exist are left out. */
export async function digestSources(
  root: string,
  { include, skip = () => false }: Selection,
): Promise<string> {
  const files: string[] = [];
  const walk = async (path: string): Promise<void> => {
    if (skip(path)) return;
    const found = await stat(join(root, path)).catch(absent);
    if (found?.isFile()) files.push(path);
    if (found?.isDirectory()) {
      await Promise.all((await readdir(join(root, path))).map((name) => walk(`${path}/${name}`)));
    }
  };
  await Promise.all(include.map(walk));
  const hash = createHash('sha256');
  for (const file of files.toSorted()) {
    const content = await readFile(join(root, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** True if `stampFile` holds this digest and `product` exists beside it. */
export async function isFresh(digest: string, stampFile: string, product: string): Promise<boolean> {
  const stamp = await readFile(stampFile, 'utf8').catch(absent);
  return stamp === digest && (await stat(product).catch(absent)) !== undefined;
}

function absent(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
    return undefined;
  throw error;
}
