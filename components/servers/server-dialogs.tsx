'use client';

import type { Role } from '@/lib/domain/verbs';
import type { ServerView } from '@/lib/wire/servers-view';
import { DiscoverDialog } from '@/components/fleet/discover-dialog';
import { ArchiveDialog } from '@/components/servers/archive-dialog';
import { ConnectDialog } from '@/components/servers/connect-dialog';
import { EditDialog } from '@/components/servers/edit-dialog';
import type { ServerDialog } from '@/components/servers/use-server-dialog';
import { roleReason } from '@/components/rollouts/why-not';

export interface ServerDialogsProps {
  readonly role: Role;
  readonly dialog: ServerDialog;
  readonly servers: readonly ServerView[];
}

/** The dialog that the address names. One that the role may not use is not opened by its address either. */
export const ServerDialogs = ({ role, dialog, servers }: ServerDialogsProps) => {
  const { what, close, open } = dialog;
  const server = servers.find(({ key, archivedAt }) => key === dialog.server && archivedAt === null);
  if (what === 'connect' && roleReason(role, 'register-server') === undefined) {
    return <ConnectDialog onClose={close} onConnected={(key) => open('discover', key)} />;
  }
  if (what === 'discover' && roleReason(role, 'discover-tenants') === undefined) {
    return <DiscoverDialog changelog={null} server={dialog.server ?? undefined} onClose={close} />;
  }
  if (server === undefined) return null;
  if (what === 'edit' && roleReason(role, 'edit-server') === undefined) {
    return <EditDialog server={server} onClose={close} />;
  }
  if (what === 'archive' && roleReason(role, 'archive-server') === undefined) {
    return <ArchiveDialog server={server} onClose={close} />;
  }
  return null;
};
