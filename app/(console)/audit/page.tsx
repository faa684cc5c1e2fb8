import type { Metadata } from 'next';
import { AuditPage } from '@/components/audit/audit-page';
import { engine } from '@/lib/server/engine';
import { requireOperator } from '@/lib/server/operator';
import { readAudit } from '@/lib/server/queries/audit';
import { auditQuery } from '@/lib/wire/audit-view';

export const metadata: Metadata = { title: 'Audit' };

export default async function Page({ searchParams }: PageProps<'/audit'>) {
  await requireOperator();
  const query = auditQuery.parse(await searchParams);
  return <AuditPage initialQuery={query} initial={await readAudit(await engine(), query)} />;
}
