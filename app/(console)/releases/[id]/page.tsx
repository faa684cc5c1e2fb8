import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { z } from 'zod';
import { ReleasePage } from '@/components/releases/release-page';
import { engine } from '@/lib/server/engine';
import { requireOperator } from '@/lib/server/operator';
import { readRelease } from '@/lib/server/queries/release';

export const metadata: Metadata = { title: 'Release' };

export default async function Page({ params }: PageProps<'/releases/[id]'>) {
  const operator = await requireOperator();
  const id = z.uuid().safeParse((await params).id);
  const view = id.success ? await readRelease(await engine(), id.data) : null;
  if (view === null) notFound();
  return <ReleasePage role={operator.role} initial={view} />;
}
