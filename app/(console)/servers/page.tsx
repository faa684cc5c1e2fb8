import type { Metadata } from 'next';
import { ServersPage } from '@/components/servers/servers-page';
import { engine } from '@/lib/server/engine';
import { requireOperator } from '@/lib/server/operator';
import { readServers } from '@/lib/server/queries/servers';

export const metadata: Metadata = { title: 'Servers' };

export default async function Page() {
  const operator = await requireOperator();
  return <ServersPage role={operator.role} initial={await readServers(await engine())} />;
}
