import { randomUUID } from 'node:crypto';
import { freshAllowance, retryAllowance, type Load } from '@/lib/domain/budget';
import type { RunTargetJob } from '@/lib/wire/jobs';
import type { Engine } from './context';
import { lockServersInWant, type RolloutRow, type WaveRow } from './lock-rows';
import type { Work } from './transact';

type Candidate = {
  readonly id: string;
  readonly waveId: string;
  readonly tenantId: string;
  readonly tenantKey: string;
  readonly serverId: string;
  readonly countedFailure: boolean;
  readonly retryAt: Date | null;
  readonly archived: boolean;
  readonly heldReason: string | null;
};

/**
 * Puts as many pending targets into the queue as the caps allow: the server's K over all rollouts, the rollout's own
 * limit, what the failure budget still allows, and the pace. The rollout is locked; waves and servers are locked
 * here, in that order, so two ticks cannot both give the last place away. A target is `queued` only if the queue
 * gave its job back.
 * @param wave the current one when it is applying; else only repairs behind it are admitted.
 */
export async function admitTargets(
  engine: Engine,
  work: Work,
  rollout: RolloutRow,
  wave: WaveRow | null,
): Promise<void> {
  const { tx, now } = work;
  const limits = await lockServersInWant(tx, rollout.id);
  if (limits.size === 0) return;
  const candidates = await readCandidates(work, rollout.id, [...limits.keys()]);
  const able = await excludeUnable(work, rollout, candidates);
  const ready = able.filter((candidate) => candidate.retryAt === null || candidate.retryAt <= now);
  const paced = await pace(engine, work, rollout, ready);
  const chosen = await choose(work, rollout, wave, paced, limits);
  await enqueue(engine, work, rollout, chosen);
}

/** By server, each in order of wave and position, no more than the server could take. */
async function readCandidates(work: Work, rolloutId: string, serverIds: readonly string[]): Promise<Candidate[]> {
  const rows = await work.tx.$queryRaw<Candidate[]>`
    SELECT c.*, n."key" AS "tenantKey", n."archived_at" IS NOT NULL AS "archived", h."reason" AS "heldReason"
    FROM "server" s
    CROSS JOIN LATERAL (
      SELECT t."id"::text, t."wave_id"::text AS "waveId", t."tenant_id"::text AS "tenantId",
             t."server_id"::text AS "serverId", t."counted_failure" AS "countedFailure", t."retry_at" AS "retryAt",
             w."position" AS "wavePosition", t."position"
      FROM "target" t JOIN "wave" w ON w."id" = t."wave_id"
      WHERE t."rollout_id" = ${rolloutId}::uuid AND t."server_id" = s."id" AND t."state" = 'pending'
        AND w."state" IN ('applying', 'passed')
        AND (t."retry_at" IS NULL OR t."retry_at" <= ${work.now})
      ORDER BY w."position", t."position" LIMIT 2 * s."max_concurrency" FOR UPDATE OF t
    ) c
    JOIN "tenant" n ON n."id" = c."tenantId"::uuid
    LEFT JOIN "hold" h ON h."tenant_id" = n."id" AND h."released_at" IS NULL
      AND (h."expires_at" IS NULL OR h."expires_at" > ${work.now})
    WHERE s."id" = ANY(${[...serverIds]}::uuid[])
    ORDER BY c."wavePosition", c."position"`;
  return rows;
}

/** Held or archived since the plan was frozen: a rollback comes back all the same, a rollout leaves them out. */
async function excludeUnable(
  work: Work,
  rollout: RolloutRow,
  candidates: readonly Candidate[],
): Promise<readonly Candidate[]> {
  const able: Candidate[] = [];
  for (const candidate of candidates) {
    const change = candidate.archived
      ? ({ state: 'skipped', reason: 'archived', verb: 'skip-target' } as const)
      : candidate.heldReason !== null && rollout.kind === 'rollout'
        ? ({ state: 'excluded', reason: 'held', verb: 'exclude-target' } as const)
        : null;
    if (change === null) {
      able.push(candidate);
      continue;
    }
    await work.tx.target.update({
      where: { id: candidate.id },
      data: { state: change.state, reason: change.reason, finishedAt: work.now, version: { increment: 1 } },
    });
    await work.event({
      rolloutId: rollout.id,
      waveId: candidate.waveId,
      targetId: candidate.id,
      verb: change.verb,
      from: 'pending',
      to: change.state,
      reason: change.reason,
      data: { tenant: candidate.tenantKey, ...(candidate.heldReason ? { hold: candidate.heldReason } : {}) },
    });
  }
  // Their places go to others, and a wave of which nothing is left must not wait.
  if (able.length < candidates.length) await work.tick(rollout.id);
  return able;
}

