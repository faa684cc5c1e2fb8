import { ok, refuse, type Result } from '@/lib/domain/refusal';
import { toJson } from '@/lib/db/json';
import { hashPassword, sha256 } from '@/lib/platform/secrets';
import type { createFirstAdmin as schema, Input } from '@/lib/wire/commands';
import type { Engine } from './context';
import { normalizeEmail } from './sign-in';

/** Only while there is nobody, with the one-time token. A wrong, used or expired token gets one and the same answer. */
export async function createFirstAdmin(
  engine: Engine,
  input: Input<typeof schema>,
): Promise<Result<{ readonly personId: string }>> {
  // Hashing a password is dear: nobody has it done for a token that was never issued.
  const known = await engine.db.setupToken.count({ where: { tokenHash: sha256(input.token), usedAt: null } });
  if (known === 0) return refuse('setup_token_invalid');
  const passwordHash = await hashPassword(input.password);
  return engine.db.$transaction(async (tx) => {
    const now = engine.clock.now();
    // The token's row is the lock: of two who follow the link at once, the second finds it used.
    const { count } = await tx.setupToken.updateMany({
      where: { tokenHash: sha256(input.token), usedAt: null, expiresAt: { gt: now } },
      data: { usedAt: now },
    });
    if (count === 0 || (await tx.person.count()) > 0) return refuse('setup_token_invalid');
    const email = normalizeEmail(input.email);
    const person = await tx.person.create({
      data: { email, name: input.name, role: 'admin', passwordHash, createdAt: now },
    });
    await tx.auditLine.create({
      data: {
        at: now,
        actorId: person.id,
        actor: `${person.name} <${person.email}>`,
        verb: 'create-first-admin',
        subject: `person:${person.id}`,
        label: person.name,
        outcome: 'done',
        data: toJson({ email }),
      },
    });
    return ok({ personId: person.id });
  });
}
