'use server';

import type { Result } from '@/lib/domain/refusal';
import { archiveServer } from '@/lib/engine/archive-server';
import { editServer } from '@/lib/engine/edit-server';
import { registerServer } from '@/lib/engine/register-server';
import { verifyTenants } from '@/lib/engine/verify-tenants';
import {
  archiveServer as archiveServerSchema,
  editServer as editServerSchema,
  registerServer as registerServerSchema,
} from '@/lib/wire/commands';
import { observeServerNow } from '@/lib/wire/servers-view';
import { action } from '../action';

const register = action('register-server', registerServerSchema, registerServer);
const edit = action('edit-server', editServerSchema, editServer);
const archive = action('archive-server', archiveServerSchema, archiveServer);
const observe = action('verify-tenants', observeServerNow, async (engine, operator, { serverId }) => {
  const tenants = await engine.db.tenant.findMany({ where: { serverId, archivedAt: null }, select: { id: true } });
  return verifyTenants(engine, operator, { tenantIds: tenants.map(({ id }) => id) });
});

export async function registerServerAction(input: unknown): Promise<Result<{ readonly serverId: string }>> {
  return register(input);
}

export async function editServerAction(input: unknown): Promise<Result<{ readonly version: number }>> {
  return edit(input);
}

export async function archiveServerAction(input: unknown): Promise<Result<{ readonly serverId: string }>> {
  return archive(input);
}

export async function observeServerAction(input: unknown): Promise<Result<{ readonly tenants: number }>> {
  return observe(input);
}
