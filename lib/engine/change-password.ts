import { ok, refuse, type Result } from '@/lib/domain/refusal';
import { hashPassword, verifyPassword } from '@/lib/platform/secrets';
import type { changePassword as schema, Input } from '@/lib/wire/commands';
import type { Actor, Engine } from './context';
import { reserveAttempt } from './login-attempts';
import { transact } from './transact';

const attemptsPerPerson = 5;

/** One's own password. All sessions end, this one too: the answer carries the version for a new one. */
export async function changePassword(
  engine: Engine,
  actor: Actor,
  input: Input<typeof schema>,
): Promise<Result<{ readonly sessionVersion: number }>> {
  const key = `password:${actor.id}`;
  // Whoever finds an unlocked screen must not be able to guess on.
  const attempt = await reserveAttempt(engine, [{ key, limit: attemptsPerPerson }]);
  const changed = await transact(engine, actor, 'change-password', async (work) => {
    if (!attempt.ok)
      return refuse('rate_limited', { seconds: attempt.retryAfterSeconds, limit: attempt.limit });
    const person = await work.tx.person.findUnique({ where: { id: actor.id } });
    if (person === null) return refuse('not_signed_in');
    if (person.demo) return refuse('demo_account', { email: person.email });
    if (!(await verifyPassword(input.current, person.passwordHash))) return refuse('wrong_credentials');
    const passwordHash = await hashPassword(input.next);
    const { count } = await work.tx.person.updateMany({
      where: { id: person.id, sessionVersion: person.sessionVersion },
      data: { passwordHash, sessionVersion: { increment: 1 } },
    });
    if (count === 0) return refuse('stale_version', { what: 'person' });
    await work.audit({ kind: 'person', id: person.id, label: person.name });
    return ok({ sessionVersion: person.sessionVersion + 1 });
  });
  if (changed.ok && attempt.ok) await attempt.forget([key]);
  return changed;
}
