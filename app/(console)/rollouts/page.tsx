import type { Metadata } from 'next';
import { RolloutsPage } from '@/components/rollouts/rollouts-page';
import { engine } from '@/lib/server/engine';
import { requireOperator } from '@/lib/server/operator';
import { readRollouts } from '@/lib/server/queries/rollouts';
import { rolloutsQuery } from '@/lib/wire/rollout-view';

export const metadata: Metadata = { title: 'Rollouts' };

export default async function Page({ searchParams }: PageProps<'/rollouts'>) {
  const operator = await requireOperator();
  const query = rolloutsQuery.parse(await searchParams);
  return (
    <RolloutsPage
      initial={await readRollouts(await engine(), query)}
      initialQuery={query}
      role={operator.role}
    />
  );
}
