import 'server-only';
import { isSettled, isException, type TargetState } from '@/lib/domain/target';
import { bins, quantile } from '@/lib/domain/eta';
import { groupFailures } from '@/lib/domain/failure-groups';
import type { RolloutState } from '@/lib/domain/rollout';
import type { Database } from '@/lib/db/client';
import type { Engine } from '@/lib/engine/context';
import { loadGate, type Gate } from '@/lib/engine/load-evidence';
import { fromJson } from '@/lib/db/json';
import { scriptsJson } from '@/lib/wire/attempt-json';
import type { ApprovalView, Tally } from '@/lib/wire/approval-view';
import type { RolloutKind } from '@/lib/wire/rollout-view';
import type { Operator } from '../operator';
import { eventViews, loadNames } from './rollout-events';
import { holdOf, loadTargets, standingFailure, type LoadedTarget } from './rollout-targets';
import { countStates } from './rollout';
import { readWaveVerdicts } from './wave-verdicts';

const PLOT_COLUMNS = 12;

/** Left out before it was asked, nearly always: rows do not say when. */
const NOT_ASKED: readonly TargetState[] = ['excluded', 'skipped'];

/** One request on one page: what is asked, what the wave before showed, what is missing. Null: no such request. */
export async function readApproval(
  engine: Engine,
  operator: Operator,
  id: string,
): Promise<ApprovalView | null> {
  const { db } = engine;
  const now = engine.clock.now();
  const row = await loadRow(db, id);
  if (row === null) return null;
  const { rollout, wave } = row;
  const [gate, targets, scripts, newer, events] = await Promise.all([
    loadGate(db, row.waveId, now),
    loadTargets(db, rollout.id),
    loadScripts(db, row.waveId, wave.state !== 'pending'),
    db.approval.findFirst({
      where: { waveId: row.waveId, requestedAt: { gt: row.requestedAt } },
      orderBy: { requestedAt: 'desc' },
      select: { id: true },
    }),
    db.event.findMany({
      where: {
        rolloutId: rollout.id,
        at: { gt: row.requestedAt, ...(row.closedAt && { lte: row.closedAt }) },
      },
      orderBy: { id: 'desc' },
      take: 50,
    }),
  ]);
  if (gate === null) return null;
  const [verdicts, names] = await Promise.all([
    gate.beforeWaveId === null ? { checks: [], notPassed: [] } : readWaveVerdicts(db, gate.beforeWaveId),
    loadNames(db, [
      row.requestedById,
      ...row.decisions.map(({ personId }) => personId),
      ...events.map(({ actorId }) => actorId),
    ]),
  ]);
  const name = (personId: string) => ({ id: personId, name: names.get(personId) ?? 'someone who is gone' });
  // Once the wave has opened, what was asked is whoever was in it.
  const opened = wave.state !== 'pending';
  const asked = targets.filter(
    (target) =>
      target.waveId === wave.id && (opened ? !NOT_ASKED.includes(target.state) : !isSettled(target.state)),
  );
  const isNewest = newer === null;
  return {
    readAt: now.toISOString(),
    id: row.id,
    state: stateOf(row, gate, isNewest, now),
    seenHash: gate.hash,
    rollout: {
      id: rollout.id,
      name: rollout.name,
      kind: rollout.kind as RolloutKind,
      state: rollout.state as RolloutState,
      release: rollout.release,
      targetVersion: rollout.targetVersion,
      planHash: rollout.planHash,
    },
    wave: {
      id: wave.id,
      name: wave.name,
      position: wave.position,
      of: rollout.waves.length,
      tolerance: wave.tolerance,
      soakMs: wave.soakMs,
    },
    asked: {
      tenants: asked.map(({ key, from, to }) => ({ key, from, to })),
      byTier: tally(asked, (target) => target.tier),
      byRegion: tally(asked, (target) => target.region),
      byVersion: tally(
        asked,
        (target) =>
          `${target.from === null ? 'nothing' : `v${target.from}`} → ${target.to === null ? 'as it is' : `v${target.to}`}`,
      ),
      servers: tally(asked, (target) => target.server).map((one) => ({
        ...one,
        environment: scripts.environments.get(one.value) ?? '',
      })),
      scripts: scripts.of(rollout.release.migrations),
    },
    before: gate.beforeWaveId === null ? null : beforeView(gate, rollout.waves, targets, verdicts),
    conditions: gate.decision.conditions,
    requestedBy: name(row.requestedById),
    requestedAt: row.requestedAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    note: row.note === '' ? null : row.note,
    required: gate.evidence.approval.required,
    decisions: row.decisions.map((one) => ({
      by: name(one.personId),
      decision: one.decision,
      reason: one.reason === '' ? null : one.reason,
      at: one.at.toISOString(),
      counts: gate.approval?.decisions.find(({ personId }) => personId === one.personId)?.counts ?? true,
    })),
    newerId: newer?.id ?? null,
    since: eventViews(
      events,
      names,
      new Map(targets.map((target) => [target.id, target.key])),
      new Map(rollout.waves.map((one) => [one.id, one.name])),
    ),
    viewer: {
      id: operator.id,
      role: operator.role,
      hands: rollout.hands.filter((hand) => hand.personId === operator.id).map((hand) => hand.verb),
      decided: row.decisions.some((one) => one.personId === operator.id),
    },
  };
}

