import 'server-only';
import { z } from 'zod';
import type { ServerRow } from '@/lib/db/rows';
import type { Engine } from '@/lib/engine/context';
import type {
  CredentialView,
  ServerPageView,
  ServersView,
  ServerView,
  TlsMode,
} from '@/lib/wire/servers-view';

const LISTED = 50;

const problemShape = z.object({
  code: z.string(),
  facts: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .catch({})
    .default({}),
});

/** All that are not archived, by environment and name. */
export async function readServers(engine: Engine): Promise<ServersView> {
  const rows = await engine.db.server.findMany({
    where: { archivedAt: null },
    orderBy: [{ environment: 'asc' }, { name: 'asc' }],
  });
  return { servers: await viewsOf(engine, rows) };
}

/** One server with what runs on it and what could not be read. Null when there is none of this key. */
export async function readServer(engine: Engine, key: string): Promise<ServerPageView | null> {
  const { db } = engine;
  const row = await db.server.findUnique({ where: { key } });
  if (row === null) return null;
  const [views, databases, running, unread] = await Promise.all([
    viewsOf(engine, [row]),
    db.tenant.groupBy({
      by: ['database'],
      where: { serverId: row.id, archivedAt: null },
      orderBy: { database: 'asc' },
      _count: { _all: true },
    }),
    db.target.findMany({
      where: { serverId: row.id, state: { in: ['queued', 'running'] } },
      orderBy: [{ state: 'desc' }, { startedAt: 'asc' }],
      take: LISTED,
      select: {
        id: true,
        state: true,
        startedAt: true,
        rollout: { select: { id: true, name: true } },
        tenant: { select: { key: true } },
      },
    }),
    db.observation.findMany({
      where: { tenant: { serverId: row.id, archivedAt: null }, state: { in: ['unreachable', 'unreadable'] } },
      orderBy: { tenant: { key: 'asc' } },
      take: LISTED,
      select: { problem: true, attemptedAt: true, tenant: { select: { key: true } } },
    }),
  ]);
  const [server] = views;
  if (server === undefined) return null;
  return {
    server,
    databases: databases
      .slice(0, LISTED)
      .map(({ database, _count }) => ({ name: database, tenants: _count._all })),
    moreDatabases: Math.max(0, databases.length - LISTED),
    running: running.map((target) => ({
      targetId: target.id,
      rolloutId: target.rollout.id,
      rollout: target.rollout.name,
      tenant: target.tenant.key,
      state: target.state === 'running' ? 'running' : 'queued',
      startedAt: target.startedAt?.toISOString() ?? null,
    })),
    unread: unread.map(({ tenant, problem, attemptedAt }) => ({
      tenant: tenant.key,
      problem: problemShape.safeParse(problem).data ?? null,
      attemptedAt: attemptedAt.toISOString(),
    })),
  };
}

async function viewsOf({ db }: Engine, rows: readonly ServerRow[]): Promise<ServerView[]> {
  const ids = rows.map((row) => row.id);
  const [members, unread, busy, changelogs, sealed] = await Promise.all([
    db.tenant.groupBy({
      by: ['serverId', 'changelogId'],
      where: { serverId: { in: ids }, archivedAt: null },
      _count: { _all: true },
    }),
    db.tenant.groupBy({
      by: ['serverId'],
      where: {
        serverId: { in: ids },
        archivedAt: null,
        observation: { state: { in: ['unreachable', 'unreadable'] } },
      },
      _count: { _all: true },
    }),
    db.target.groupBy({
      by: ['serverId'],
      where: { serverId: { in: ids }, state: { in: ['queued', 'running'] } },
      _count: { _all: true },
    }),
    db.changelog.findMany({ select: { id: true, key: true, name: true } }),
    lastSealed(db, ids),
  ]);
  const changelogOf = new Map(changelogs.map((one) => [one.id, one]));
  return rows.map((row) => {
    const products = members
      .filter((member) => member.serverId === row.id)
      .map((member) => ({
        key: changelogOf.get(member.changelogId)?.key ?? '',
        name: changelogOf.get(member.changelogId)?.name ?? '',
        tenants: member._count._all,
      }))
      .sort((a, b) => b.tenants - a.tenants || (a.name < b.name ? -1 : 1));
    return {
      ...plainFields(row),
      credential: credentialView(row.credential, sealed.get(row.id) ?? null),
      observer:
        row.observerUsername === null
          ? null
          : { username: row.observerUsername, credential: credentialView(row.observerCredential, null) },
      problem: problemShape.safeParse(row.lastProblem).data ?? null,
      inFlight: busy.find((one) => one.serverId === row.id)?._count._all ?? 0,
      unread: unread.find((one) => one.serverId === row.id)?._count._all ?? 0,
      tenants: products.reduce((sum, product) => sum + product.tenants, 0),
      products,
    };
  });
}

const plainFields = (row: ServerRow) => ({
  id: row.id,
  key: row.key,
  name: row.name,
  rowVersion: row.version,
  environment: row.environment,
  host: row.host,
  port: row.port,
  // The column's check constraint allows exactly these.
  tlsMode: row.tlsMode as TlsMode,
  ca: row.ca,
  maintenanceDatabase: row.maintenanceDatabase,
  username: row.username,
  runAsRole: row.runAsRole,
  historySchema: row.historySchema,
  historyTable: row.historyTable,
  maxConcurrency: row.maxConcurrency,
  major: row.major,
  observedAt: row.observedAt?.toISOString() ?? null,
  archivedAt: row.archivedAt?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
});

/** What kind of secret it is, from how it is stored (lib/engine/server-connection.ts). The secret stays here. */
function credentialView(stored: string | null, sealedAt: string | null): CredentialView {
  if (stored === null) return { kind: 'none' };
  if (stored.startsWith('env:')) return { kind: 'env', name: stored.slice('env:'.length) };
  return { kind: 'password', sealedAt };
}

/** When each server's secret was last given: the audit log knows. */
async function lastSealed(db: Engine['db'], ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const lines = await db.auditLine.findMany({
    where: {
      subject: { in: ids.map((id) => `server:${id}`) },
      outcome: 'done',
      OR: [
        { verb: 'register-server' },
        { verb: 'edit-server', data: { path: ['secretReplaced'], equals: true } },
      ],
    },
    orderBy: { id: 'asc' },
    select: { subject: true, at: true },
  });
  return new Map(lines.map((line) => [line.subject.slice('server:'.length), line.at.toISOString()]));
}
