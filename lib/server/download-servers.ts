import 'server-only';
import { z } from 'zod';
import { ok } from '@/lib/domain/refusal';
import { recordExport } from '@/lib/engine/record-export';
import { BYTE_ORDER_MARK, csvLine, exportName } from '@/lib/wire/csv';
import type { ServerView } from '@/lib/wire/servers-view';
import { command } from './command';
import { readServers } from './queries/servers';
import { refusedResponse } from './routes';

const HEADER = [
  'key',
  'name',
  'environment',
  'host',
  'port',
  'tls_mode',
  'postgresql',
  'migrator',
  'observer',
  'run_as_role',
  'history_schema',
  'history_table',
  'tenants',
  'tenants_unread',
  'in_flight',
  'max_in_flight',
  'observed_at',
  'problem',
];

/** Every server that is not archived, without a word of its secrets. Audited before the first byte. */
export async function downloadServers(): Promise<Response> {
  const result = await command('export', z.object({}), {}, async (engine, operator) => {
    const now = engine.clock.now();
    const { servers } = await readServers(engine);
    const recorded = await recordExport(engine, operator, {
      subject: { kind: 'servers', id: 'all', label: `${servers.length} servers` },
      data: { rows: servers.length },
    });
    return recorded.ok ? ok({ servers, now }) : recorded;
  });
  if (!result.ok) return refusedResponse(result.refusal);
  const { servers, now } = result.value;
  return new Response(BYTE_ORDER_MARK + csvLine(HEADER) + servers.map(lineOf).join(''), {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${exportName('servers', now)}"`,
      'Cache-Control': 'no-store',
    },
  });
}

const lineOf = (server: ServerView): string =>
  csvLine([
    server.key,
    server.name,
    server.environment,
    server.host,
    server.port,
    server.tlsMode,
    server.major,
    server.username,
    server.observer?.username ?? null,
    server.runAsRole,
    server.historySchema,
    server.historyTable,
    server.tenants,
    server.unread,
    server.inFlight,
    server.maxConcurrency,
    server.observedAt,
    server.problem?.code ?? null,
  ]);
