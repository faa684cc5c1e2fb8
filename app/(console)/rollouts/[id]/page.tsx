import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { z } from 'zod';
import { RolloutPage } from '@/components/rollouts/rollout-page';
import { engine } from '@/lib/server/engine';
import { requireOperator } from '@/lib/server/operator';
import { readRollout } from '@/lib/server/queries/rollout';

export const metadata: Metadata = { title: 'Rollout' };

export default async function Page({ params }: PageProps<'/rollouts/[id]'>) {
  const operator = await requireOperator();
  const id = z.uuid().safeParse((await params).id);
  const view = id.success ? await readRollout(await engine(), operator, id.data) : null;
  if (view === null) notFound();
  return <RolloutPage initial={view} />;
}
