import { ok, refuse, type Result } from '@/lib/domain/refusal';
import type { Transaction } from '@/lib/db/client';
import { hashPassword } from '@/lib/platform/secrets';
import type { editPerson as schema, Input } from '@/lib/wire/commands';
import type { Actor, Engine } from './context';
import { transact } from './transact';

/**
 * Name, role, disabling, a new password. All but the name end the person's sessions. The last enabled administrator
 * stays one. A demo account's password and role are known to everybody and stay what the sign-in page says.
 */
export async function editPerson(
  engine: Engine,
  actor: Actor,
  input: Input<typeof schema>,
): Promise<Result<{ readonly sessionVersion: number }>> {
  return transact(engine, actor, 'edit-person', async (work) => {
    const admins = await lockEnabledAdmins(work.tx);
    const person = await work.tx.person.findUnique({ where: { id: input.personId } });
    if (person === null) return refuse('not_found', { what: 'person', value: input.personId });
    const role = input.role ?? person.role;
    const disabled = input.disabled ?? person.disabledAt !== null;
    if (person.demo && (input.password !== undefined || role !== person.role)) {
      return refuse('demo_account', { email: person.email });
    }
    const stops = admins.includes(person.id) && (role !== 'admin' || disabled);
    if (stops && admins.length === 1) return refuse('last_admin', { email: person.email });
    const endsSessions =
      role !== person.role || disabled !== (person.disabledAt !== null) || input.password !== undefined;
    const saved = await work.tx.person.update({
      where: { id: person.id },
      data: {
        name: input.name ?? person.name,
        role,
        disabledAt: disabled ? (person.disabledAt ?? work.now) : null,
        ...(input.password !== undefined && { passwordHash: await hashPassword(input.password) }),
        ...(endsSessions && { sessionVersion: { increment: 1 } }),
      },
    });
    await work.audit(
      { kind: 'person', id: person.id, label: saved.name },
      {
        data: {
          ...(saved.name !== person.name && { name: [person.name, saved.name] }),
          ...(role !== person.role && { role: [person.role, role] }),
          ...(disabled !== (person.disabledAt !== null) && { disabled }),
          ...(input.password !== undefined && { password: 'set' }),
        },
      },
    );
    return ok({ sessionVersion: saved.sessionVersion });
  });
}

/** Locked, so that two administrators cannot take the role from each other at the same moment. */
async function lockEnabledAdmins(tx: Transaction): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "person" WHERE "role" = 'admin' AND "disabled_at" IS NULL ORDER BY "id" FOR UPDATE`;
  return rows.map((row) => row.id);
}
