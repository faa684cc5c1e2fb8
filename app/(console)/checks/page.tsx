import type { Metadata } from 'next';
import { ChecksPage } from '@/components/checks/checks-page';
import { engine } from '@/lib/server/engine';
import { requireOperator } from '@/lib/server/operator';
import { readChecks } from '@/lib/server/queries/checks';

export const metadata: Metadata = { title: 'Checks' };

export default async function Page() {
  const operator = await requireOperator();
  return <ChecksPage role={operator.role} initial={await readChecks(await engine())} />;
}
