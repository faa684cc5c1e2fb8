import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { TenantPage } from '@/components/tenants/tenant-page';
import { engine } from '@/lib/server/engine';
import { requireOperator } from '@/lib/server/operator';
import { readTenant } from '@/lib/server/queries/tenant';

type Props = { readonly params: Promise<{ readonly key: string }> };

const keyOf = async ({ params }: Props): Promise<string> => decodeURIComponent((await params).key);

export async function generateMetadata(props: Props): Promise<Metadata> {
  return { title: await keyOf(props) };
}

export default async function Page(props: Props) {
  const operator = await requireOperator();
  const tenant = await readTenant(await engine(), await keyOf(props));
  if (tenant === null) notFound();
  return <TenantPage role={operator.role} initial={tenant} />;
}
