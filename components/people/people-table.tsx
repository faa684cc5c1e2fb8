'use client';

import { useState } from 'react';
import type { PersonView } from '@/lib/wire/people-view';
import { AccessDialog } from '@/components/people/access-dialog';
import { EditDialog } from '@/components/people/edit-dialog';
import { PasswordDialog } from '@/components/people/password-dialog';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { DropdownMenu } from '@/components/ui/dropdown-menu';
import { StateBadge } from '@/components/ui/state-badge';
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '@/components/ui/table';
import { Time } from '@/components/ui/time';

export interface PeopleTableProps {
  readonly people: readonly PersonView[];
  readonly ownId: string;
}

type Opened = { readonly what: 'edit' | 'password' | 'access'; readonly id: string };

export const PeopleTable = ({ people, ownId }: PeopleTableProps) => {
  const [opened, setOpened] = useState<Opened | null>(null);
  const person = people.find((candidate) => candidate.id === opened?.id);
  const close = () => setOpened(null);
  return (
    <>
      <Table caption="People">
        <TableHead>
          <HeadCell>Name</HeadCell>
          <HeadCell>E-mail</HeadCell>
          <HeadCell>Role</HeadCell>
          <HeadCell>Access</HeadCell>
          <HeadCell>Last signed in</HeadCell>
          <HeadCell>Since</HeadCell>
          <HeadCell align="right">
            <span className="sr-only">Actions</span>
          </HeadCell>
        </TableHead>
        <TableBody>
          {people.map((one) => (
            <PersonRow key={one.id} person={one} isOwn={one.id === ownId} onOpen={(what) => setOpened({ what, id: one.id })} />
          ))}
        </TableBody>
      </Table>
      {person !== undefined && opened?.what === 'edit' && <EditDialog person={person} onClose={close} />}
      {person !== undefined && opened?.what === 'password' && <PasswordDialog person={person} onClose={close} />}
      {person !== undefined && opened?.what === 'access' && <AccessDialog person={person} onClose={close} />}
    </>
  );
};

interface PersonRowProps {
  readonly person: PersonView;
  readonly isOwn: boolean;
  readonly onOpen: (what: Opened['what']) => void;
}

const demoReason = 'A demo account keeps the password and the role that the sign-in page names.';

const PersonRow = ({ person, isOwn, onOpen }: PersonRowProps) => {
  const disabled = person.disabledAt !== null;
  return (
    <Row>
      <Cell className="max-w-72">
        <span className="flex items-center gap-2">
          <span className="truncate font-medium" title={person.name}>
            {person.name}
          </span>
          {isOwn && <Badge>You</Badge>}
          {person.demo && <Badge>Demo</Badge>}
        </span>
      </Cell>
      <Cell muted className="max-w-72 truncate" title={person.email}>
        {person.email}
      </Cell>
      <Cell>
        <span className="capitalize">{person.role}</span>
      </Cell>
      <Cell>{disabled ? <StateBadge tone="skipped">Disabled</StateBadge> : <StateBadge tone="applied">Enabled</StateBadge>}</Cell>
      <Cell muted>{person.signedInAt === null ? 'Never' : <Time at={person.signedInAt} />}</Cell>
      <Cell muted>
        <Time at={person.createdAt} />
      </Cell>
      <Cell align="right">
        <DropdownMenu
          trigger={<Button variant="ghost" size="sm" icon="more" aria-label={`Actions for ${person.name}`} />}
          items={[
            { kind: 'action', id: 'edit', label: 'Change name or role…', icon: 'edit', onSelect: () => onOpen('edit') },
            {
              kind: 'action',
              id: 'password',
              label: 'Set a new password…',
              icon: 'lock',
              onSelect: () => onOpen('password'),
              disabledReason: person.demo ? demoReason : undefined,
            },
            { kind: 'separator', id: 's' },
            {
              kind: 'action',
              id: 'access',
              label: disabled ? 'Enable…' : 'Disable…',
              icon: disabled ? 'check' : 'stop',
              tone: disabled ? 'normal' : 'danger',
              onSelect: () => onOpen('access'),
            },
          ]}
        />
      </Cell>
    </Row>
  );
};
