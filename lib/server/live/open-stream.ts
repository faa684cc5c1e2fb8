import 'server-only';
import { refuse } from '@/lib/domain/refusal';
import { operatorOf } from '../operator';
import { sessionClaims, sessionHasEnded } from '../session';
import { liveHub } from './process';
import { liveStream } from './stream';

/**
 * `no-transform`: otherwise Next compresses the stream, and compression waits for more. `close`: when the stream ends
 * because the server stops, its connection must not be kept for the next attempt.
 */
const headers = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-cache, no-transform',
  'X-Accel-Buffering': 'no',
  Connection: 'close',
};

/** The hints of this process for one tab, as long as its session is good. */
export async function openLiveStream(gone: AbortSignal): Promise<Response> {
  const claims = await sessionClaims();
  if (claims === null || (await operatorOf(claims)) === null) {
    return Response.json(refuse('not_signed_in'), { status: 401, headers: { 'Cache-Control': 'no-store' } });
  }
  const hub = liveHub();
  if (hub === null) return new Response(null, { status: 503, headers: { 'Retry-After': '2', Connection: 'close' } });
  const stillAllowed = async (): Promise<boolean> => !sessionHasEnded(claims) && (await operatorOf(claims)) !== null;
  return new Response(liveStream(hub, gone, stillAllowed), { headers });
}
