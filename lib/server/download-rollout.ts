import 'server-only';
import type { NextRequest } from 'next/server';
import { z } from 'zod';
import { ok, refuse } from '@/lib/domain/refusal';
import { recordExport } from '@/lib/engine/record-export';
import { BYTE_ORDER_MARK, csvLine, exportName } from '@/lib/wire/csv';
import { command } from './command';
import { loadTargets, standingFailure, type LoadedTarget } from './queries/rollout-targets';
import { refusedResponse } from './routes';
import { searchInput } from './search-input';

const HEADER = [
  'tenant',
  'name',
  'server',
  'tier',
  'region',
  'wave',
  'from',
  'to',
  'state',
  'reason',
  'included_reason',
  'attempts',
  'failure',
  'sqlstate',
  'script',
  'statement',
  'message',
  'validated',
  'changed',
  'started_at',
  'finished_at',
];

/** Every target of a rollout as CSV, exceptions and their reasons included. Audited before the first byte. */
export async function downloadRollout(request: NextRequest): Promise<Response> {
  const input = searchInput(request.nextUrl.searchParams);
  const result = await command(
    'export',
    z.object({ rollout: z.uuid() }),
    input,
    async (engine, operator, query) => {
      const rollout = await engine.db.rollout.findUnique({
        where: { id: query.rollout },
        select: { id: true, name: true },
      });
      if (rollout === null) return refuse('not_found', { kind: 'rollout', id: query.rollout });
      const targets = await loadTargets(engine.db, rollout.id);
      const recorded = await recordExport(engine, operator, {
        subject: { kind: 'rollout', id: rollout.id, label: rollout.name },
        data: { rows: targets.length },
      });
      return recorded.ok ? ok({ targets, now: engine.clock.now() }) : recorded;
    },
  );
  if (!result.ok) return refusedResponse(result.refusal);
  const { targets, now } = result.value;
  return new Response(BYTE_ORDER_MARK + csvLine(HEADER) + targets.map(line).join(''), {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${exportName('rollout', now)}"`,
      'Cache-Control': 'no-store',
    },
  });
}

function line(target: LoadedTarget): string {
  const failure = standingFailure(target);
  return csvLine([
    target.key,
    target.name,
    target.server,
    target.tier,
    target.region,
    target.wave,
    target.from,
    target.to,
    target.state,
    target.reason,
    target.includedReason,
    target.attempts,
    failure?.code ?? null,
    failure?.sqlstate ?? null,
    failure?.script ?? null,
    failure === null || failure.statementIndex === null ? null : failure.statementIndex + 1,
    failure?.message ?? null,
    target.validated,
    target.changed ? 'yes' : 'no',
    target.startedAt?.toISOString() ?? null,
    target.finishedAt?.toISOString() ?? null,
  ]);
}
