import 'server-only';
import type { ApprovalState } from '@/lib/domain/approval';
import { may } from '@/lib/domain/verbs';
import type { Database } from '@/lib/db/client';
import type { Engine } from '@/lib/engine/context';
import type { ApprovalListItem, ApprovalsView } from '@/lib/wire/approval-view';
import type { RolloutKind } from '@/lib/wire/rollout-view';
import type { Operator } from '../operator';

const HISTORY = 100;

/** Open requests, this reader's own decisions first; then the newest that are closed. */
export async function readApprovals({ db, clock }: Engine, operator: Operator): Promise<ApprovalsView> {
  const now = clock.now();
  const isOpen = {
    state: { in: ['requested', 'approved'] },
    wave: { state: 'pending' },
    rollout: { state: { in: ['ready', 'running', 'paused'] } },
    expiresAt: { gt: now },
  };
  const [open, history] = await Promise.all([load(db, isOpen, 200), load(db, { NOT: isOpen }, HISTORY)]);
  const waveIds = [...open, ...history].map((row) => row.waveId);
  const counted = await db.target.groupBy({
    by: ['waveId'],
    where: { waveId: { in: waveIds }, state: { notIn: ['excluded', 'skipped'] } },
    _count: { _all: true },
  });
  const tenantsOf = new Map(counted.map((row) => [row.waveId, row._count._all]));
  const item = (row: Loaded): ApprovalListItem =>
    listItem(row, tenantsOf.get(row.waveId) ?? 0, operator, now);
  return {
    open: open.map(item).sort((a, b) => Number(b.forMe) - Number(a.forMe)),
    history: history.map(item),
    role: operator.role,
  };
}

const load = (
  db: Database,
  where: NonNullable<Parameters<Database['approval']['findMany']>[0]>['where'] & object,
  take: number,
) =>
  db.approval.findMany({
    where,
    orderBy: { requestedAt: 'desc' },
    take,
    include: {
      rollout: {
        select: {
          id: true,
          name: true,
          kind: true,
          targetVersion: true,
          approvalsRequired: true,
          hands: { select: { personId: true } },
        },
      },
      wave: { select: { name: true } },
      requestedBy: { select: { name: true } },
      decisions: { orderBy: { at: 'asc' }, include: { person: { select: { name: true } } } },
    },
  });
type Loaded = Awaited<ReturnType<typeof load>>[number];

function listItem(row: Loaded, tenants: number, operator: Operator, now: Date): ApprovalListItem {
  const { id, name, kind, targetVersion, approvalsRequired, hands } = row.rollout;
  const stored = row.state as ApprovalState;
  const state = stored === 'requested' && row.expiresAt <= now ? 'expired' : stored;
  return {
    id: row.id,
    rollout: { id, name, kind: kind as RolloutKind, targetVersion },
    wave: row.wave.name,
    tenants,
    state,
    requestedBy: row.requestedBy.name,
    requestedAt: row.requestedAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    closedAt: row.closedAt?.toISOString() ?? null,
    approved: row.decisions.filter(({ decision }) => decision === 'approved').length,
    required: approvalsRequired,
    decisions: row.decisions.map(({ person, decision, at }) => ({
      by: person.name,
      decision,
      at: at.toISOString(),
    })),
    forMe:
      state === 'requested' &&
      may(operator.role, 'approve-wave') &&
      !hands.some((hand) => hand.personId === operator.id) &&
      !row.decisions.some((decision) => decision.personId === operator.id),
  };
}
