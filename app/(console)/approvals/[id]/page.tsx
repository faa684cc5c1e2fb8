import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { z } from 'zod';
import { ApprovalPage } from '@/components/approvals/approval-page';
import { engine } from '@/lib/server/engine';
import { requireOperator } from '@/lib/server/operator';
import { readApproval } from '@/lib/server/queries/approval';

export const metadata: Metadata = { title: 'Approval' };

export default async function Page({ params }: PageProps<'/approvals/[id]'>) {
  const operator = await requireOperator();
  const id = z.uuid().safeParse((await params).id);
  const view = id.success ? await readApproval(await engine(), operator, id.data) : null;
  if (view === null) notFound();
  return <ApprovalPage initial={view} />;
}
