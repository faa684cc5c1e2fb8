import { ok, type Result } from '@/lib/domain/refusal';
import type { Actor, Engine } from './context';
import { transact, type Subject } from './transact';

/** What leaves the console as a file leaves a line: who, which view, how many rows. */
export async function recordExport(
  engine: Engine,
  actor: Actor,
  { subject, data }: { readonly subject: Subject; readonly data: Readonly<Record<string, string | number>> },
): Promise<Result<null>> {
  return transact(engine, actor, 'export', async (work) => {
    await work.audit(subject, { data });
    return ok(null);
  });
}
