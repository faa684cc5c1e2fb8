import 'server-only';
import { z } from 'zod';
import type { Database } from '@/lib/db/client';
import { fromJson } from '@/lib/db/json';
import type { Engine } from '@/lib/engine/context';
import type { AuditLineView, AuditQuery, AuditView } from '@/lib/wire/audit-view';
import { likeText } from './like-text';

const PAGE = 100;
const CHOICES = 200;
const DAY_MS = 24 * 3_600_000;

const factsSchema = z.record(z.string(), z.unknown());

/** Newest first, a page at a time by id: a line that is written meanwhile moves nothing. */
export async function readAudit({ db }: Engine, query: AuditQuery): Promise<AuditView> {
  const [rows, actors, verbs] = await Promise.all([
    db.auditLine.findMany({ where: conditions(query), orderBy: { id: 'desc' }, take: PAGE + 1 }),
    db.auditLine.groupBy({ by: ['actor'], orderBy: { actor: 'asc' }, take: CHOICES }),
    db.auditLine.groupBy({ by: ['verb'], orderBy: { verb: 'asc' }, take: CHOICES }),
  ]);
  const page = rows.slice(0, PAGE);
  return {
    lines: page.map(
      (row): AuditLineView => ({
        id: String(row.id),
        seq: row.seq === null ? null : String(row.seq),
        at: row.at.toISOString(),
        actor: row.actor,
        verb: row.verb,
        subject: row.subject === 'refusal' ? '' : row.subject,
        label: row.label,
        outcome: row.outcome === 'refused' ? 'refused' : 'done',
        code: row.code,
        reason: row.reason,
        facts: fromJson(factsSchema, row.data),
        hash: row.hash,
      }),
    ),
    older: rows.length > PAGE ? String(page.at(-1)?.id) : null,
    actors: actors.map((row) => row.actor),
    verbs: verbs.map((row) => row.verb),
  };
}

type Conditions = NonNullable<NonNullable<Parameters<Database['auditLine']['findMany']>[0]>['where']>;

function conditions(query: AuditQuery): Conditions {
  const holds = { contains: likeText(query.text), mode: 'insensitive' } as const;
  const from = query.from === null ? undefined : new Date(`${query.from}T00:00:00Z`);
  const until = query.to === null ? undefined : new Date(Date.parse(`${query.to}T00:00:00Z`) + DAY_MS);
  return {
    ...(query.before !== null && { id: { lt: BigInt(query.before) } }),
    ...(query.actor !== '' && { actor: query.actor }),
    ...(query.verb !== '' && { verb: query.verb }),
    ...(query.outcome !== null && { outcome: query.outcome }),
    ...((from || until) && { at: { ...(from && { gte: from }), ...(until && { lt: until }) } }),
    ...(query.text !== '' && {
      OR: [{ subject: holds }, { label: holds }, { reason: holds }, { code: holds }, { actor: holds }],
    }),
  };
}
