import 'server-only';
import { z } from 'zod';
import type { Engine } from '@/lib/engine/context';
import type { FindView } from '@/lib/wire/shell-view';
import { paths } from '@/lib/wire/paths';
import { likeText } from './like-text';

const PER_KIND = 6;

export const findQuery = z.object({ q: z.string().trim().max(200).default('') });

/** Tenants and rollouts whose key or name holds the text; those that begin with it first. */
export async function findByName({ db }: Engine, text: string): Promise<FindView> {
  if (text === '') return { items: [] };
  const holds = { contains: likeText(text), mode: 'insensitive' } as const;
  const [tenants, rollouts] = await Promise.all([
    db.tenant.findMany({
      where: { archivedAt: null, OR: [{ key: holds }, { name: holds }] },
      select: { id: true, key: true, name: true },
      orderBy: { key: 'asc' },
      take: PER_KIND * 4,
    }),
    db.rollout.findMany({
      where: { name: holds },
      select: { id: true, name: true, state: true },
      orderBy: { createdAt: 'desc' },
      take: PER_KIND,
    }),
  ]);
  const begins = (word: string): boolean => word.toLowerCase().startsWith(text.toLowerCase());
  const nearest = tenants.toSorted((a, b) => Number(begins(b.key) || begins(b.name)) - Number(begins(a.key) || begins(a.name)));
  return {
    items: [
      ...rollouts.map(({ id, name, state }) => ({
        kind: 'rollout' as const,
        id,
        label: name,
        hint: state.replaceAll('_', ' '),
        href: paths.rollout(id),
      })),
      ...nearest.slice(0, PER_KIND).map(({ id, key, name }) => ({
        kind: 'tenant' as const,
        id,
        label: key,
        hint: name === key ? '' : name,
        href: paths.tenant(key),
      })),
    ],
  };
}
