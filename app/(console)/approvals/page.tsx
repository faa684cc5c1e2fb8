import type { Metadata } from 'next';
import { ApprovalsPage } from '@/components/approvals/approvals-page';
import { engine } from '@/lib/server/engine';
import { requireOperator } from '@/lib/server/operator';
import { readApprovals } from '@/lib/server/queries/approvals';

export const metadata: Metadata = { title: 'Approvals' };

export default async function Page() {
  const operator = await requireOperator();
  return <ApprovalsPage initial={await readApprovals(await engine(), operator)} />;
}
