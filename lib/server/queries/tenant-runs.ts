import 'server-only';
import { z } from 'zod';
import type { Database } from '@/lib/db/client';
import type { TenantRun } from '@/lib/wire/tenant-view';

const LISTED = 50;

const steps = z.array(
  z.object({ step: z.string(), startedAt: z.string(), finishedAt: z.string().nullish() }),
);
const results = z.array(z.object({ script: z.string(), state: z.string() }));
const failure = z.object({
  code: z.string(),
  sqlstate: z.string().nullable().default(null),
  message: z.string().nullable().default(null),
  script: z.string().nullable().default(null),
  facts: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .catch({})
    .default({}),
});
const states = ['running', 'succeeded', 'failed', 'cancelled', 'lost'] as const;

/** Every attempt on one tenant over all rollouts, the newest first. */
export async function readRuns(
  db: Database,
  tenantId: string,
): Promise<{ runs: TenantRun[]; more: boolean }> {
  const attempts = await db.attempt.findMany({
    where: { target: { tenantId } },
    orderBy: { startedAt: 'desc' },
    take: LISTED + 1,
    omit: { log: true, historyBefore: true, historyAfter: true, blockers: true },
    include: {
      target: {
        select: {
          id: true,
          fromVersion: true,
          toVersion: true,
          rollout: { select: { id: true, name: true, kind: true } },
          wave: { select: { name: true } },
        },
      },
    },
  });
  const runs = attempts.slice(0, LISTED).map((attempt): TenantRun => {
    const { target } = attempt;
    return {
      attemptId: attempt.id,
      number: attempt.number,
      state: states.find((state) => state === attempt.state) ?? 'lost',
      rollout: {
        id: target.rollout.id,
        name: target.rollout.name,
        kind: target.rollout.kind === 'rollback' ? 'rollback' : 'rollout',
      },
      targetId: target.id,
      wave: target.wave.name,
      fromVersion: target.fromVersion,
      toVersion: target.toVersion,
      steps: steps.parse(attempt.steps).map((one) => ({ ...one, finishedAt: one.finishedAt ?? null })),
      scripts: results.parse(attempt.results).flatMap((one) => (one.state === 'applied' ? [one.script] : [])),
      failure: attempt.failure === null ? null : failure.parse(attempt.failure),
      startedAt: attempt.startedAt.toISOString(),
      finishedAt: attempt.finishedAt?.toISOString() ?? null,
    };
  });
  return { runs, more: attempts.length > LISTED };
}
