'use client';

import { useView } from '@/lib/client/use-view';
import type { Role } from '@/lib/domain/verbs';
import { paths } from '@/lib/wire/paths';
import type { ServerPageView } from '@/lib/wire/servers-view';
import { RolesGuide } from '@/components/servers/roles-guide';
import { RunningHere } from '@/components/servers/running-here';
import { ServerDialogs } from '@/components/servers/server-dialogs';
import { ServerFacts } from '@/components/servers/server-facts';
import { useServerCommands } from '@/components/servers/server-menu';
import { problemSentence, serverState } from '@/components/servers/server-words';
import { UnreadHere } from '@/components/servers/unread-here';
import { useServerDialog, type ServerDialog } from '@/components/servers/use-server-dialog';
import { Badge } from '@/components/ui/badge';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { StateBadge } from '@/components/ui/state-badge';
import { Time } from '@/components/ui/time';

export interface ServerPageProps {
  readonly role: Role;
  readonly initial: ServerPageView;
}

export const ServerPage = ({ role, initial }: ServerPageProps) => {
  const { data: view = initial } = useView<ServerPageView>({
    url: `/api/views/servers/${encodeURIComponent(initial.server.key)}`,
    topics: ['servers', 'fleet', 'rollouts'],
    initial,
  });
  const dialog = useServerDialog();
  const { server } = view;
  const state = serverState(server);
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <PageHeader
        back={{ href: paths.servers, label: 'Servers' }}
        title={server.name}
        meta={
          <>
            <Badge>{server.environment}</Badge>
            <StateBadge tone={state.tone}>{state.word}</StateBadge>
          </>
        }
        description={
          server.observedAt === null ? (
            'Never observed'
          ) : (
            <>
              Last observed <Time at={server.observedAt} />
            </>
          )
        }
        actions={<Commands server={server} role={role} dialog={dialog} />}
      />
      {server.archivedAt !== null && (
        <Banner tone="info" title="This server is archived.">
          Its secrets are forgotten and nothing runs on it any more; past rollouts stay readable.
        </Banner>
      )}
      {server.problem !== null && (
        <Banner tone="danger" title={problemSentence(server.problem).sentence}>
          {problemSentence(server.problem).remedy}
        </Banner>
      )}
      <ServerFacts view={view} />
      {server.unread > 0 && <UnreadHere view={view} />}
      <RunningHere view={view} />
      <details className="rounded-lg border border-border bg-surface">
        <summary className="cursor-pointer rounded-lg px-4 py-3 font-semibold hover:bg-surface-hover">
          Grants of its roles, as SQL
        </summary>
        <div className="border-t border-border p-4">
          <RolesGuide
            roles={{
              migrator: server.username,
              observer: server.observer?.username ?? null,
              owner: server.runAsRole ?? '',
            }}
          />
        </div>
      </details>
      <ServerDialogs role={role} dialog={dialog} servers={[server]} />
    </div>
  );
};

interface CommandsProps {
  readonly server: ServerPageView['server'];
  readonly role: Role;
  readonly dialog: ServerDialog;
}

const Commands = (props: CommandsProps) => {
  const commands = useServerCommands(props);
  const { why } = commands;
  return (
    <>
      <Button
        icon="refresh"
        disabledReason={why.observe}
        pending={commands.observing}
        pendingLabel="Asking…"
        onClick={commands.observe}
      >
        Observe now
      </Button>
      <Button icon="search" disabledReason={why.discover} onClick={commands.discover}>
        Discover tenants…
      </Button>
      <Button icon="edit" disabledReason={why.edit} onClick={commands.edit}>
        Edit…
      </Button>
      <Button icon="trash" variant="ghost" disabledReason={why.archive} onClick={commands.archive}>
        Archive…
      </Button>
    </>
  );
};
