import { TARGET_TRANSITIONS } from '@/lib/domain/target';
import type { RunTargetJob } from '@/lib/wire/jobs';
import type { Work } from './transact';

/** What a rollback does to one tenant is written down at the target of the rollout that it takes back, too. */
export async function settleOrigin(work: Work, job: RunTargetJob, move: 'roll-back' | 'fail-rollback'): Promise<void> {
  const { from, to } = TARGET_TRANSITIONS[move];
  const moved = await work.tx.$queryRaw<{ id: string; waveId: string; rolloutId: string; was: string; key: string }[]>`
    UPDATE "target" t SET "state" = ${to}, "version" = t."version" + 1, "finished_at" = ${work.now}
    FROM "target" old, "rollout" r, "tenant" n
    WHERE r."id" = ${job.rolloutId}::uuid AND r."kind" = 'rollback' AND t."rollout_id" = r."origin_id"
      AND t."tenant_id" = ${job.tenantId}::uuid AND n."id" = t."tenant_id" AND old."id" = t."id"
      AND t."state" = ANY(${[...from]}::text[])
    RETURNING t."id"::text, t."wave_id"::text AS "waveId", t."rollout_id"::text AS "rolloutId",
      old."state" AS "was", n."key"`;
  for (const row of moved) {
    await work.event({
      rolloutId: row.rolloutId,
      waveId: row.waveId,
      targetId: row.id,
      verb: move,
      from: row.was,
      to,
      data: { tenant: row.key, rollbackId: job.rolloutId },
    });
  }
}
