import type { CheckRow, ObservationRow, RolloutRecord, ServerRow, TargetRecord, TenantRow } from '@/lib/db/rows';
import type { HistoryTable } from '@/lib/tenant/history';
import type { Engine } from './context';
import type { PlanRelease } from './plan-release';
import type { Workbench } from './workbench';

/** Everything that a run on one tenant needs to know beforehand: rows, read once, after the attempt has begun. */
export type Run = {
  readonly target: TargetRecord;
  readonly tenant: TenantRow;
  readonly server: ServerRow;
  readonly rollout: RolloutRecord;
  readonly release: PlanRelease;
  readonly observation: ObservationRow | null;
  readonly checks: readonly CheckRow[];
  readonly historyTable: HistoryTable;
  /** Flyway's own placeholders for this tenant. */
  readonly builtins: Readonly<Record<string, string>>;
};

export async function loadRun(engine: Engine, bench: Workbench, targetId: string): Promise<Run> {
  const found = await engine.db.target.findUniqueOrThrow({
    where: { id: targetId },
    include: { rollout: true, tenant: { include: { server: true, observation: true } } },
  });
  const { rollout, tenant, ...target } = found;
  const { server, observation } = tenant;
  const release = await bench.release(rollout.releaseId);
  if (release === null) throw new Error('a rollout without its release');
  // Checks ask about the version that was rolled out; on the way back they would ask about what has gone.
  const checks =
    rollout.kind === 'rollback'
      ? []
      : await engine.db.check.findMany({
          where: { changelogId: tenant.changelogId, disabledAt: null },
          orderBy: { name: 'asc' },
        });
  return {
    target,
    tenant,
    server,
    rollout,
    release,
    observation,
    checks,
    historyTable: { schema: server.historySchema ?? tenant.schema, name: server.historyTable },
    builtins: {
      'flyway:defaultSchema': tenant.schema,
      'flyway:database': tenant.database,
      'flyway:user': server.runAsRole ?? server.username,
      'flyway:table': server.historyTable,
      'flyway:environment': server.environment,
      'flyway:timestamp': engine.clock.now().toISOString(),
    },
  };
}
