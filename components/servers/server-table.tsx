'use client';

import Link from 'next/link';
import type { Role } from '@/lib/domain/verbs';
import { plural } from '@/lib/wire/fact-text';
import { paths } from '@/lib/wire/paths';
import type { ServerView } from '@/lib/wire/servers-view';
import { InFlight } from '@/components/servers/in-flight';
import { ServerMenu } from '@/components/servers/server-menu';
import { placeWords, problemSentence, serverState, TLS_MODES } from '@/components/servers/server-words';
import { TenantsLinks } from '@/components/servers/tenants-links';
import type { ServerDialog } from '@/components/servers/use-server-dialog';
import { Badge } from '@/components/ui/badge';
import { Code } from '@/components/ui/code';
import { StateBadge } from '@/components/ui/state-badge';
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '@/components/ui/table';
import { Time } from '@/components/ui/time';

export interface ServerTableProps {
  readonly servers: readonly ServerView[];
  readonly role: Role;
  readonly dialog: ServerDialog;
}

const wide = 'hidden lg:table-cell';
const middle = 'hidden sm:table-cell';

export const ServerTable = ({ servers, role, dialog }: ServerTableProps) => (
  <Table caption="Servers">
    <TableHead>
      <HeadCell>Server</HeadCell>
      <HeadCell className={wide}>State</HeadCell>
      <HeadCell className={middle}>Address</HeadCell>
      <HeadCell className={wide}>PostgreSQL</HeadCell>
      <HeadCell>Tenants</HeadCell>
      <HeadCell className={middle}>In flight</HeadCell>
      <HeadCell className={wide}>Last observed</HeadCell>
      <HeadCell align="right">
        <span className="sr-only">Actions</span>
      </HeadCell>
    </TableHead>
    <TableBody>
      {servers.map((server) => (
        <ServerRow key={server.id} server={server} role={role} dialog={dialog} />
      ))}
    </TableBody>
  </Table>
);

interface ServerRowProps extends Omit<ServerTableProps, 'servers'> {
  readonly server: ServerView;
}

const ServerRow = ({ server, role, dialog }: ServerRowProps) => {
  return (
    <Row className="[&>td]:py-2.5 [&>td]:align-top">
      <Cell wrap className="w-full lg:w-72">
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <Link
            href={paths.server(server.key)}
            className="font-medium break-words underline-offset-4 hover:underline"
          >
            {server.name}
          </Link>
          <Badge>{server.environment}</Badge>
        </span>
        <Code className="block text-muted">{server.key}</Code>
        <span className="mt-1 block sm:hidden">
          <Place server={server} />
        </span>
        <span className="mt-1 block lg:hidden">
          <State server={server} />
        </span>
      </Cell>
      <Cell wrap className={wide}>
        <State server={server} />
      </Cell>
      <Cell className={middle}>
        <Place server={server} />
      </Cell>
      <Cell className={wide}>{server.major ?? <span className="text-muted">not known</span>}</Cell>
      <Cell>
        <TenantsLinks server={server} />
      </Cell>
      <Cell className={middle}>
        <InFlight count={server.inFlight} most={server.maxConcurrency} />
      </Cell>
      <Cell muted className={wide}>
        {server.observedAt === null ? 'never' : <Time at={server.observedAt} />}
      </Cell>
      <Cell align="right">
        <ServerMenu server={server} role={role} dialog={dialog} />
      </Cell>
    </Row>
  );
};

const Place = ({ server }: { readonly server: ServerView }) => (
  <>
    <Code className="block">{placeWords(server)}</Code>
    <span className="text-muted">{TLS_MODES[server.tlsMode].short}</span>
  </>
);

/** Whether it answers; if it or some of its tenants do not, why, and what to do. */
const State = ({ server }: { readonly server: ServerView }) => {
  const { tone, word } = serverState(server);
  return (
    <>
      <StateBadge tone={tone}>{word}</StateBadge>
      <span className="block max-w-prose break-words text-muted">{troubleWords(server)}</span>
    </>
  );
};

function troubleWords(server: ServerView): string | null {
  if (server.problem !== null) {
    const { sentence, remedy } = problemSentence(server.problem);
    return `${sentence} ${remedy}`;
  }
  if (server.unread === 0) return null;
  return `${server.unread.toLocaleString('en')} of ${plural(server.tenants, 'tenant')} could not be read`;
}
