import 'server-only';
import { z } from 'zod';
import type { Facts } from '@/lib/domain/refusal';
import type { Database } from '@/lib/db/client';
import { fromJson } from '@/lib/db/json';
import type { RolloutEvent } from '@/lib/wire/rollout-view';

const NEWEST = 200;

type StoredEvent = Awaited<ReturnType<Database['event']['findMany']>>[number];

/** Newest first. Tenants' own steps are many: those of people, waves and the rollout have a share of their own. */
export async function loadEvents(db: Database, rolloutId: string): Promise<readonly StoredEvent[]> {
  const newest = { orderBy: { id: 'desc' }, take: NEWEST } as const;
  const [all, chief] = await Promise.all([
    db.event.findMany({ where: { rolloutId }, ...newest }),
    db.event.findMany({
      where: { rolloutId, OR: [{ actorId: { not: null } }, { targetId: null }] },
      ...newest,
    }),
  ]);
  const byId = new Map([...all, ...chief].map((event) => [event.id, event]));
  return [...byId.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
}

/** Names of whoever appears in events; one query. */
export async function loadNames(
  db: Database,
  ids: Iterable<string | null>,
): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(ids)].filter((id): id is string => id !== null);
  const people = await db.person.findMany({
    where: { id: { in: wanted } },
    select: { id: true, name: true },
  });
  return new Map(people.map((person) => [person.id, person.name]));
}

const factsJson = z.record(z.string(), z.unknown());

export function eventViews(
  events: readonly StoredEvent[],
  names: ReadonlyMap<string, string>,
  tenantOf: ReadonlyMap<string, string>,
  waveOf: ReadonlyMap<string, string>,
): readonly RolloutEvent[] {
  return events.map((event) => ({
    id: String(event.id),
    at: event.at.toISOString(),
    actor: event.actorId === null ? null : (names.get(event.actorId) ?? 'someone who is gone'),
    verb: event.verb,
    from: event.fromState,
    to: event.toState,
    reason: event.reason === '' ? null : event.reason,
    tenant: event.targetId === null ? null : (tenantOf.get(event.targetId) ?? null),
    targetId: event.targetId,
    wave: event.waveId === null ? null : (waveOf.get(event.waveId) ?? null),
    facts: plainFacts(fromJson(factsJson, event.data)),
  }));
}

/** Events may carry nested evidence; the timeline shows words and numbers. */
export function plainFacts(data: Readonly<Record<string, unknown>>): Facts {
  const plain: Record<string, string | number | boolean | null> = {};
  for (const [name, value] of Object.entries(data)) {
    if (
      value === null ||
      typeof value === 'string' ||
      typeof value === 'number' ||
      typeof value === 'boolean'
    ) {
      plain[name] = value;
    }
  }
  return plain;
}
