import 'server-only';
import { atOnce, estimate } from '@/lib/domain/eta';
import { groupFailures } from '@/lib/domain/failure-groups';
import { isLiveRollout, type PauseReason, type RolloutState } from '@/lib/domain/rollout';
import { isInFlight, isSettled, type TargetState } from '@/lib/domain/target';
import type { WaveState } from '@/lib/domain/wave';
import type { Database } from '@/lib/db/client';
import type { Engine } from '@/lib/engine/context';
import type { RolloutKind, RolloutView, StateCounts, WaveView } from '@/lib/wire/rollout-view';
import type { Operator } from '../operator';
import { eventViews, loadEvents, loadNames } from './rollout-events';
import { gateView, loadDeciders, loadNextGate } from './rollout-gate';
import {
  loadServerLoad,
  loadTargets,
  standingFailure,
  targetRows,
  type LoadedTarget,
} from './rollout-targets';
import { readWorkers } from './shell';
import { readWaveVerdicts } from './wave-verdicts';

/** Everything on a rollout's page, in a number of queries that does not grow with its tenants. Null: no such rollout. */
export async function readRollout(
  engine: Engine,
  operator: Operator,
  id: string,
): Promise<RolloutView | null> {
  const { db } = engine;
  const now = engine.clock.now();
  const [rollout, targets, serverLoad, workers, events, deciders] = await Promise.all([
    loadRollout(db, id),
    loadTargets(db, id),
    loadServerLoad(db, id),
    readWorkers(engine),
    loadEvents(db, id),
    loadDeciders(db, id),
  ]);
  if (rollout === null) return null;
  const state = rollout.state as RolloutState;
  const waves = rollout.waves.map((wave) => waveView(wave, targets));
  const gate =
    isLiveRollout(state) || state.startsWith('completed')
      ? await loadNextGate(db, waves, targets, now)
      : null;
  const judged = gate?.before ?? waves.findLast((wave) => wave.startedAt !== null) ?? null;
  const [verdicts, names] = await Promise.all([
    judged === null ? { checks: [], notPassed: [] } : readWaveVerdicts(db, judged.id),
    loadNames(db, [
      ...events.map((event) => event.actorId),
      rollout.pausedById,
      gate?.gate?.approval?.requestedById ?? null,
      ...(gate?.gate?.approval?.decisions.map((decision) => decision.personId) ?? []),
    ]),
  ]);
  const rows = targetRows(targets, {
    now,
    state,
    maxConcurrency: rollout.maxConcurrency,
    paceMs: rollout.paceMs,
    waves: new Map(waves.map((wave) => [wave.id, wave])),
    serverLoad,
    liveWorkers: workers.live,
  });
  const pause = events.find(
    (event) => event.toState === 'paused' && event.targetId === null && event.waveId === null,
  );
  const start = events.findLast((event) => event.verb === 'start-rollout');
  return {
    readAt: now.toISOString(),
    id: rollout.id,
    kind: rollout.kind as RolloutKind,
    name: rollout.name,
    state,
    version: rollout.version,
    paused:
      state !== 'paused'
        ? null
        : {
            reason: (rollout.pauseReason ?? 'manual') as PauseReason,
            by: rollout.pausedById === null ? null : (names.get(rollout.pausedById) ?? null),
            at: pause?.at.toISOString() ?? null,
            note: pause?.reason === '' ? null : (pause?.reason ?? null),
          },
    release: rollout.release,
    targetVersion: rollout.targetVersion,
    origin: rollout.origin,
    rollbacks: rollout.rollbacks.map((one) => ({ ...one, state: one.state as RolloutState })),
    createdBy: rollout.createdBy.name,
    createdAt: rollout.createdAt.toISOString(),
    started:
      rollout.startedAt === null
        ? null
        : {
            by: start?.actorId ? (names.get(start.actorId) ?? null) : null,
            at: rollout.startedAt.toISOString(),
          },
    finishedAt: rollout.finishedAt?.toISOString() ?? null,
    settings: {
      strategy: rollout.strategy === 'rolling' ? 'rolling' : 'phased',
      maxConcurrency: rollout.maxConcurrency,
      lockTimeoutMs: rollout.lockTimeoutMs,
      statementTimeoutMs: rollout.statementTimeoutMs,
      maxAttempts: rollout.maxAttempts,
      approvalsRequired: rollout.approvalsRequired,
      approvalHours: rollout.approvalHours,
      paceMs: rollout.paceMs,
    },
    counts: countStates(targets),
    inFlight: targets.filter((target) => isInFlight(target.state)).length,
    changed: targets.filter((target) => target.changed && target.state !== 'rolled_back').length,
    waves,
    eta: etaOf(targets, waves, rollout.maxConcurrency),
    soakLeftMs: soakLeft(waves, now),
    approvalsLeft: approvalsLeft(
      waves,
      rollout.approvalsRequired,
      gate?.gate?.evidence.approval.state === 'approved',
    ),
    gate: gate === null ? null : gateView(gate, names, deciders),
    ...verdicts,
    targets: rows,
    failures: groupFailures(
      targets.flatMap((target) => {
        const failure = standingFailure(target);
        return failure === null ? [] : [{ id: target.id, failure }];
      }),
    ),
    events: eventViews(
      events,
      names,
      new Map(targets.map((target) => [target.id, target.key])),
      new Map(waves.map((wave) => [wave.id, wave.name])),
    ),
    workers,
    viewer: {
      id: operator.id,
      role: operator.role,
      hands: rollout.hands.filter((hand) => hand.personId === operator.id).map((hand) => hand.verb),
    },
  };
}

