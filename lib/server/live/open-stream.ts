import 'server-only';
import { refuse } from '@/lib/domain/refusal';
import { operatorOf } from '../operator';
import { sessionClaims, sessionHasEnded } from '../session';
import { liveHub } from './process';
import { liveStream } from './stream';

/** `no-transform`: otherwise Next compresses the stream, and compression waits for more. */
const headers = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-cache, no-transform',
  'X-Accel-Buffering': 'no',
};

/** The hints of this process for one tab, as long as its session is good. */
export async function openLiveStream(gone: AbortSignal): Promise<Response> {
  const claims = await sessionClaims();
  if (claims === null || (await operatorOf(claims)) === null) {
    return Response.json(refuse('not_signed_in'), { status: 401, headers: { 'Cache-Control': 'no-store' } });
  }
  const stillAllowed = async (): Promise<boolean> => !sessionHasEnded(claims) && (await operatorOf(claims)) !== null;
  return new Response(liveStream(liveHub(), gone, stillAllowed), { headers });
}
