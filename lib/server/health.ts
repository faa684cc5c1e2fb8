import 'server-only';
import { engine } from './engine';
import { readWorkers } from './queries/shell';

export type Health = {
  /** `degraded`: pages work, but nothing will be applied. `down`: the control plane cannot be reached. */
  readonly status: 'ok' | 'degraded' | 'down';
  readonly database: 'ok' | 'unreachable';
  readonly queue: 'ok' | 'missing' | 'unknown';
  readonly workers: { readonly live: number; readonly lastSeenAt: string | null };
};

const ANSWER_WITHIN_MS = 5_000;

/** For load balancers and people: nothing in it is secret, so nobody has to sign in for it. */
export async function readHealth(): Promise<Health> {
  const down: Health = { status: 'down', database: 'unreachable', queue: 'unknown', workers: { live: 0, lastSeenAt: null } };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<Health>((resolve) => {
    timer = setTimeout(() => resolve(down), ANSWER_WITHIN_MS);
  });
  try {
    return await Promise.race([ask(), late]);
  } catch {
    // Why is in the log of whoever needs the database; here it only matters that it is not there.
    return down;
  } finally {
    clearTimeout(timer);
  }
}

async function ask(): Promise<Health> {
  const opened = await engine();
  const [queue] = await opened.db.$queryRaw<{ present: boolean }[]>`
    SELECT to_regclass('pgboss.job') IS NOT NULL AS present`;
  const workers = await readWorkers(opened);
  const queueIs = queue?.present === true ? 'ok' : 'missing';
  const status = queueIs === 'ok' && workers.live > 0 ? 'ok' : 'degraded';
  return { status, database: 'ok', queue: queueIs, workers };
}
