'use client';

import { clsx } from 'clsx';
import { duration } from '@/lib/wire/fact-text';
import type { HistoryMark, TenantView } from '@/lib/wire/tenant-view';
import { EmptyState } from '@/components/ui/empty-state';
import { Card } from '@/components/ui/card';
import { StateBadge } from '@/components/ui/state-badge';
import type { StateTone } from '@/components/ui/state-tone';
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '@/components/ui/table';
import { Time } from '@/components/ui/time';

const MARKS: Readonly<Record<HistoryMark, { readonly tone: StateTone; readonly word: string }>> = {
  in_effect: { tone: 'applied', word: 'in effect' },
  baseline: { tone: 'applied', word: 'baseline' },
  undone: { tone: 'rolled-back', word: 'undone later' },
  takes_back: { tone: 'rolled-back', word: 'takes back' },
  replaced: { tone: 'skipped', word: 'run again later' },
  failed: { tone: 'failed', word: 'failed' },
  schema_created: { tone: 'info', word: 'schema created' },
  unknown_type: { tone: 'warning', word: 'unknown type' },
};

/** The tenant's own history table as it was last read, the newest rank first. */
export const HistoryTab = ({ tenant }: { readonly tenant: TenantView }) => {
  if (tenant.history.length === 0) {
    return (
      <Card>
        <EmptyState icon="database" title={tenant.state === 'unread' ? 'Not read yet' : 'No history rows'}>
          {tenant.state === 'unread'
            ? 'A worker reads the tenant next.'
            : 'The tenant’s schema has no history table, or nothing in it. The first rollout or a baseline writes its first row.'}
        </EmptyState>
      </Card>
    );
  }
  return (
    <Card
      padding="flush"
      footer={
        <>
          Read from the tenant’s own history table
          {tenant.verifiedAt !== null && (
            <>
              {' '}
              <Time at={tenant.verifiedAt} />
            </>
          )}
          . It is the only truth about its version.
        </>
      }
    >
      <Table caption="History of the tenant, newest first">
        <TableHead>
          <HeadCell align="right">Rank</HeadCell>
          <HeadCell>Version</HeadCell>
          <HeadCell>Description</HeadCell>
          <HeadCell>Type</HeadCell>
          <HeadCell>Script</HeadCell>
          <HeadCell align="right">Checksum</HeadCell>
          <HeadCell>Now</HeadCell>
          <HeadCell>Installed</HeadCell>
          <HeadCell>By</HeadCell>
          <HeadCell align="right">Took</HeadCell>
        </TableHead>
        <TableBody>
          {tenant.history.map((row) => {
            const { tone, word } = MARKS[row.mark];
            const isGone = row.mark === 'undone' || row.mark === 'replaced';
            return (
              <Row key={row.rank}>
                <Cell align="right" muted>
                  {row.rank}
                </Cell>
                <Cell className={clsx('font-mono text-xs', isGone && 'text-muted line-through')}>
                  {row.version ?? <span className="font-sans text-muted">repeatable</span>}
                </Cell>
                <Cell className={clsx('max-w-64 truncate', isGone && 'text-muted')} title={row.description}>
                  {row.description}
                </Cell>
                <Cell muted className="text-xs">
                  {row.type}
                </Cell>
                <Cell className="max-w-64 truncate font-mono text-xs" title={row.script}>
                  {row.script}
                </Cell>
                <Cell align="right" className="font-mono text-xs">
                  {row.checksum ?? <span className="text-muted">none</span>}
                </Cell>
                <Cell>
                  <StateBadge tone={row.publishedChecksum === null ? tone : 'drifted'}>
                    {row.publishedChecksum === null ? word : 'checksum changed'}
                  </StateBadge>
                  {row.publishedChecksum !== null && (
                    <span className="block text-xs text-muted">
                      published: <span className="font-mono">{row.publishedChecksum}</span>, recorded:{' '}
                      <span className="font-mono">{row.checksum}</span>
                    </span>
                  )}
                </Cell>
                <Cell muted>
                  <Time at={row.installedOn} />
                </Cell>
                <Cell muted>{row.installedBy}</Cell>
                <Cell align="right" muted>
                  {duration(row.executionMs)}
                </Cell>
              </Row>
            );
          })}
        </TableBody>
      </Table>
    </Card>
  );
};
