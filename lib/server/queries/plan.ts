import 'server-only';
import { z } from 'zod';
import type { Database } from '@/lib/db/client';
import { fromJson } from '@/lib/db/json';
import type { RolloutState } from '@/lib/domain/rollout';
import { compareVersionTexts } from '@/lib/domain/version';
import { wavePlan } from '@/lib/wire/commands';
import { fleetQuery } from '@/lib/wire/fleet-view';
import type { PlanAsked, PlanChoices, RollbackChoices } from '@/lib/wire/plan-form';
import { readFleet } from './fleet';

const labelsShape = z.record(z.string(), z.string());
const CRITICALITIES = ['low', 'normal', 'high', 'critical'];

/** What the plan form offers. Three queries, whatever the number of tenants. */
export async function readPlanChoices(db: Database, now: Date): Promise<PlanChoices> {
  const [releases, tenants, templates] = await Promise.all([
    db.release.findMany({
      orderBy: { publishedAt: 'desc' },
      include: {
        changelog: { select: { key: true } },
        migrations: { where: { kind: { in: ['versioned', 'baseline'] } }, select: { version: true } },
      },
    }),
    db.tenant.findMany({
      where: { archivedAt: null },
      orderBy: { key: 'asc' },
      include: {
        changelog: { select: { key: true } },
        server: { select: { key: true, environment: true } },
        observation: { select: { currentVersion: true, state: true, drift: true } },
        _count: {
          select: {
            holds: { where: { releasedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] } },
            targets: { where: { live: true } },
          },
        },
      },
    }),
    db.waveTemplate.findMany({ orderBy: { name: 'asc' } }),
  ]);
  const changelogs = new Map<string, FieldCounts>();
  for (const tenant of tenants) {
    const counts = changelogs.get(tenant.changelog.key) ?? noCounts();
    changelogs.set(tenant.changelog.key, counts);
    countIn(counts, 'tier', tenant.tier);
    countIn(counts, 'region', tenant.region);
    countIn(counts, 'criticality', tenant.criticality);
    countIn(counts, 'server', tenant.server.key);
    countIn(counts, 'environment', tenant.server.environment);
    const version = tenant.observation?.currentVersion;
    if (version) countIn(counts, 'version', version);
    for (const [name, value] of Object.entries(fromJson(labelsShape, tenant.labels))) {
      countIn(counts, `label:${name}`, value);
    }
  }
  return {
    releases: releases.map((release) => ({
      id: release.id,
      name: release.name,
      changelog: release.changelog.key,
      targetVersion: release.targetVersion,
      versions: release.migrations
        .flatMap(({ version }) => (version === null ? [] : [version]))
        .sort((a, b) => compareVersionTexts(b, a)),
      publishedAt: release.publishedAt.toISOString(),
    })),
    tenants: tenants
      .map((tenant) => ({
        key: tenant.key,
        name: tenant.name,
        changelog: tenant.changelog.key,
        version: tenant.observation?.currentVersion ?? null,
        criticality: tenant.criticality,
        free:
          tenant.observation?.state === 'ok' &&
          tenant.observation.drift !== 'drifted' &&
          tenant._count.holds === 0 &&
          tenant._count.targets === 0,
      }))
      .sort((a, b) => CRITICALITIES.indexOf(a.criticality) - CRITICALITIES.indexOf(b.criticality)),
    fields: Object.fromEntries([...changelogs].map(([key, counts]) => [key, fieldChoices(counts)])),
    templates: templates.map(({ id, name, waves }) => ({
      id,
      name,
      waves: fromJson(z.array(wavePlan), waves),
    })),
  };
}

type FieldCounts = Map<string, Map<string, number>>;

/** In the order in which they are offered; labels follow. */
const noCounts = (): FieldCounts =>
  new Map(
    ['tier', 'region', 'criticality', 'server', 'environment', 'version'].map((field) => [field, new Map()]),
  );

function countIn(counts: FieldCounts, field: string, value: string): void {
  const values = counts.get(field) ?? new Map<string, number>();
  values.set(value, (values.get(value) ?? 0) + 1);
  counts.set(field, values);
}

