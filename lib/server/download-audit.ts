import 'server-only';
import { refuse } from '@/lib/domain/refusal';
import { exportAudit } from '@/lib/engine/export-audit';
import { log } from '@/lib/platform/log';
import { z } from 'zod';
import { command } from './command';
import { refusedResponse } from './routes';

/** The sealed log as JSON lines, its head last. Written as it is read: it may be longer than memory. */
export async function downloadAudit(): Promise<Response> {
  const result = await command('export', z.object({}), {}, async (engine, operator) => {
    const lines = await exportAudit(engine, operator);
    return lines.ok ? { ok: true, value: { lines: lines.value, at: engine.clock.now() } } : lines;
  });
  if (!result.ok) return refusedResponse(result.refusal);
  const { lines, at } = result.value;
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await lines.next();
        if (done === true) controller.close();
        else controller.enqueue(encoder.encode(value));
      } catch (error) {
        log('export').error({ err: error }, 'export of the audit log broke off');
        // The download ends without its last line, the head: whoever reads it sees that it is not complete.
        controller.error(refuse('internal').refusal);
      }
    },
    async cancel() {
      await lines.return();
    },
  });
  return new Response(body, {
    headers: {
      'Content-Type': 'application/x-ndjson; charset=utf-8',
      'Content-Disposition': `attachment; filename="groundswell-audit-${at.toISOString().replaceAll(/[-:]|\.\d+/g, '')}.jsonl"`,
      'Cache-Control': 'no-store',
    },
  });
}
