import 'server-only';
import { refuse, type Result } from '@/lib/domain/refusal';
import type { Engine } from '@/lib/engine/context';
import { draftPlan } from '@/lib/engine/draft-plan';
import { rolloutPlan } from '@/lib/wire/commands';
import type { ApplyPreview } from '@/lib/wire/tenant-view';

/** The plan that `apply-tenant` would make for one tenant now, for reading before its key is typed. */
export async function previewApply(
  engine: Engine,
  key: string,
  releaseId: string,
): Promise<Result<ApplyPreview>> {
  const tenant = await engine.db.tenant.findFirst({ where: { key, archivedAt: null }, select: { id: true } });
  if (tenant === null) return refuse('not_found', { what: 'tenant', value: key });
  const plan = rolloutPlan.parse({
    name: 'one tenant',
    releaseId,
    waves: [{ name: 'This tenant', rule: { kind: 'keys', keys: [key] } }],
    approvalsRequired: 0,
  });
  const draft = await draftPlan(engine, engine.db, plan, engine.clock.now(), tenant.id);
  return draft.ok ? { ok: true, value: draft.value.view } : draft;
}
