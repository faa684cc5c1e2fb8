'use client';

import Link from 'next/link';
import { paths } from '@/lib/wire/paths';
import type { TenantView } from '@/lib/wire/tenant-view';
import { cellLook, cellWord } from '@/components/fleet/cell-look';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { Icon } from '@/components/ui/icon';
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '@/components/ui/table';
import { Time } from '@/components/ui/time';

/** The newest release against this tenant, script by script. */
export const VersionsTab = ({ tenant }: { readonly tenant: TenantView }) => {
  const { newest, cells } = tenant;
  if (newest === null) {
    return (
      <Card>
        <EmptyState icon="file" title="No release yet">
          Publish one to the changelog {tenant.changelog.name}, and this shows what the tenant has of it.
        </EmptyState>
      </Card>
    );
  }
  return (
    <Card padding="flush" title={newest.name} meta="the newest release, with this tenant’s own placeholders">
      <Table caption={`${newest.name} on ${tenant.key}`}>
        <TableHead>
          <HeadCell>State</HeadCell>
          <HeadCell>Version</HeadCell>
          <HeadCell>Description</HeadCell>
          <HeadCell>Script</HeadCell>
          <HeadCell>Installed</HeadCell>
        </TableHead>
        <TableBody>
          {cells.toReversed().map((cell) => {
            const { icon, className } = cellLook(cell.letter);
            return (
              <Row key={`${cell.version ?? ''} ${cell.script}`}>
                <Cell>
                  <span className="inline-flex items-center gap-2">
                    <span
                      aria-hidden
                      className={`inline-flex size-5.5 items-center justify-center rounded-sm ${className}`}
                    >
                      {icon !== null && <Icon name={icon} size={12} />}
                    </span>
                    {tenant.state === 'unreadable' || tenant.state === 'unread'
                      ? 'not known'
                      : cellWord(cell.letter)}
                  </span>
                </Cell>
                <Cell className="font-mono text-xs">
                  {cell.version ?? <span className="font-sans text-muted">repeatable</span>}
                </Cell>
                <Cell wrap>{cell.description}</Cell>
                <Cell className="font-mono text-xs">
                  {cell.published ? (
                    <Link
                      href={`${paths.release(newest.id)}#${encodeURIComponent(cell.script)}`}
                      className="text-accent underline-offset-4 hover:underline"
                    >
                      {cell.script}
                    </Link>
                  ) : (
                    <span title="Not in this release">{cell.script}</span>
                  )}
                </Cell>
                <Cell muted>{cell.installedOn !== null && <Time at={cell.installedOn} />}</Cell>
              </Row>
            );
          })}
        </TableBody>
      </Table>
    </Card>
  );
};
