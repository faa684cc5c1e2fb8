'use client';

import { useView } from '@/lib/client/use-view';
import type { Role } from '@/lib/domain/verbs';
import { plural } from '@/lib/wire/fact-text';
import type { ServersView } from '@/lib/wire/servers-view';
import { ServerDialogs } from '@/components/servers/server-dialogs';
import { ServerTable } from '@/components/servers/server-table';
import { useServerDialog } from '@/components/servers/use-server-dialog';
import { roleReason } from '@/components/rollouts/why-not';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';

export interface ServersPageProps {
  readonly role: Role;
  readonly initial: ServersView;
}

export const ServersPage = ({ role, initial }: ServersPageProps) => {
  const { data: view = initial } = useView<ServersView>({
    url: '/api/views/servers',
    topics: ['servers', 'fleet', 'rollouts'],
    initial,
  });
  const dialog = useServerDialog();
  const { servers } = view;
  const sum = (of: 'tenants' | 'inFlight') => servers.reduce((total, server) => total + server[of], 0);
  const connect = (
    <Button
      variant="primary"
      icon="plus"
      disabledReason={roleReason(role, 'register-server')}
      onClick={() => dialog.open('connect')}
    >
      Connect a server
    </Button>
  );
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <PageHeader
        title="Servers"
        description={
          servers.length === 0
            ? 'PostgreSQL servers that hold tenants.'
            : `${plural(servers.length, 'server')} · ${plural(sum('tenants'), 'tenant')} · ${sum('inFlight')} in flight`
        }
        actions={
          <>
            {servers.length > 0 && (
              <LinkButton href="/api/export/servers" icon="download" download>
                Export CSV
              </LinkButton>
            )}
            {connect}
          </>
        }
      />
      <Card padding="flush" className="overflow-hidden">
        {servers.length === 0 ? (
          <EmptyState icon="server" title="No servers yet" action={connect}>
            Connect the PostgreSQL server that your tenants live on: with a role that runs scripts, and one
            that only reads. Then look through it for tenants. Nothing is changed there until a rollout
            starts.
          </EmptyState>
        ) : (
          <ServerTable servers={servers} role={role} dialog={dialog} />
        )}
      </Card>
      <ServerDialogs role={role} dialog={dialog} servers={servers} />
    </div>
  );
};
