import { ok } from '@/lib/domain/refusal';
import type { WakeJob } from '@/lib/wire/jobs';
import type { Engine } from './context';
import { transact } from './transact';

/** A delayed job has come: it only asks for a tick, which finds out from the rows what is due. */
export async function wakeRollout(engine: Engine, job: WakeJob): Promise<void> {
  await transact(engine, null, 'engine', async (work) => {
    await work.tick(job.rolloutId);
    return ok(null);
  });
}
