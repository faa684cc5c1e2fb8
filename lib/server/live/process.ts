import 'server-only';
import { listenLive } from '@/lib/db/listen';
import { systemClock } from '@/lib/platform/clock';
import { env } from '@/lib/platform/env';
import { createLiveHub, type LiveHub } from './hub';

type Live = { readonly hub: LiveHub; readonly listener: ReturnType<typeof listenLive> };

// Next may load a module more than once, in instrumentation and in a route for one: there is one hub all the same.
const holder = globalThis as typeof globalThis & { groundswellLive?: Live | 'stopped' };

/** This process's hub, on one LISTEN connection that the first stream opens; null once the process is stopping. */
export function liveHub(): LiveHub | null {
  if (holder.groundswellLive === 'stopped') return null;
  if (holder.groundswellLive === undefined) {
    const hub = createLiveHub(() => systemClock.now().getTime());
    // After a gap every tab opens its stream anew and reads its views again: hints may have been missed.
    const listener = listenLive(env().DATABASE_URL, (hint) => hub.announce(hint.topics), () => hub.close());
    holder.groundswellLive = { hub, listener };
  }
  return holder.groundswellLive.hub;
}

/**
 * Next waits for open requests before it stops, and a stream is one that never ends by itself. Tabs come back at once,
 * over connections that are still open: they are turned away from now on.
 */
export function closeLive(): void {
  const live = holder.groundswellLive;
  holder.groundswellLive = 'stopped';
  if (live === undefined || live === 'stopped') return;
  live.hub.close();
  void live.listener.close();
}
