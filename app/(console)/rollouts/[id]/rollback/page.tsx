import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { z } from 'zod';
import { RollbackPage } from '@/components/plan/rollback-page';
import { engine } from '@/lib/server/engine';
import { requireOperator } from '@/lib/server/operator';
import { readRollbackChoices } from '@/lib/server/queries/plan';

export const metadata: Metadata = { title: 'Plan a rollback' };

export default async function Page({ params }: PageProps<'/rollouts/[id]/rollback'>) {
  const operator = await requireOperator();
  const id = z.uuid().safeParse((await params).id);
  const choices = id.success ? await readRollbackChoices((await engine()).db, id.data) : null;
  if (choices === null) notFound();
  return <RollbackPage role={operator.role} choices={choices} />;
}
