import { ok, refuse, type Result } from '@/lib/domain/refusal';
import type { Actor, Engine } from './context';
import { transact } from './transact';

/** Signs a person out everywhere: every session token sealed so far is of an older version. */
export async function endSessions(engine: Engine, actor: Actor): Promise<Result<{ readonly sessionVersion: number }>> {
  return transact(engine, actor, 'end-sessions', async (work) => {
    const [person] = await work.tx.person.updateManyAndReturn({
      where: { id: actor.id },
      data: { sessionVersion: { increment: 1 } },
    });
    if (person === undefined) return refuse('not_signed_in');
    await work.audit({ kind: 'person', id: person.id, label: person.name });
    return ok({ sessionVersion: person.sessionVersion });
  });
}