const loadRollout = (db: Database, id: string) =>
  db.rollout.findUnique({
    where: { id },
    include: {
      release: { select: { id: true, name: true } },
      origin: { select: { id: true, name: true } },
      rollbacks: { select: { id: true, name: true, state: true }, orderBy: { createdAt: 'desc' } },
      createdBy: { select: { name: true } },
      waves: { orderBy: { position: 'asc' } },
      hands: { select: { personId: true, verb: true } },
    },
  });

type Loaded = NonNullable<Awaited<ReturnType<typeof loadRollout>>>;

export function countStates(targets: readonly { readonly state: TargetState }[]): StateCounts {
  const counts: Partial<Record<TargetState, number>> = {};
  for (const { state } of targets) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

function waveView(wave: Loaded['waves'][number], targets: readonly LoadedTarget[]): WaveView {
  const members = targets.filter((target) => target.waveId === wave.id);
  return {
    id: wave.id,
    position: wave.position,
    name: wave.name,
    state: wave.state as WaveState,
    version: wave.version,
    counts: countStates(members),
    tenants: members.length,
    settled: members.filter((target) => isSettled(target.state)).length,
    tolerance: wave.tolerance,
    failures: wave.failures,
    budgetMode: wave.budgetMode === 'soft' ? 'soft' : 'strict',
    onExhausted: wave.onExhausted as WaveView['onExhausted'],
    soakMs: wave.soakMs,
    soakEndsAt: wave.soakEndsAt?.toISOString() ?? null,
    startedAt: wave.startedAt?.toISOString() ?? null,
    settledAt: wave.settledAt?.toISOString() ?? null,
    passedAt: wave.passedAt?.toISOString() ?? null,
  };
}

function etaOf(targets: readonly LoadedTarget[], waves: readonly WaveView[], rolloutLimit: number) {
  const durations = targets.flatMap((target) =>
    target.succeeded && target.startedAt && target.finishedAt
      ? [target.finishedAt.getTime() - target.startedAt.getTime()]
      : [],
  );
  const work = waves.map((wave) => {
    const open = targets.filter(
      (target) => target.waveId === wave.id && (target.state === 'pending' || isInFlight(target.state)),
    );
    const servers = new Map(open.map((target) => [target.serverId, target.serverLimit]));
    const { tolerance, failures, budgetMode } = wave;
    return {
      remaining: open.length,
      atOnce: atOnce({ rolloutLimit, serverLimits: [...servers.values()], tolerance, failures, budgetMode }),
    };
  });
  return estimate(durations, work, targets.length);
}

/** What the wave that soaks has left, and the whole soak of every wave that is still to be worked on. */
const soakLeft = (waves: readonly WaveView[], now: Date): number =>
  waves.reduce((sum, wave) => {
    if (wave.state === 'pending' || wave.state === 'applying') return sum + wave.soakMs;
    if (wave.state !== 'soaking' || wave.soakEndsAt === null) return sum;
    return sum + Math.max(0, Date.parse(wave.soakEndsAt) - now.getTime());
  }, 0);

/** The first wave needs none: it was confirmed at start. */
function approvalsLeft(waves: readonly WaveView[], required: number, nextIsApproved: boolean): number {
  if (required === 0) return 0;
  const first = waves.find((wave) => wave.state !== 'skipped');
  const gates = waves.filter((wave) => wave.state === 'pending' && wave !== first).length;
  return Math.max(0, gates - (nextIsApproved ? 1 : 0));
}
