import 'server-only';
import type { ReleaseScript } from '@/lib/domain/cells';
import type { Database } from '@/lib/db/client';
import { fromJson } from '@/lib/db/json';
import { historyRows } from '@/lib/wire/history-row';
import { columnsOf, historyLetters } from './fleet-cells';

export type Fleet = Awaited<ReturnType<typeof loadFleet>>;
export type FleetTenant = Fleet['tenants'][number];

/** Everything that the fleet's home shows, in a fixed number of queries whatever the number of tenants. */
export async function loadFleet(db: Database, changelogId: string, rolloutId: string | undefined) {
  const [tenants, newest, rollout] = await Promise.all([
    loadTenants(db, changelogId),
    db.release.findFirst({
      where: { changelogId },
      orderBy: { publishedAt: 'desc' },
      include: { migrations: { orderBy: { position: 'asc' }, omit: { sql: true } } },
    }),
    loadWaves(db, changelogId, rolloutId),
  ]);
  const scripts: ReleaseScript[] = (newest?.migrations ?? []).map((one) => ({
    kind: one.kind as ReleaseScript['kind'],
    version: one.version,
    description: one.description,
    script: one.script,
    checksums: [one.checksum],
  }));
  const columns = columnsOf(
    scripts,
    new Set(tenants.flatMap(({ observation }) => observation?.currentVersion ?? [])),
  );
  const waveOf = new Map(rollout?.targets.map((target) => [target.tenantId, target.wave.name]) ?? []);
  return {
    tenants,
    newest,
    scripts,
    columns,
    letters: await lettersOf(db, tenants, scripts, columns, newest?.id ?? 'none'),
    waveOf,
    waves: rollout?.waves.map(({ name }) => name) ?? [],
    rolloutName: rollout?.name ?? null,
  };
}

const loadTenants = (db: Database, changelogId: string) =>
  db.tenant.findMany({
    where: { changelogId, archivedAt: null },
    omit: { placeholders: true, versionQuery: true },
    include: {
      server: { select: { key: true } },
      observation: { omit: { history: true } },
      holds: { where: { releasedAt: null }, include: { owner: { select: { name: true } } }, take: 1 },
      targets: {
        where: { live: true },
        take: 1,
        include: {
          rollout: { select: { id: true, name: true } },
          wave: { select: { name: true } },
          tries: { orderBy: { number: 'desc' }, take: 1, select: { step: true } },
        },
        omit: { scripts: true, failure: true },
      },
    },
  });

/** Of these the newest with several tenants is meant: one tenant applied by itself is no plan of waves. */
const RECENT_ROLLOUTS = 20;

async function loadWaves(db: Database, changelogId: string, rolloutId: string | undefined) {
  const recent = await db.rollout.findMany({
    where: {
      release: { changelogId },
      kind: 'rollout',
      ...(rolloutId === undefined ? {} : { id: rolloutId }),
    },
    orderBy: { createdAt: 'desc' },
    take: RECENT_ROLLOUTS,
    select: { id: true, _count: { select: { targets: true } } },
  });
  const meant = recent.find(({ _count }) => _count.targets > 1) ?? recent[0];
  if (meant === undefined) return null;
  return db.rollout.findUnique({
    where: { id: meant.id },
    select: {
      name: true,
      waves: { orderBy: { position: 'asc' }, select: { name: true } },
      targets: { select: { tenantId: true, wave: { select: { name: true } } } },
    },
  });
}

/** A tenant that cannot be read now keeps what was read last: its row says how old that is. */
export const hasHistory = ({
  state,
  historyDigest,
}: {
  readonly state: string;
  readonly historyDigest: string | null;
}): boolean =>
  state === 'ok' ||
  (historyDigest !== null && state !== 'no_history' && state !== 'empty' && state !== 'home_made');

// A history is large and rarely new: the letters of one digest under one release and set of columns stay the same.
const remembered = new Map<string, string>();
const rememberedLimit = 200_000;

async function lettersOf(
  db: Database,
  tenants: Awaited<ReturnType<typeof loadTenants>>,
  scripts: readonly ReleaseScript[],
  columns: ReturnType<typeof columnsOf>,
  releaseId: string,
): Promise<ReadonlyMap<string, string>> {
  const shape = `${releaseId} ${columns.map(({ version }) => version).join(' ')}`;
  const letters = new Map<string, string>();
  const wanted = new Map<string, string | null>();
  for (const { id, observation } of tenants) {
    if (observation === null || !hasHistory(observation)) continue;
    const key = observation.historyDigest && `${observation.historyDigest} ${shape}`;
    const known = key ? remembered.get(key) : undefined;
    if (known === undefined) wanted.set(id, key);
    else letters.set(id, known);
  }
  const whole = wanted.size > 1000 && wanted.size === tenants.length;
  const histories =
    wanted.size === 0
      ? []
      : await db.observation.findMany({
          where: whole
            ? { tenant: { changelogId: tenants[0]?.changelogId ?? '' } }
            : { tenantId: { in: [...wanted.keys()] } },
          select: { tenantId: true, history: true },
        });
  for (const { tenantId, history } of histories) {
    const text = historyLetters(fromJson(historyRows, history), scripts, columns);
    letters.set(tenantId, text);
    const key = wanted.get(tenantId);
    if (!key) continue;
    if (remembered.size >= rememberedLimit) remembered.clear();
    remembered.set(key, text);
  }
  return letters;
}
