'use client';

import type { Role } from '@/lib/domain/verbs';
import { observeServerAction } from '@/lib/server/actions/servers';
import { agree, plural } from '@/lib/wire/fact-text';
import type { ServerView } from '@/lib/wire/servers-view';
import type { ServerDialog } from '@/components/servers/use-server-dialog';
import { roleReason } from '@/components/rollouts/why-not';
import { useTold } from '@/components/tenants/use-told';
import { Button } from '@/components/ui/button';
import { DropdownMenu, type MenuItem } from '@/components/ui/dropdown-menu';

export interface ServerCommandProps {
  readonly server: ServerView;
  readonly role: Role;
  readonly dialog: ServerDialog;
}

/** What can be done with a server, each with the reason why not: the same on the list and on its page. */
export function useServerCommands({ server, role, dialog }: ServerCommandProps) {
  const { tell, pending } = useTold(
    observeServerAction,
    ({ tenants }) => `Reading ${plural(tenants, 'tenant')} of ${server.key} anew`,
  );
  const gone = server.archivedAt === null ? undefined : 'The server is archived';
  const { tenants } = server;
  return {
    observing: pending,
    observe: () => void tell({ serverId: server.id }),
    edit: () => dialog.open('edit', server.key),
    archive: () => dialog.open('archive', server.key),
    discover: () => dialog.open('discover', server.key),
    why: {
      observe:
        gone ??
        roleReason(role, 'verify-tenants') ??
        (tenants === 0 ? 'No tenants are on it yet' : undefined),
      edit: gone ?? roleReason(role, 'edit-server'),
      discover: gone ?? roleReason(role, 'discover-tenants'),
      archive:
        gone ??
        roleReason(role, 'archive-server') ??
        (tenants === 0
          ? undefined
          : `${plural(tenants, 'tenant')} ${agree(tenants, 'lives', 'live')} on it: move or archive them first`),
    },
  };
}

export const ServerMenu = (props: ServerCommandProps) => {
  const commands = useServerCommands(props);
  const item = (
    id: 'observe' | 'edit' | 'discover',
    label: string,
    icon: 'refresh' | 'edit' | 'search',
  ): MenuItem => ({
    kind: 'action',
    id,
    label,
    icon,
    disabledReason: commands.why[id],
    onSelect: commands[id],
  });
  return (
    <DropdownMenu
      trigger={
        <Button variant="ghost" size="sm" icon="more" aria-label={`Actions for ${props.server.name}`} />
      }
      items={[
        item('observe', 'Observe now', 'refresh'),
        item('discover', 'Discover tenants…', 'search'),
        item('edit', 'Edit…', 'edit'),
        { kind: 'separator', id: 's' },
        {
          kind: 'action',
          id: 'archive',
          label: 'Archive…',
          icon: 'trash',
          tone: 'danger',
          disabledReason: commands.why.archive,
          onSelect: commands.archive,
        },
      ]}
    />
  );
};
