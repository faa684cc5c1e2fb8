import type { Metadata } from 'next';
import { AccountPage } from '@/components/people/account-page';
import { requireOperator } from '@/lib/server/operator';

export const metadata: Metadata = { title: 'Account' };

export default async function Page() {
  const { name, email, role, demo } = await requireOperator();
  return <AccountPage operator={{ name, email, role, demo }} />;
}
