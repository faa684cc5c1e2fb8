import 'server-only';
import type { NextRequest } from 'next/server';
import { ok, refuse } from '@/lib/domain/refusal';
import { recordExport } from '@/lib/engine/record-export';
import { BYTE_ORDER_MARK, csvLine, exportName } from '@/lib/wire/csv';
import { fleetQuery, type FleetRow } from '@/lib/wire/fleet-view';
import { command } from './command';
import { readFleet } from './queries/fleet';
import { refusedResponse } from './routes';
import { searchInput } from './search-input';

const HEADER = [
  'key',
  'name',
  'server',
  'database',
  'schema',
  'tier',
  'region',
  'criticality',
  'labels',
  'version',
  'behind',
  'state',
  'drift',
  'hold_reason',
  'hold_owner',
  'hold_expires_at',
  'rollout',
  'wave',
  'problem',
  'verified_at',
];

const LINES_A_CHUNK = 500;

/** The rows of the fleet's current filter, in its order, as CSV. Audited before the first byte. */
export async function downloadFleet(request: NextRequest): Promise<Response> {
  const result = await command(
    'export',
    fleetQuery,
    searchInput(request.nextUrl.searchParams),
    async (engine, operator, query) => {
      const now = engine.clock.now();
      const view = await readFleet(engine.db, query, now);
      if (view === null) return refuse('not_found', { what: 'changelog', value: query.changelog ?? '' });
      const recorded = await recordExport(engine, operator, {
        subject: { kind: 'fleet', id: view.changelog.key, label: `${view.rows.length} tenants` },
        data: { rows: view.rows.length, filter: request.nextUrl.search },
      });
      return recorded.ok ? ok({ rows: view.rows, now }) : recorded;
    },
  );
  if (!result.ok) return refusedResponse(result.refusal);
  const { rows, now } = result.value;
  return new Response(streamOf(linesOf(rows)), {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${exportName('fleet', now)}"`,
      'Cache-Control': 'no-store',
    },
  });
}

function* linesOf(rows: readonly FleetRow[]): Generator<string> {
  yield BYTE_ORDER_MARK + csvLine(HEADER);
  for (const row of rows) {
    const labels = Object.entries(row.labels).map(([name, value]) => `${name}=${value}`);
    yield csvLine([
      row.key,
      row.name,
      row.server,
      row.database,
      row.schema,
      row.tier,
      row.region,
      row.criticality,
      labels.join('; '),
      row.version,
      row.behind,
      row.state,
      row.drift,
      row.hold?.reason ?? null,
      row.hold?.owner ?? null,
      row.hold?.expiresAt ?? null,
      row.rollout?.name ?? null,
      row.rollout?.wave ?? null,
      row.problem,
      row.verifiedAt,
    ]);
  }
}

/** Written as it is read by the browser, a chunk of lines at a time. */
function streamOf(lines: Generator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = lines.take(LINES_A_CHUNK).toArray();
      if (chunk.length === 0) controller.close();
      else controller.enqueue(encoder.encode(chunk.join('')));
    },
  });
}
