import 'server-only';
import { may } from '@/lib/domain/verbs';
import type { Engine } from '@/lib/engine/context';
import type { ShellView } from '@/lib/wire/shell-view';
import type { Operator } from '../operator';

/** A worker says that it lives every few seconds; one that has been silent for this long does nothing any more. */
export const WORKER_SILENT_MS = 30_000;

export async function readShell(engine: Engine, operator: Operator): Promise<ShellView> {
  const [approvals, workers] = await Promise.all([countApprovals(engine, operator), readWorkers(engine)]);
  const { name, email, role, demo } = operator;
  return { operator: { name, email, role, demo }, approvals, workers };
}

/** Open requests that this person could decide, by the rules that the trigger enforces. */
async function countApprovals({ db, clock }: Engine, operator: Operator): Promise<number> {
  if (!may(operator.role, 'approve-wave')) return 0;
  return db.approval.count({
    where: {
      state: 'requested',
      expiresAt: { gt: clock.now() },
      decisions: { none: { personId: operator.id } },
      rollout: { hands: { none: { personId: operator.id } } },
    },
  });
}

export async function readWorkers({ db, clock }: Pick<Engine, 'db' | 'clock'>): Promise<ShellView['workers']> {
  const since = new Date(clock.now().getTime() - WORKER_SILENT_MS);
  const [live, newest] = await Promise.all([
    db.worker.count({ where: { seenAt: { gt: since } } }),
    db.worker.findFirst({ orderBy: { seenAt: 'desc' }, select: { seenAt: true } }),
  ]);
  return { live, lastSeenAt: newest?.seenAt.toISOString() ?? null };
}
