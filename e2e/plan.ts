import type { Input, rolloutPlan } from '@/lib/wire/commands';
import { rolloutPlan as schema } from '@/lib/wire/commands';
import { planRollout } from '@/lib/engine/plan-rollout';
import { previewRollout } from '@/lib/engine/preview-rollout';
import { startRollout } from '@/lib/engine/start-rollout';
import type { z } from 'zod';
import { emailOf } from './operator';
import type { Stage } from './stage';

type Waves = z.input<typeof schema>['waves'];

/** Plans a rollout of the newest release by the verbs themselves, as the operator: for specs about what comes after. */
export async function planned(
  stage: Stage,
  waves: Waves,
  options: Partial<z.input<typeof schema>> = {},
): Promise<{ readonly rolloutId: string; readonly version: number; readonly planned: number }> {
  const actor = await stage.actor(emailOf('operator'));
  const release = await stage.engine.db.release.findFirstOrThrow({ orderBy: { publishedAt: 'desc' } });
  const plan: Input<typeof rolloutPlan> = schema.parse({
    name: release.name,
    releaseId: release.id,
    approvalsRequired: 0,
    statementTimeoutMs: 120_000,
    waves,
    ...options,
  });
  const preview = await previewRollout(stage.engine, actor, plan);
  if (!preview.ok) throw new Error(JSON.stringify(preview.refusal));
  const made = await planRollout(stage.engine, actor, { ...plan, previewHash: preview.value.previewHash });
  if (!made.ok) throw new Error(JSON.stringify(made.refusal));
  return made.value;
}

export async function started(stage: Stage, waves: Waves, options: Partial<z.input<typeof schema>> = {}) {
  const rollout = await planned(stage, waves, options);
  const actor = await stage.actor(emailOf('operator'));
  const { rolloutId, version, planned: confirmCount } = rollout;
  const begun = await startRollout(stage.engine, actor, {
    rolloutId,
    expectedVersion: version,
    confirmCount,
  });
  if (!begun.ok) throw new Error(JSON.stringify(begun.refusal));
  return rollout;
}

/** Each versioned script of the newest release that a tenant's own history table says is in effect, and how often. */
export async function appliedVersions(stage: Stage, key: string): Promise<readonly string[]> {
  const rows = await stage.tenant<{ version: string; times: string }>(
    key,
    `SELECT version, sum(CASE WHEN type = 'DELETE' THEN -1 ELSE 1 END) AS times
       FROM flyway_schema_history WHERE version IS NOT NULL AND success GROUP BY version
      ORDER BY string_to_array(version, '.')::int[]`,
  );
  const wrong = rows.filter(({ times }) => times !== '1' && times !== '0');
  if (wrong.length > 0) throw new Error(`${key}: applied more than once: ${JSON.stringify(wrong)}`);
  return rows.filter(({ times }) => times === '1').map(({ version }) => version);
}
