import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ServerPage } from '@/components/servers/server-page';
import { engine } from '@/lib/server/engine';
import { requireOperator } from '@/lib/server/operator';
import { readServer } from '@/lib/server/queries/servers';

type Props = { readonly params: Promise<{ readonly key: string }> };

const keyOf = async ({ params }: Props): Promise<string> => decodeURIComponent((await params).key);

export async function generateMetadata(props: Props): Promise<Metadata> {
  return { title: await keyOf(props) };
}

export default async function Page(props: Props) {
  const operator = await requireOperator();
  const view = await readServer(await engine(), await keyOf(props));
  if (view === null) notFound();
  return <ServerPage role={operator.role} initial={view} />;
}
