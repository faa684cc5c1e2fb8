import type { Metadata } from 'next';
import { PeoplePage } from '@/components/people/people-page';
import { RoleRefusal } from '@/components/people/role-refusal';
import { may } from '@/lib/domain/verbs';
import { engine } from '@/lib/server/engine';
import { requireOperator } from '@/lib/server/operator';
import { readPeople } from '@/lib/server/queries/people';

export const metadata: Metadata = { title: 'People' };

export default async function Page() {
  const operator = await requireOperator();
  if (!may(operator.role, 'edit-person')) return <RoleRefusal role={operator.role} />;
  return <PeoplePage ownId={operator.id} initial={await readPeople(await engine())} />;
}
