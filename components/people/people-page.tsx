'use client';

import { useState } from 'react';
import { useView } from '@/lib/client/use-view';
import type { PeopleView } from '@/lib/wire/people-view';
import { InviteDialog } from '@/components/people/invite-dialog';
import { PeopleTable } from '@/components/people/people-table';
import { RolesTable } from '@/components/people/roles-table';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';

export interface PeoplePageProps {
  readonly ownId: string;
  readonly initial: PeopleView;
}

export const PeoplePage = ({ ownId, initial }: PeoplePageProps) => {
  const { data = initial } = useView<PeopleView>({ url: '/api/views/people', topics: ['audit'], initial });
  const [inviting, setInviting] = useState(false);
  const enabled = data.people.filter((person) => person.disabledAt === null).length;
  return (
    <div className="flex flex-col gap-4">
      <PageHeader
        title="People"
        description={`${enabled} can sign in${enabled === data.people.length ? '' : ` · ${data.people.length - enabled} disabled`}`}
        actions={
          <Button variant="primary" icon="plus" onClick={() => setInviting(true)}>
            Invite a person
          </Button>
        }
      />
      <Card padding="flush" className="overflow-hidden">
        <PeopleTable people={data.people} ownId={ownId} />
      </Card>
      <RolesTable mark="admin" />
      <InviteDialog open={inviting} onOpenChange={setInviting} />
    </div>
  );
};
