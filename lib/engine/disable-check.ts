import { ok, refuse, type Result } from '@/lib/domain/refusal';
import type { disableCheck as schema, Input } from '@/lib/wire/commands';
import type { Actor, Engine } from './context';
import { transact } from './transact';

/** Off or on again. A check is never deleted: verdicts name it. */
export async function disableCheck(
  engine: Engine,
  actor: Actor,
  input: Input<typeof schema>,
): Promise<Result<{ readonly version: number }>> {
  return transact(engine, actor, 'disable-check', async (work) => {
    const check = await work.tx.check.findUnique({ where: { id: input.checkId } });
    if (check === null) return refuse('not_found', { what: 'check', value: input.checkId });
    const { count } = await work.tx.check.updateMany({
      where: { id: check.id, version: input.expectedVersion },
      data: { disabledAt: input.disabled ? work.now : null, version: { increment: 1 } },
    });
    if (count === 0) return refuse('stale_version', { what: 'check', key: check.name });
    work.announce('rollouts');
    await work.audit(
      { kind: 'check', id: check.id, label: check.name },
      { data: { disabled: input.disabled } },
    );
    return ok({ version: check.version + 1 });
  });
}
