import type { Metadata } from 'next';
import { PublishPage } from '@/components/releases/publish-page';
import { engine } from '@/lib/server/engine';
import { requireOperator } from '@/lib/server/operator';
import { readPublish } from '@/lib/server/queries/publish';

export const metadata: Metadata = { title: 'Publish a release' };

export default async function Page() {
  const operator = await requireOperator();
  return <PublishPage role={operator.role} initial={await readPublish(await engine(), operator)} />;
}
