import type { HistoryRow } from '@/lib/domain/history';
import { fromJson } from '@/lib/db/json';
import type { CheckRow, ObservationRow, RolloutRecord, ServerRow, TargetRecord, TenantRow } from '@/lib/db/rows';
import type { HistoryTable } from '@/lib/tenant/history';
import { historyRows } from '@/lib/wire/history-row';
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
  /** Highest rank in the history that the first attempt on this target found; null: there was none. */
  readonly rankBefore: number | null;
  /** Flyway's own placeholders for this tenant. */
  readonly builtins: Readonly<Record<string, string>>;
};

export const highestRank = (history: readonly HistoryRow[]): number =>
  history.reduce((highest, row) => Math.max(highest, row.installedRank), 0);

export async function loadRun(engine: Engine, bench: Workbench, targetId: string): Promise<Run> {
  const found = await engine.db.target.findUniqueOrThrow({
    where: { id: targetId },
    include: {
      rollout: true,
      tenant: { include: { server: true, observation: true } },
      tries: {
        where: { backendPid: { not: null } },
        orderBy: { number: 'asc' },
        take: 1,
        select: { historyBefore: true },
      },
    },
  });
  const { rollout, tenant, tries, ...target } = found;
  const [first] = tries;
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
    rankBefore: first?.historyBefore == null ? null : highestRank(fromJson(historyRows, first.historyBefore)),
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
