import 'server-only';
import {
  LIVE_ROLLOUT_STATES,
  isLiveRollout,
  type PauseReason,
  type RolloutState,
} from '@/lib/domain/rollout';
import type { TargetState } from '@/lib/domain/target';
import { isWaveOver, type WaveState } from '@/lib/domain/wave';
import type { Engine } from '@/lib/engine/context';
import type {
  RolloutKind,
  RolloutListItem,
  RolloutsQuery,
  RolloutsView,
  StateCounts,
} from '@/lib/wire/rollout-view';

const LISTED = 200;

/** Live ones first, then the newest 200; four queries. */
export async function readRollouts({ db, clock }: Engine, query: RolloutsQuery): Promise<RolloutsView> {
  const live = { in: [...LIVE_ROLLOUT_STATES] };
  const [rows, all, liveCount] = await Promise.all([
    db.rollout.findMany({
      where: stateFilter(query.state),
      orderBy: { createdAt: 'desc' },
      take: LISTED,
      include: {
        release: { select: { name: true } },
        createdBy: { select: { name: true } },
        waves: { orderBy: { position: 'asc' }, select: { position: true, name: true, state: true } },
        approvals: {
          where: { state: 'requested', expiresAt: { gt: clock.now() } },
          select: { id: true },
          take: 1,
        },
      },
    }),
    db.rollout.count(),
    db.rollout.count({ where: { state: live } }),
  ]);
  const counted = await db.target.groupBy({
    by: ['rolloutId', 'state'],
    where: { rolloutId: { in: rows.map((row) => row.id) } },
    _count: { _all: true },
  });
  const countsOf = new Map<string, Partial<Record<TargetState, number>>>();
  for (const { rolloutId, state, _count } of counted) {
    countsOf.set(rolloutId, { ...countsOf.get(rolloutId), [state]: _count._all });
  }
  const items = rows.map((row): RolloutListItem => {
    const counts: StateCounts = countsOf.get(row.id) ?? {};
    const wave = row.waves.find((one) => !isWaveOver(one.state as WaveState));
    return {
      id: row.id,
      kind: row.kind as RolloutKind,
      name: row.name,
      release: row.release.name,
      targetVersion: row.targetVersion,
      state: row.state as RolloutState,
      pauseReason: row.state === 'paused' ? (row.pauseReason as PauseReason | null) : null,
      counts,
      tenants: Object.values(counts).reduce((sum, count) => sum + count, 0),
      wave: wave === undefined ? null : { ...wave, state: wave.state as WaveState },
      waves: row.waves.length,
      createdBy: row.createdBy.name,
      createdAt: row.createdAt.toISOString(),
      startedAt: row.startedAt?.toISOString() ?? null,
      finishedAt: row.finishedAt?.toISOString() ?? null,
      askedApprovalId: row.approvals[0]?.id ?? null,
    };
  });
  items.sort((a, b) => Number(isLiveRollout(b.state)) - Number(isLiveRollout(a.state)));
  return {
    items,
    counts: { all, live: liveCount, ended: all - liveCount },
    readAt: clock.now().toISOString(),
  };
}

function stateFilter(state: RolloutsQuery['state']) {
  if (state === undefined) return {};
  return { state: state === 'live' ? { in: [...LIVE_ROLLOUT_STATES] } : { notIn: [...LIVE_ROLLOUT_STATES] } };
}
