import pg from 'pg';
import { LIVE_CHANNEL, liveHint, type LiveHint } from '@/lib/wire/live';

export type LiveListener = { close(): Promise<void> };

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;

/**
 * Hears `groundswell_live` on a connection of its own: LISTEN needs a session, which no transaction pooler gives.
 * Connects again by itself, ever more slowly, until it is closed.
 * @param onGap it listens again after a gap (or for the first time after failing): hints may have been missed.
 */
export function listenLive(databaseUrl: string, onHint: (hint: LiveHint) => void, onGap: () => void): LiveListener {
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  let failures = 0;

  const lost = (from: pg.Client): void => {
    if (closed || client !== from) return;
    client = undefined;
    failures += 1;
    from.connection.stream.destroy();
    const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1));
    timer = setTimeout(() => void connect(), pauseMs);
    timer.unref();
  };

  const connect = async (): Promise<void> => {
    const next = new pg.Client({
      connectionString: databaseUrl,
      application_name: 'groundswell-live',
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    });
    client = next;
    next.on('error', () => lost(next));
    next.on('end', () => lost(next));
    next.on('notification', ({ channel, payload }) => {
      const hint = channel === LIVE_CHANNEL ? parseHint(payload) : undefined;
      if (hint !== undefined && !closed) onHint(hint);
    });
    try {
      await next.connect();
      await next.query(`LISTEN ${LIVE_CHANNEL}`);
    } catch {
      lost(next);
      return;
    }
    if (closed) return;
    if (failures > 0) onGap();
    failures = 0;
  };

  void connect();
  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      const last = client;
      client = undefined;
      await last?.end().catch(() => last.connection.stream.destroy());
    },
  };
}

/** Anybody who may connect can NOTIFY: what is no hint is passed over. */
function parseHint(payload: string | undefined): LiveHint | undefined {
  try {
    const parsed = liveHint.safeParse(JSON.parse(payload ?? ''));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
