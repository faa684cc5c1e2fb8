import { flywayChecksum } from '@/lib/changelog/checksum';
import type { Database } from '@/lib/db/client';
import type { HistoryRow } from '@/lib/domain/history';
import type { Role } from '@/lib/domain/verbs';
import type { Actor, Engine } from '@/lib/engine/context';
import { testEngine } from '@/lib/testing/test-engine';
import { rolloutPlan } from '@/lib/wire/commands';
import type { RolloutPlan } from '@/lib/engine/draft-plan';

/** A control plane with people, one server, one changelog and one release: rows only, no tenant database behind them. */
export type PlanningStage = {
  readonly engine: Engine;
  readonly db: Database;
  readonly changelogId: string;
  readonly serverId: string;
  readonly releaseId: string;
  /** Moves the engine's clock. */
  setTime(time: Date): void;
  person(role: Role): Promise<Actor>;
  tenant(key: string, options?: TenantOptions): Promise<string>;
  history(version: number, changes?: Partial<HistoryRow>): readonly HistoryRow[];
  plan(changes?: Partial<RolloutPlan>): RolloutPlan;
  close(): Promise<void>;
};

export type TenantOptions = {
  /** How many of the release's versioned scripts are applied; null: never read. */
  readonly version?: number | null;
  readonly history?: readonly HistoryRow[];
  readonly state?: string;
  readonly drift?: string;
  readonly tier?: string;
  readonly database?: string;
  readonly placeholders?: Readonly<Record<string, { value: string } | { sealed: string }>>;
  readonly archived?: boolean;
};

export const stageScripts = [
  {
    kind: 'versioned',
    version: '1',
    description: 'Start',
    script: 'V1__Start.sql',
    sql: 'CREATE TABLE a (id int)',
  },
  { kind: 'undo', version: '1', description: 'Start', script: 'U1__Start.sql', sql: 'DROP TABLE a' },
  {
    kind: 'versioned',
    version: '2',
    description: 'Name',
    script: 'V2__Name.sql',
    sql: 'ALTER TABLE a ADD name text',
  },
  {
    kind: 'undo',
    version: '2',
    description: 'Name',
    script: 'U2__Name.sql',
    sql: 'ALTER TABLE a DROP COLUMN name',
  },
  {
    kind: 'versioned',
    version: '3',
    description: 'Index',
    script: 'V3__Index.sql',
    sql: 'CREATE INDEX CONCURRENTLY a_name ON a (name)',
  },
  {
    kind: 'repeatable',
    version: null,
    description: 'View',
    script: 'R__View.sql',
    sql: "CREATE OR REPLACE VIEW v AS SELECT '${label}' AS l",
  },
] as const;

export async function openPlanningStage(): Promise<PlanningStage> {
  const { engine, setTime, person, close } = await testEngine();
  const { db } = engine;
  const publisher = await person('admin');
  const changelog = await db.changelog.create({ data: { key: 'app', name: 'App' } });
  const server = await db.server.create({
    data: { key: 'pg-1', name: 'First', host: 'nowhere.invalid', username: 'u', maxConcurrency: 4 },
  });
  const release = await db.release.create({
    data: {
      changelogId: changelog.id,
      name: '2026.1',
      targetVersion: '3',
      digest: 'd'.repeat(64),
      source: 'folder',
      placeholders: { label: { value: 'all' } },
      publishedById: publisher.id,
      migrations: {
        create: stageScripts.map((script, position) => ({
          ...script,
          position,
          checksum: flywayChecksum(script.sql),
          statements: 1,
          transactional: !script.sql.includes('CONCURRENTLY'),
        })),
      },
    },
  });
  const history = (version: number, changes: Partial<HistoryRow> = {}): readonly HistoryRow[] =>
    stageScripts
      .filter(({ kind }) => kind === 'versioned')
      .slice(0, version)
      .map(({ version: applied, description, script, sql }, index) => ({
        installedRank: index + 1,
        version: applied,
        description,
        type: 'SQL',
        script,
        checksum: flywayChecksum(sql),
        installedBy: 'u',
        installedOn: '2026-01-01T00:00:00.000',
        executionTime: 1,
        success: true,
        ...changes,
      }));
  const tenant = async (key: string, options: TenantOptions = {}): Promise<string> => {
    const now = engine.clock.now();
    const { version = 1, state = 'ok', drift = 'clean', tier = 'free', database: place = 'app' } = options;
    const rows = options.history ?? history(version ?? 0);
    const { id } = await db.tenant.create({
      data: {
        key,
        name: `Tenant ${key}`,
        serverId: server.id,
        database: place,
        schema: key,
        changelogId: changelog.id,
        tier,
        placeholders: { ...options.placeholders },
        archivedAt: options.archived ? now : null,
        ...(version === null
          ? {}
          : {
              observation: {
                create: {
                  state,
                  drift,
                  verifiedAt: now,
                  attemptedAt: now,
                  history: rows.map((row) => ({ ...row })),
                  currentVersion: rows.at(-1)?.version ?? null,
                },
              },
            }),
      },
    });
    return id;
  };
  return {
    engine,
    db,
    person,
    tenant,
    history,
    setTime,
    close,
    changelogId: changelog.id,
    serverId: server.id,
    releaseId: release.id,
    plan: (changes = {}) => ({
      ...rolloutPlan.parse({
        name: 'Spring',
        releaseId: release.id,
        waves: [{ name: 'All', rule: { kind: 'rest' } }],
      }),
      ...changes,
    }),
  };
}
