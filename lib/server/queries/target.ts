import 'server-only';
import type { RolloutState } from '@/lib/domain/rollout';
import type { TargetState } from '@/lib/domain/target';
import type { CheckMode, VerdictWord } from '@/lib/domain/verdict';
import type { Database } from '@/lib/db/client';
import { fromJson } from '@/lib/db/json';
import type { Engine } from '@/lib/engine/context';
import {
  blockersJson,
  failureJson,
  logJson,
  resultsJson,
  scriptsJson,
  stepsJson,
} from '@/lib/wire/attempt-json';
import { historyRows } from '@/lib/wire/history-row';
import type { AttemptView, TargetView } from '@/lib/wire/rollout-view';
import { loadNames, plainFacts } from './rollout-events';

/** One tenant of a rollout with all its attempts; the scripts' text is the release's, so no secret is in it. */
export async function readTarget({ db }: Engine, id: string): Promise<TargetView | null> {
  const target = await load(db, id);
  if (target === null) return null;
  const paths = fromJson(scriptsJson, target.scripts);
  const [scripts, names] = await Promise.all([
    db.releaseMigration.findMany({
      where: { releaseId: target.rollout.releaseId },
      orderBy: { position: 'asc' },
      select: { script: true, kind: true, version: true, transactional: true },
    }),
    loadNames(
      db,
      target.verdicts.map((verdict) => verdict.acceptedById),
    ),
  ]);
  const texts = await db.releaseMigration.findMany({
    where: { releaseId: target.rollout.releaseId, script: { in: [...paths] } },
    select: { script: true, sql: true },
  });
  const sqlOf = new Map(texts.map((row) => [row.script, row.sql]));
  const undone = new Set(
    scripts.flatMap((row) => (row.kind === 'undo' && row.version !== null ? [row.version] : [])),
  );
  const { rollout, tenant, server, wave } = target;
  return {
    id: target.id,
    rolloutId: rollout.id,
    rolloutState: rollout.state as RolloutState,
    tenant: { key: tenant.key, name: tenant.name, tier: tenant.tier, region: tenant.region },
    server,
    database: tenant.database,
    schema: tenant.schema,
    wave: wave.name,
    state: target.state as TargetState,
    reason: target.reason,
    includedReason: target.includedReason,
    from: target.fromVersion,
    to: target.toVersion,
    failure: target.failure === null ? null : fromJson(failureJson, target.failure),
    changed: target.changed,
    cancelRequestedAt: target.cancelRequestedAt?.toISOString() ?? null,
    retryAt: target.retryAt?.toISOString() ?? null,
    scripts: paths.map((script) => {
      const row = scripts.find((one) => one.script === script);
      return {
        script,
        sql: sqlOf.get(script) ?? '',
        kind: row?.kind ?? 'versioned',
        transactional: row?.transactional ?? true,
        undo: row?.kind === 'versioned' && row.version !== null && undone.has(row.version),
      };
    }),
    attempts: target.tries.map((attempt) => attemptView(attempt, target, names)),
  };
}

const load = (db: Database, id: string) =>
  db.target.findUnique({
    where: { id },
    include: {
      rollout: { select: { id: true, state: true, releaseId: true } },
      wave: { select: { name: true } },
      tenant: true,
      server: { select: { key: true, name: true } },
      tries: { orderBy: { number: 'desc' }, take: 20 },
      verdicts: { orderBy: [{ mode: 'asc' }, { check: 'asc' }] },
    },
  });
type Loaded = NonNullable<Awaited<ReturnType<typeof load>>>;

function attemptView(
  attempt: Loaded['tries'][number],
  target: Loaded,
  names: ReadonlyMap<string, string>,
): AttemptView {
  return {
    id: attempt.id,
    number: attempt.number,
    state: attempt.state as AttemptView['state'],
    worker: attempt.workerId,
    step: attempt.step,
    steps: fromJson(stepsJson, attempt.steps),
    results: fromJson(resultsJson, attempt.results),
    log: fromJson(logJson, attempt.log).map((line) => ({ ...line, facts: plainFacts(line.facts) })),
    failure: attempt.failure === null ? null : fromJson(failureJson, attempt.failure),
    blockers: attempt.blockers === null ? [] : fromJson(blockersJson, attempt.blockers),
    startedAt: attempt.startedAt.toISOString(),
    finishedAt: attempt.finishedAt?.toISOString() ?? null,
    historyBefore: history(attempt.historyBefore),
    historyAfter: history(attempt.historyAfter),
    verdicts: target.verdicts
      .filter((verdict) => verdict.attemptId === attempt.id)
      .map((verdict) => ({
        id: verdict.id,
        targetId: verdict.targetId,
        tenant: target.tenant.key,
        check: verdict.check,
        mode: verdict.mode as CheckMode,
        verdict: verdict.verdict as VerdictWord,
        measured: verdict.measured,
        limit: verdict.limit,
        accepted:
          verdict.acceptedAt === null
            ? null
            : {
                by: names.get(verdict.acceptedById ?? '') ?? 'someone who is gone',
                reason: verdict.acceptedReason ?? '',
                at: verdict.acceptedAt.toISOString(),
              },
        durationMs: verdict.durationMs,
        at: verdict.at.toISOString(),
      })),
  };
}

const history = (value: unknown) => (value === null ? null : fromJson(historyRows, value));