const loadRow = (db: Database, id: string) =>
  db.approval.findUnique({
    where: { id },
    include: {
      decisions: { orderBy: { at: 'asc' } },
      wave: true,
      rollout: {
        include: {
          waves: { orderBy: { position: 'asc' } },
          hands: { select: { personId: true, verb: true } },
          release: {
            select: {
              id: true,
              name: true,
              migrations: {
                select: { script: true, kind: true, version: true, transactional: true },
                orderBy: { position: 'asc' },
              },
            },
          },
        },
      },
    },
  });
type Row = NonNullable<Awaited<ReturnType<typeof loadRow>>>;

/** What the row says, unless a newer request, time or the evidence has overtaken it. */
function stateOf(row: Row, gate: Gate, isNewest: boolean, now: Date): ApprovalView['state'] {
  const stored = row.state as ApprovalView['state'];
  if (stored === 'expired' || stored === 'superseded' || stored === 'rejected') return stored;
  // Once its wave has opened, the approval has done its work; what moves after that supersedes nothing.
  if (row.wave.state !== 'pending') return stored;
  if (!isNewest) return 'superseded';
  const live = gate.evidence.approval.state;
  return live === 'none' ? (row.expiresAt <= now ? 'expired' : stored) : live;
}

function tally(
  targets: readonly LoadedTarget[],
  valueOf: (target: LoadedTarget) => string,
): readonly Tally[] {
  const counts = new Map<string, number>();
  for (const target of targets) counts.set(valueOf(target), (counts.get(valueOf(target)) ?? 0) + 1);
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || a.value.localeCompare(b.value));
}

async function loadScripts(db: Database, waveId: string, opened: boolean) {
  const members = await db.target.findMany({
    where: {
      waveId,
      state: opened ? { notIn: [...NOT_ASKED] } : { in: ['pending', 'queued', 'running'] },
    },
    select: { scripts: true, server: { select: { key: true, environment: true } } },
  });
  const counts = new Map<string, number>();
  for (const member of members) {
    for (const script of fromJson(scriptsJson, member.scripts))
      counts.set(script, (counts.get(script) ?? 0) + 1);
  }
  return {
    environments: new Map(members.map(({ server }) => [server.key, server.environment])),
    of: (release: Row['rollout']['release']['migrations']) => {
      const undoes = new Set(release.flatMap((row) => (row.kind === 'undo' ? [row.version] : [])));
      return release
        .filter((row) => counts.has(row.script))
        .map((row) => ({
          script: row.script,
          kind: row.kind,
          tenants: counts.get(row.script) ?? 0,
          undo: row.kind === 'versioned' && undoes.has(row.version),
          transactional: row.transactional,
        }));
    },
  };
}

function beforeView(
  gate: Gate,
  waves: Row['rollout']['waves'],
  all: readonly LoadedTarget[],
  verdicts: Pick<NonNullable<ApprovalView['before']>, 'checks' | 'notPassed'>,
): ApprovalView['before'] {
  const wave = waves.find((one) => one.id === gate.beforeWaveId);
  if (wave === undefined) return null;
  const targets = all.filter((target) => target.waveId === wave.id);
  const durations = targets
    .flatMap(({ succeeded, startedAt, finishedAt }) =>
      succeeded && startedAt && finishedAt ? [finishedAt.getTime() - startedAt.getTime()] : [],
    )
    .sort((a, b) => a - b);
  return {
    id: wave.id,
    name: wave.name,
    outcomes: Object.entries(countStates(targets)).map(([state, count]) => ({
      state: state as TargetState,
      count,
    })),
    tolerance: wave.tolerance,
    failures: wave.failures,
    ...verdicts,
    causes: groupFailures(
      targets.flatMap((target) => {
        const failure = standingFailure(target);
        return failure === null ? [] : [{ id: target.id, failure }];
      }),
    ),
    exceptions: targets
      .filter((target) => isException(target.state))
      .map((target) => ({
        targetId: target.id,
        key: target.key,
        state: target.state,
        reason: target.reason,
        hold: holdOf(target),
      })),
    timing:
      durations.length === 0
        ? null
        : {
            medianMs: quantile(durations, 0.5),
            longestMs: durations.at(-1) ?? 0,
            bins: bins(durations, PLOT_COLUMNS),
          },
    retried: targets.filter(
      (target) => target.state === 'succeeded' && (target.attempts > 1 || target.countedFailure),
    ).length,
  };
}
