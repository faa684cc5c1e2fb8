import type { PreparedMigration } from '@/lib/domain/migration';
import { createPace, type Pace } from '@/lib/tenant/pace';
import { createTenantPool, type TenantPool } from '@/lib/tenant/pool';
import { prepare, type Prepared } from '@/lib/changelog/prepare';
import type { Engine } from './context';
import { loadPlanRelease, type PlanRelease } from './plan-release';
import type { PublishedScript } from './release-scripts';

/** What a worker process keeps between tenants: connections, and releases made ready once. */
export type Workbench = {
  readonly workerId: string;
  readonly pool: TenantPool;
  readonly pace: Pace;
  /** Published scripts never change, so they are read once. Null: there is no such release. */
  release(releaseId: string): Promise<PlanRelease | null>;
  /** Splitting a script costs more than sending it: one without placeholders is split once for all tenants. */
  prepare(
    script: PublishedScript,
    values: Readonly<Record<string, string>>,
    builtins: Readonly<Record<string, string>>,
  ): Prepared;
  /** Hints about topics (lib/wire/live.ts), gathered and sent a few times a second. */
  announce(topics: readonly string[]): void;
  /** Between two steps of a run. Tests stop a worker here as a crash would. */
  readonly afterStep?: ((step: 'migrate' | 'validate', targetId: string) => void | Promise<void>) | undefined;
};

const RELEASES_KEPT = 20;

export function createWorkbench(
  engine: Engine,
  options: Pick<Workbench, 'workerId' | 'announce' | 'afterStep'> & { readonly concurrency: number },
): Workbench {
  const { workerId, announce, afterStep, concurrency } = options;
  const pool = createTenantPool({ maxIdle: concurrency * 2, maxTenantsPerConnection: 250 });
  const releases = new Map<string, Promise<PlanRelease | null>>();
  const ready = new WeakMap<PublishedScript, PreparedMigration>();
  return {
    workerId,
    announce,
    afterStep,
    pool,
    pace: createPace(),
    release(releaseId) {
      const known = releases.get(releaseId);
      if (known !== undefined) return known;
      const loading = loadPlanRelease(engine.db, releaseId, engine.keys.credentials);
      releases.set(releaseId, loading);
      // A database that was away for a moment must not stay away for this release.
      loading.catch(() => releases.delete(releaseId));
      const [oldest] = releases.keys();
      if (releases.size > RELEASES_KEPT && oldest !== undefined) releases.delete(oldest);
      return loading;
    },
    prepare(script, values, builtins) {
      const known = ready.get(script);
      if (known !== undefined) return { ok: true, prepared: known };
      const made = prepare(script.migration, values, builtins);
      if (made.ok && script.placeholders.length === 0) ready.set(script, made.prepared);
      return made;
    },
  };
}
