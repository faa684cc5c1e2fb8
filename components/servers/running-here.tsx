import Link from 'next/link';
import { paths } from '@/lib/wire/paths';
import type { ServerPageView } from '@/lib/wire/servers-view';
import { targetLook } from '@/components/rollouts/state-words';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { StateBadge } from '@/components/ui/state-badge';
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '@/components/ui/table';
import { Time } from '@/components/ui/time';

/** What takes places of the server's limit now, over all rollouts. */
export const RunningHere = ({ view }: { readonly view: ServerPageView }) => {
  const { server, running } = view;
  return (
    <Card
      title="In flight"
      meta={`${server.inFlight} of ${server.maxConcurrency} at once`}
      padding="flush"
      className="overflow-hidden"
      footer={
        server.inFlight > running.length && running.length > 0 ? `and ${server.inFlight - running.length} more` : undefined
      }
    >
      {running.length === 0 ? (
        <EmptyState title="Nothing runs here now">
          Whichever rollout it belongs to: at most {server.maxConcurrency} of this server’s tenants are worked on at
          once.
        </EmptyState>
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
                  <StateBadge tone={targetLook[target.state].tone}>{targetLook[target.state].word}</StateBadge>
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
