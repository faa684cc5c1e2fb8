import { currentVersion } from '@/lib/domain/cells';
import type { Failure } from '@/lib/domain/failure';
import type { HistoryRow } from '@/lib/domain/history';
import { ok, refuse, type Result } from '@/lib/domain/refusal';
import { fromJson, toJson } from '@/lib/db/json';
import { notify } from '@/lib/db/notify';
import { JSON_ABSENT, type ServerRow, type TenantRow } from '@/lib/db/rows';
import { openTenantConnection, type ServerConnection, type TenantConnection } from '@/lib/tenant/connect';
import { failureOfConnection, newFailure } from '@/lib/tenant/failure';
import { observeSchemas, readHomeMadeVersion, type SchemaObservation } from '@/lib/tenant/observe';
import { historyRows } from '@/lib/wire/history-row';
import type { Engine } from './context';
import { createDriftJudge, type DriftJudge } from './judge-drift';
import {
  saveFailedObservations,
  saveObservations,
  type NewObservation,
  type ObservationState,
  type ObservedPlace,
} from './save-observations';
import { serverConnection } from './server-connection';

export type ObserveReport = { readonly read: number; readonly failed: number };

/** Measured: more connections read no faster, and a backend that has touched many schemas should not live long. */
const connections = 4;
const schemasPerConnection = 250;
const versionQueryTimeoutMs = 5_000;

type Known = { readonly digest: string; readonly history: readonly HistoryRow[] };
type Chunk = { readonly database: string; readonly tenants: readonly TenantRow[] };

/**
 * Reads tenants of one server in bulk, as the observer, and keeps what was read with its date. Not a verb: workers run
 * it on a timer and when `verify-tenants` or a registration asks. Tenants that cannot be read keep their last values.
 * @param tenantIds null: all of the server's.
 */
export async function observeServer(
  engine: Engine,
  serverId: string,
  tenantIds: readonly string[] | null,
): Promise<Result<ObserveReport>> {
  const server = await engine.db.server.findFirst({ where: { id: serverId, archivedAt: null } });
  if (server === null) return refuse('not_found', { what: 'server', value: serverId });
  const chunks = await loadChunks(engine, serverId, tenantIds);
  const judge = createDriftJudge(engine, server);
  const connection = serverConnection(engine, server, 'observer');
  const round = new Round(engine, server, judge, connection.ok ? connection.value : null);
  const queue = [...chunks];
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (let chunk = queue.shift(); chunk !== undefined; chunk = queue.shift()) await round.observe(chunk);
    }),
  );
  await round.finish();
  return ok({ read: round.read, failed: round.failed });
}

async function loadChunks(
  engine: Engine,
  serverId: string,
  tenantIds: readonly string[] | null,
): Promise<readonly Chunk[]> {
  const tenants = await engine.db.tenant.findMany({
    where: { serverId, archivedAt: null, ...(tenantIds && { id: { in: [...tenantIds] } }) },
    orderBy: [{ database: 'asc' }, { schema: 'asc' }],
  });
  return [...Map.groupBy(tenants, (tenant) => tenant.database)].flatMap(([database, all]) => {
    const chunks: Chunk[] = [];
    for (let at = 0; at < all.length; at += schemasPerConnection) {
      chunks.push({ database, tenants: all.slice(at, at + schemasPerConnection) });
    }
    return chunks;
  });
}

class Round {
  read = 0;
  failed = 0;
  private readonly engine: Engine;
  private readonly server: ServerRow;
  private readonly judge: DriftJudge;
  private readonly connection: ServerConnection | null;
  private major: number | null = null;
  private serverProblem: Failure | null = null;

  constructor(engine: Engine, server: ServerRow, judge: DriftJudge, connection: ServerConnection | null) {
    this.engine = engine;
    this.server = server;
    this.judge = judge;
    this.connection = connection;
  }

  async observe({ database, tenants }: Chunk): Promise<void> {
    const at = this.engine.clock.now();
    if (this.connection === null) {
      return this.lose(
        tenants,
        at,
        'unreachable',
        newFailure('credential_missing', { facts: { server: this.server.key } }),
      );
    }
    const opened = await openTenantConnection(this.connection, database);
    if (!opened.ok) {
      const problem = failureOfConnection(opened.failure);
      const state = problem.code === 'insufficient_privilege' ? 'unreadable' : 'unreachable';
      return this.lose(tenants, at, state, problem);
    }
    this.major = opened.value.serverMajor;
    try {
      await this.readChunk(opened.value, tenants, at);
    } finally {
      await opened.value.close();
    }
  }

