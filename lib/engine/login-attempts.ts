import type { Engine } from './context';

const attemptWindowMs = 15 * 60_000;

export type AttemptLimit = { readonly key: string; readonly limit: number };

export type Attempt =
  | {
      readonly ok: true;
      /** The password was right: what was counted under these keys is forgotten. */
      forget(keys: readonly string[]): Promise<void>;
    }
  | { readonly ok: false; readonly retryAfterSeconds: number; readonly limit: number };

/**
 * Counts an attempt before the password is looked at, so that a hundred guesses sent at once do not all find the
 * counter at zero. An attempt that is refused for its number does not count itself: waiting helps.
 */
export async function reserveAttempt(engine: Engine, limits: readonly AttemptLimit[]): Promise<Attempt> {
  const now = engine.clock.now();
  const since = new Date(now.getTime() - attemptWindowMs);
  const mine = await engine.db.loginAttempt.createManyAndReturn({
    data: limits.map(({ key }) => ({ key, at: now })),
  });
  for (const { key, limit } of limits) {
    const own = mine.find((row) => row.key === key);
    const earlier = await engine.db.loginAttempt.findMany({
      where: { key, at: { gt: since }, ...(own && { id: { lt: own.id } }) },
      orderBy: { id: 'desc' },
      take: limit,
    });
    const oldest = earlier.at(-1);
    if (earlier.length < limit || oldest === undefined) continue;
    await engine.db.loginAttempt.deleteMany({ where: { id: { in: mine.map((row) => row.id) } } });
    const waitMs = oldest.at.getTime() + attemptWindowMs - now.getTime();
    return { ok: false, retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)), limit };
  }
  return {
    ok: true,
    async forget(keys) {
      const ids = mine.map((row) => row.id);
      // What has stopped counting goes too: somebody signs in often enough to keep the table small.
      const done = [{ key: { in: [...keys] } }, { id: { in: ids } }, { at: { lte: since } }];
      await engine.db.loginAttempt.deleteMany({ where: { OR: done } });
    },
  };
}
