'use server';

import { z } from 'zod';
import type { Result } from '@/lib/domain/refusal';
import { changePassword } from '@/lib/engine/change-password';
import { createFirstAdmin } from '@/lib/engine/create-first-admin';
import { editPerson } from '@/lib/engine/edit-person';
import { endSessions } from '@/lib/engine/end-sessions';
import { invitePerson } from '@/lib/engine/invite-person';
import {
  changePassword as changePasswordSchema,
  createFirstAdmin as createFirstAdminSchema,
  editPerson as editPersonSchema,
  invitePerson as invitePersonSchema,
} from '@/lib/wire/commands';
import { action } from '../action';
import { openCommand } from '../command';
import { issueSession } from '../session';

const invite = action('invite-person', invitePersonSchema, invitePerson);
const edit = action('edit-person', editPersonSchema, editPerson);
const signOutEverywhere = action('end-sessions', z.object({}), (engine, operator) => endSessions(engine, operator));
const changeOwnPassword = action('change-password', changePasswordSchema, async (engine, operator, input) => {
  const changed = await changePassword(engine, operator, input);
  // All sessions have ended, this one too; whoever just gave both passwords goes on.
  if (changed.ok) await issueSession(operator.id, changed.value.sessionVersion);
  return changed;
});

export async function invitePersonAction(input: unknown): Promise<Result<{ readonly personId: string }>> {
  return invite(input);
}

export async function editPersonAction(input: unknown): Promise<Result<{ readonly sessionVersion: number }>> {
  return edit(input);
}

export async function changePasswordAction(input: unknown): Promise<Result<{ readonly sessionVersion: number }>> {
  return changeOwnPassword(input);
}

/** Ends every session of the operator, the one that asks included. */
export async function endSessionsAction(): Promise<Result<{ readonly sessionVersion: number }>> {
  return signOutEverywhere({});
}

/** Nobody is signed in: the one-time token is what allows it. */
export async function createFirstAdminAction(input: unknown): Promise<Result<{ readonly personId: string }>> {
  return openCommand('create-first-admin', createFirstAdminSchema, input, createFirstAdmin);
}