  private async readChunk(
    connection: TenantConnection,
    tenants: readonly TenantRow[],
    at: Date,
  ): Promise<void> {
    const known = await this.loadKnown(tenants);
    const observed = await observeSchemas(
      connection,
      tenants.map((tenant) => tenant.schema),
      {
        historyTableName: this.server.historyTable,
        historySchema: this.server.historySchema ?? undefined,
        fingerprint: true,
        knownDigests: new Map([...known].map(([schema, { digest }]) => [schema, digest])),
      },
    );
    if (!observed.ok) return this.lose(tenants, at, 'unreadable', observed.failure);
    const seen: NewObservation[] = [];
    const unreadable: { tenant: TenantRow; problem: Failure }[] = [];
    for (const tenant of tenants) {
      const schema = observed.value.get(tenant.schema) ?? { state: 'missing' as const };
      const result = await this.describe(connection, tenant, schema, known.get(tenant.schema), at);
      if ('state' in result) seen.push(result);
      else unreadable.push({ tenant, problem: result.problem });
    }
    await saveObservations(this.engine.db, seen);
    this.read += seen.length;
    for (const { tenant, problem } of unreadable) await this.lose([tenant], at, 'unreadable', problem);
  }

  /** By schema: histories that need not be read again while their digest stays. */
  private async loadKnown(tenants: readonly TenantRow[]): Promise<ReadonlyMap<string, Known>> {
    const rows = await this.engine.db.observation.findMany({
      where: { tenantId: { in: tenants.map((tenant) => tenant.id) }, historyDigest: { not: null } },
      select: { historyDigest: true, history: true, tenant: { select: { schema: true } } },
    });
    return new Map(
      rows.map(({ historyDigest, history, tenant }) => [
        tenant.schema,
        { digest: historyDigest ?? '', history: fromJson(historyRows, history) },
      ]),
    );
  }

  private async describe(
    connection: TenantConnection,
    tenant: TenantRow,
    seen: SchemaObservation,
    known: Known | undefined,
    at: Date,
  ): Promise<NewObservation | { readonly problem: Failure }> {
    const major = connection.serverMajor;
    const place = this.placeOf(tenant, at);
    const nothing = { ...place, ...nothingRead, serverMajor: major };
    if (seen.state === 'missing') {
      const facts = { database: tenant.database, schema: tenant.schema };
      return { ...nothing, state: 'schema_missing', problem: newFailure('schema_missing', { facts }) };
    }
    if (seen.state === 'unreadable') {
      const code = seen.reason === 'insufficient_privilege' ? 'insufficient_privilege' : 'history_unreadable';
      const facts = { reason: seen.reason, schema: tenant.schema };
      return { problem: newFailure(code, { sqlstate: seen.sqlstate ?? null, facts }) };
    }
    const fingerprint = seen.fingerprint ?? '';
    const history =
      seen.history?.rows ?? (seen.history?.digest === known?.digest ? known?.history : undefined) ?? [];
    const state = stateOf(tenant, seen);
    if (state === 'home_made') return this.describeHomeMade(connection, tenant, { ...nothing, fingerprint });
    if (state === 'no_history') return { ...nothing, state, fingerprint };
    const verdict = await this.judge(tenant, { history, fingerprint, major });
    return {
      ...place,
      state,
      currentVersion: currentVersion(history),
      historyDigest: seen.history?.digest ?? null,
      history,
      fingerprint,
      serverMajor: major,
      ...verdict,
    };
  }

  private async describeHomeMade(
    connection: TenantConnection,
    tenant: TenantRow,
    nothing: Omit<NewObservation, 'state'>,
  ): Promise<NewObservation | { readonly problem: Failure }> {
    const version = await readHomeMadeVersion(connection, {
      query: tenant.versionQuery ?? '',
      schema: tenant.schema,
      statementTimeoutMs: versionQueryTimeoutMs,
    });
    if (!version.ok) return { problem: version.failure };
    return { ...nothing, state: 'home_made', currentVersion: version.value };
  }

  private async lose(
    tenants: readonly TenantRow[],
    at: Date,
    state: 'unreachable' | 'unreadable',
    problem: Failure,
  ): Promise<void> {
    this.failed += tenants.length;
    if (state === 'unreachable') this.serverProblem ??= problem;
    await saveFailedObservations(
      this.engine.db,
      tenants.map((tenant) => ({ ...this.placeOf(tenant, at), state, problem })),
    );
  }

  private placeOf(tenant: TenantRow, at: Date): ObservedPlace {
    const { id, serverId, database, schema } = tenant;
    return { tenantId: id, serverId, database, schema, at };
  }

  /** The server's own line: its major version, and the first reason why part of it could not be reached. */
  async finish(): Promise<void> {
    await this.engine.db.$transaction(async (tx) => {
      await tx.server.update({
        where: { id: this.server.id },
        data: {
          lastProblem: this.serverProblem === null ? JSON_ABSENT : toJson(this.serverProblem),
          observedAt: this.engine.clock.now(),
          ...(this.major !== null && { major: this.major }),
        },
      });
      await notify(tx, ['fleet', 'servers']);
    });
  }
}

const nothingRead = {
  currentVersion: null,
  historyDigest: null,
  history: [],
  fingerprint: null,
  expectedFingerprint: null,
  drift: 'unknown',
  problem: null,
} as const;

function stateOf(tenant: TenantRow, seen: SchemaObservation & { readonly state: 'read' }): ObservationState {
  if (seen.history !== undefined && seen.history.count > 0) return 'ok';
  if (!seen.hasTables) return 'empty';
  return tenant.versionQuery === null ? 'no_history' : 'home_made';
}
