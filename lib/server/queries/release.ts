import 'server-only';
import type { RolloutState } from '@/lib/domain/rollout';
import { fromJson } from '@/lib/db/json';
import { compareReleases } from '@/lib/engine/compare-releases';
import type { Engine } from '@/lib/engine/context';
import { storedPlaceholders } from '@/lib/engine/placeholder-values';
import { publishedScript } from '@/lib/engine/release-scripts';
import type {
  ReleasePlaceholder,
  ReleaseScriptView,
  ReleaseView,
  ScriptTextView,
} from '@/lib/wire/releases-view';
import type { RolloutKind } from '@/lib/wire/rollout-view';
import { itemsOf } from './releases';

const ROLLOUTS = 10;

/** One release, its scripts without their texts: those are read when they are opened. Null when there is none. */
export async function readRelease({ db }: Engine, id: string): Promise<ReleaseView | null> {
  const row = await db.release.findUnique({
    where: { id },
    include: {
      changelog: { select: { key: true, name: true } },
      publishedBy: { select: { name: true } },
      migrations: { orderBy: { position: 'asc' } },
      rollouts: {
        orderBy: { createdAt: 'desc' },
        take: ROLLOUTS,
        select: { id: true, name: true, kind: true, state: true, createdAt: true },
      },
    },
  });
  if (row === null) return null;
  const [items, previous, tenants] = await Promise.all([
    itemsOf(db, [row]),
    db.release.findFirst({
      where: { changelogId: row.changelogId, publishedAt: { lt: row.publishedAt } },
      orderBy: { publishedAt: 'desc' },
      include: { migrations: { omit: { sql: true }, orderBy: { position: 'asc' } } },
    }),
    db.tenant.findMany({
      where: { changelogId: row.changelogId, archivedAt: null },
      select: { placeholders: true },
    }),
  ]);
  const [item] = items;
  if (item === undefined) return null;
  const compared = compareReleases(previous?.migrations ?? [], row.migrations);
  const list = row.migrations.map((migration, index): ReleaseScriptView => {
    const {
      kind,
      version,
      description,
      script,
      sql,
      checksum,
      executeInTransaction,
      placeholderReplacement,
    } = publishedScript(migration).migration;
    return {
      position: migration.position,
      kind,
      version,
      description,
      script,
      checksum,
      statements: migration.statements,
      transactional: migration.transactional,
      executeInTransaction,
      placeholderReplacement,
      placeholders: publishedScript(migration).placeholders,
      since: compared.since[index] ?? 'new',
      characters: sql.length,
    };
  });
  return {
    ...item,
    digest: row.digest,
    list,
    placeholders: placeholdersOf(
      list,
      row.placeholders,
      tenants.map((tenant) => tenant.placeholders),
    ),
    previous: previous === null ? null : { id: previous.id, name: previous.name },
    gone: compared.gone,
    recentRollouts: row.rollouts.map(({ createdAt, kind, state, ...rollout }) => ({
      ...rollout,
      kind: kind as RolloutKind,
      state: state as RolloutState,
      createdAt: createdAt.toISOString(),
    })),
  };
}

/** The text of one script as it was published. */
export async function readScriptText(
  { db }: Engine,
  query: { readonly id: string; readonly position: number },
): Promise<ScriptTextView | null> {
  return db.releaseMigration.findUnique({
    where: { releaseId_position: { releaseId: query.id, position: query.position } },
    select: { script: true, sql: true },
  });
}

/** Names compare without case. Values that no script names are listed too: somebody gave them for a reason. */
function placeholdersOf(
  scripts: readonly ReleaseScriptView[],
  stored: unknown,
  tenants: readonly unknown[],
): readonly ReleasePlaceholder[] {
  const own = new Map(
    Object.entries(fromJson(storedPlaceholders, stored)).map(([name, entry]) => [
      name.toLowerCase(),
      { name, entry },
    ]),
  );
  const given = tenants.map(
    (one) => new Set(Object.keys(fromJson(storedPlaceholders, one)).map((name) => name.toLowerCase())),
  );
  const uses = new Map<string, { name: string; scripts: string[] }>();
  for (const { script, placeholders } of scripts) {
    for (const name of placeholders) {
      const use = uses.get(name.toLowerCase()) ?? { name, scripts: [] };
      use.scripts.push(script);
      uses.set(name.toLowerCase(), use);
    }
  }
  for (const [key, { name }] of own) if (!uses.has(key)) uses.set(key, { name, scripts: [] });
  return [...uses].map(([key, use]): ReleasePlaceholder => {
    const entry = own.get(key)?.entry;
    const source = key.startsWith('flyway:') ? 'flyway' : entry === undefined ? 'tenant' : 'release';
    return {
      ...use,
      source,
      value: entry !== undefined && 'value' in entry ? entry.value : null,
      secret: entry !== undefined && 'sealed' in entry,
      tenants: given.filter((names) => names.has(key)).length,
    };
  });
}