/** Least time between two starts: one at a time, and a wake for the next. */
async function pace(
  engine: Engine,
  work: Work,
  rollout: RolloutRow,
  ready: readonly Candidate[],
): Promise<readonly Candidate[]> {
  if (rollout.paceMs === 0 || ready.length === 0) return ready;
  const last = await work.tx.target.aggregate({ where: { rolloutId: rollout.id }, _max: { queuedAt: true } });
  const lastAt = last._max.queuedAt;
  const nextAt = lastAt === null ? work.now : new Date(lastAt.getTime() + rollout.paceMs);
  if (nextAt > work.now) {
    await engine.queue.sendWake(work.tx, { rolloutId: rollout.id, why: 'pace' }, nextAt);
    return [];
  }
  if (ready.length > 1) {
    const after = new Date(work.now.getTime() + rollout.paceMs);
    await engine.queue.sendWake(work.tx, { rolloutId: rollout.id, why: 'pace' }, after);
  }
  return ready.slice(0, 1);
}

async function choose(
  work: Work,
  rollout: RolloutRow,
  wave: WaveRow | null,
  ready: readonly Candidate[],
  limits: ReadonlyMap<string, number>,
): Promise<readonly Candidate[]> {
  if (ready.length === 0) return [];
  const busy = await work.tx.$queryRaw<{ serverId: string; inFlight: number; own: number; fresh: number }[]>`
    SELECT "server_id"::text AS "serverId", count(*)::int AS "inFlight",
           (count(*) FILTER (WHERE "rollout_id" = ${rollout.id}::uuid))::int AS "own",
           (count(*) FILTER (WHERE NOT "counted_failure" AND "wave_id" = ${wave?.id ?? null}::uuid))::int AS "fresh"
    FROM "target"
    WHERE "state" IN ('queued', 'running')
      AND ("server_id" = ANY(${[...limits.keys()]}::uuid[]) OR "rollout_id" = ${rollout.id}::uuid)
    GROUP BY "server_id"`;
  const sum = (of: 'own' | 'fresh') => busy.reduce((total, row) => total + row[of], 0);
  const load: Load = {
    tolerance: wave?.tolerance ?? 0,
    budgetMode: wave?.budgetMode ?? 'strict',
    failures: wave?.failures ?? 0,
    freshInFlight: sum('fresh'),
    rolloutInFlight: sum('own'),
    rolloutLimit: rollout.maxConcurrency,
  };
  let overall = retryAllowance(load);
  let fresh = wave === null ? 0 : freshAllowance(load);
  const free = new Map(limits);
  for (const { serverId, inFlight } of busy) free.set(serverId, (limits.get(serverId) ?? 0) - inFlight);

  const chosen: Candidate[] = [];
  for (const candidate of ready) {
    if (overall <= 0) break;
    const room = free.get(candidate.serverId) ?? 0;
    // A repair of a wave that has passed holds its place in that wave's budget, failed once or not.
    const takesBudget = !candidate.countedFailure && candidate.waveId === wave?.id;
    if (room <= 0 || (takesBudget && fresh <= 0)) continue;
    chosen.push(candidate);
    overall -= 1;
    free.set(candidate.serverId, room - 1);
    if (takesBudget) fresh -= 1;
  }
  return chosen;
}

async function enqueue(
  engine: Engine,
  work: Work,
  rollout: RolloutRow,
  chosen: readonly Candidate[],
): Promise<void> {
  if (chosen.length === 0) return;
  const jobs = chosen.map(
    ({ id, tenantId }): RunTargetJob => ({
      rolloutId: rollout.id,
      targetId: id,
      tenantId,
      attemptId: randomUUID(),
    }),
  );
  const accepted = new Set(await engine.queue.sendRunTarget(work.tx, jobs));
  const admitted = jobs.filter((job) => accepted.has(job.targetId));
  if (admitted.length === 0) return;
  await work.tx.$executeRaw`
    UPDATE "target" t SET "state" = 'queued', "attempt_id" = a."attempt_id", "queued_at" = ${work.now},
      "retry_at" = NULL, "version" = t."version" + 1
    FROM unnest(${admitted.map((job) => job.targetId)}::uuid[], ${admitted.map((job) => job.attemptId)}::uuid[])
      AS a("id", "attempt_id")
    WHERE t."id" = a."id" AND t."state" = 'pending'`;
  const keys = chosen.filter((candidate) => accepted.has(candidate.id)).map((candidate) => candidate.tenantKey);
  await work.event({
    rolloutId: rollout.id,
    ...(chosen[0] ? { waveId: chosen[0].waveId } : {}),
    verb: 'admit',
    from: 'pending',
    to: 'queued',
    data: { count: admitted.length, tenants: keys.slice(0, 20) },
  });
}
