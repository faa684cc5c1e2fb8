import Link from 'next/link';
import { paths } from '@/lib/wire/paths';
import type { ServerPageView } from '@/lib/wire/servers-view';
import { problemSentence } from '@/components/servers/server-words';
import { Card } from '@/components/ui/card';
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '@/components/ui/table';
import { Time } from '@/components/ui/time';

/** Tenants whose version is not known now, each with the reason. */
export const UnreadHere = ({ view: { server, unread } }: { readonly view: ServerPageView }) => (
  <Card
    title="Could not be read"
    meta={`${server.unread} of ${server.tenants} tenants; no rollout plans them meanwhile`}
    padding="flush"
    className="overflow-hidden"
    footer={server.unread > unread.length ? `and ${server.unread - unread.length} more` : undefined}
  >
    <Table caption="Tenants that could not be read">
      <TableHead>
        <HeadCell>Tenant</HeadCell>
        <HeadCell>Why</HeadCell>
        <HeadCell>Tried</HeadCell>
      </TableHead>
      <TableBody>
        {unread.map(({ tenant, problem, attemptedAt }) => {
          const said = problem === null ? null : problemSentence(problem);
          return (
            <Row key={tenant}>
              <Cell>
                <Link href={paths.tenant(tenant)} className="text-accent underline-offset-4 hover:underline">
                  {tenant}
                </Link>
              </Cell>
              <Cell wrap>
                {said === null ? 'No reason was recorded.' : `${said.sentence} ${said.remedy}`}
              </Cell>
              <Cell muted>
                <Time at={attemptedAt} />
              </Cell>
            </Row>
          );
        })}
      </TableBody>
    </Table>
  </Card>
);
