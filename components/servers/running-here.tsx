import Link from 'next/link';
import { paths } from '@/lib/wire/paths';
import type { ServerPageView } from '@/lib/wire/servers-view';
import { targetLook } from '@/components/rollouts/state-words';
import { Card } from '@/components/ui/card';
import { StateBadge } from '@/components/ui/state-badge';
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '@/components/ui/table';
import { Time } from '@/components/ui/time';

/** What takes places of the server's limit now, over all rollouts. */
export const RunningHere = ({ view }: { readonly view: ServerPageView }) => {
  const { server, running } = view;
  return (
    <Card
      title="In flight"
      meta={`${server.inFlight} of ${server.maxConcurrency}`}
      padding="flush"
      className="overflow-hidden"
      footer={
        server.inFlight > running.length && running.length > 0
          ? `and ${server.inFlight - running.length} more`
          : undefined
      }
    >
      {running.length === 0 ? (
        <p className="px-4 py-3 text-muted">No rollout works on a tenant of this server now.</p>
      ) : (
        <Table caption="Tenants in flight">
          <TableHead>
            <HeadCell>Tenant</HeadCell>
            <HeadCell>State</HeadCell>
            <HeadCell>Rollout</HeadCell>
            <HeadCell>Since</HeadCell>
          </TableHead>
          <TableBody>
            {running.map((target) => (
              <Row key={target.targetId}>
                <Cell>
                  <Link
                    href={paths.target(target.rolloutId, target.targetId)}
                    className="text-accent underline-offset-4 hover:underline"
                  >
                    {target.tenant}
                  </Link>
                </Cell>
                <Cell>
                  <StateBadge tone={targetLook[target.state].tone}>
                    {targetLook[target.state].word}
                  </StateBadge>
                </Cell>
                <Cell>{target.rollout}</Cell>
                <Cell muted>{target.startedAt === null ? '–' : <Time at={target.startedAt} />}</Cell>
              </Row>
            ))}
          </TableBody>
        </Table>
      )}
    </Card>
  );
};