const fieldChoices = (counts: FieldCounts) =>
  [...counts].map(([field, values]) => ({
    field,
    label: field.startsWith('label:') ? field.slice('label:'.length) : field,
    values: [...values]
      .map(([value, n]) => ({ value, count: n }))
      .sort((a, b) =>
        field === 'version' ? compareVersionTexts(b.value, a.value) : a.value.localeCompare(b.value),
      ),
  }));

const LISTS = ['tier', 'region', 'server', 'criticality', 'version', 'state', 'label', 'key'] as const;

/**
 * What the plan begins with. Tenants by key, or the fleet's own filter, which is resolved here and now: the wave then
 * holds exactly the tenants that the filter shows, and no expression that would mean others tomorrow.
 */
export async function readPlanAsked(
  db: Database,
  search: Readonly<Record<string, string | readonly string[] | undefined>>,
  now: Date,
): Promise<PlanAsked> {
  const one = (name: string) => [search[name] ?? []].flat()[0];
  const given = (name: string) => [search[name] ?? []].flat().filter((text) => text !== '');
  const releaseId = one('release') ?? null;
  const changelog = one('changelog') ?? null;
  // Keys have no comma; values of labels may.
  const named = given('tenants')
    .flatMap((text) => text.split(','))
    .filter((key) => key !== '');
  const filter = {
    ...Object.fromEntries(LISTS.map((name) => [name, given(name)])),
    ...Object.fromEntries(
      (['q', 'changelog', 'drift', 'held', 'behind'] as const).flatMap((name) => {
        const value = one(name);
        return value === undefined ? [] : [[name, value]];
      }),
    ),
  };
  const filtered =
    LISTS.some((name) => given(name).length > 0) ||
    ['q', 'drift', 'held', 'behind'].some((name) => one(name));
  const id = JSON.stringify([releaseId, changelog, named, filtered ? filter : null]);
  const asked = { id, releaseId, changelog };
  if (named.length > 0) return { ...asked, tenants: [...new Set(named)] };
  if (!filtered) return { ...asked, tenants: null };
  const query = fleetQuery.safeParse(filter);
  const fleet = query.success ? await readFleet(db, query.data, now) : null;
  return { ...asked, tenants: fleet?.rows.map(({ key }) => key) ?? [] };
}

/** Null: there is no such rollout. Two queries. */
export async function readRollbackChoices(db: Database, rolloutId: string): Promise<RollbackChoices | null> {
  const rollout = await db.rollout.findUnique({
    where: { id: rolloutId },
    include: {
      release: { select: { name: true } },
      waves: { orderBy: { position: 'asc' }, select: { id: true, name: true } },
    },
  });
  if (rollout === null) return null;
  const targets = await db.target.findMany({
    where: { rolloutId, changed: true, state: { not: 'rolled_back' } },
    orderBy: [{ wave: { position: 'asc' } }, { tenant: { key: 'asc' } }],
    select: {
      id: true,
      waveId: true,
      fromVersion: true,
      toVersion: true,
      tenant: { select: { key: true, name: true } },
    },
  });
  const changed = Map.groupBy(targets, ({ waveId }) => waveId);
  const waveNames = new Map(rollout.waves.map(({ id, name }) => [id, name]));
  return {
    rollout: {
      id: rollout.id,
      name: rollout.name,
      kind: rollout.kind,
      state: rollout.state as RolloutState,
      release: rollout.release.name,
      targetVersion: rollout.targetVersion,
    },
    waves: rollout.waves.flatMap(({ id, name }) => {
      const tenants = changed.get(id)?.length ?? 0;
      return tenants === 0 ? [] : [{ id, name, tenants }];
    }),
    targets: targets.map(({ id, waveId, fromVersion, toVersion, tenant }) => ({
      id,
      ...tenant,
      wave: waveNames.get(waveId) ?? '',
      from: fromVersion,
      to: toVersion,
    })),
  };
}
