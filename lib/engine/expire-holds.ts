import { toJson } from '@/lib/db/json';
import type { Transaction } from '@/lib/db/client';
import { notify } from '@/lib/db/notify';
import type { Engine } from './context';

/** Ends holds whose time is over; for a timer. Answers how many. A hold that nobody renewed is not a reason any more. */
export async function expireHolds(engine: Engine): Promise<number> {
  return engine.db.$transaction(async (tx) => {
    const count = await expireLapsed(tx, engine.clock.now());
    if (count > 0) await notify(tx, ['fleet']);
    return count;
  });
}

export async function expireLapsed(tx: Transaction, now: Date): Promise<number> {
  const lapsed = await tx.hold.updateManyAndReturn({
    where: { releasedAt: null, expiresAt: { lte: now } },
    data: { releasedAt: now },
    select: { tenantId: true, reason: true, expiresAt: true },
  });
  if (lapsed.length === 0) return 0;
  await tx.auditLine.createMany({
    data: lapsed.map(({ tenantId, reason, expiresAt }) => ({
      at: now,
      actor: 'Groundswell',
      verb: 'expire-holds',
      subject: `tenant:${tenantId}`,
      outcome: 'done',
      reason,
      data: toJson({ expiresAt: expiresAt?.toISOString() ?? null }),
    })),
  });
  return lapsed.length;
}
