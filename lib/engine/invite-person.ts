import { ok, refuse, type Result } from '@/lib/domain/refusal';
import { hashPassword } from '@/lib/platform/secrets';
import type { Input, invitePerson as schema } from '@/lib/wire/commands';
import type { Actor, Engine } from './context';
import { normalizeEmail } from './sign-in';
import { transact } from './transact';

export async function invitePerson(
  engine: Engine,
  actor: Actor,
  input: Input<typeof schema>,
): Promise<Result<{ readonly personId: string }>> {
  return transact(engine, actor, 'invite-person', async (work) => {
    const email = normalizeEmail(input.email);
    if ((await work.tx.person.findUnique({ where: { email } })) !== null)
      return refuse('email_taken', { email });
    const passwordHash = await hashPassword(input.password);
    const [person] = await work.tx.person.createManyAndReturn({
      data: [{ email, name: input.name, role: input.role, passwordHash, createdAt: work.now }],
      skipDuplicates: true,
    });
    if (person === undefined) return refuse('email_taken', { email });
    await work.audit(
      { kind: 'person', id: person.id, label: person.name },
      { data: { email, role: input.role } },
    );
    return ok({ personId: person.id });
  });
}
