'use client';

import { useQueryClient } from '@tanstack/react-query';
import { createContext, use, useEffect, useState, type ReactNode } from 'react';
import { liveHint } from '@/lib/wire/live';

export type LiveState = { readonly phase: 'connecting' | 'live' | 'reconnecting'; readonly heardAt: number | null };

const LiveContext = createContext<LiveState>({ phase: 'connecting', heardAt: null });

/** How fresh the screen is. */
export const useLive = (): LiveState => use(LiveContext);

const POLL_WITHOUT_STREAM_MS = 5000;

/**
 * One stream per tab. A hint invalidates the views that named its topics; the queries are the truth, so a lost hint
 * makes the screen stale for one poll, never wrong.
 */
export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>({ phase: 'connecting', heardAt: null });

  useEffect(() => {
    let poll: ReturnType<typeof setInterval> | undefined;
    const stream = new EventSource('/api/live');
    const heard = () => setState({ phase: 'live', heardAt: Date.now() });

    stream.addEventListener('open', () => {
      clearInterval(poll);
      poll = undefined;
      heard();
      // Whatever was said while we were not listening.
      void client.invalidateQueries({ predicate: (query) => Array.isArray(query.meta?.['topics']) });
    });
    stream.addEventListener('beat', heard);
    stream.addEventListener('hint', (event: MessageEvent<string>) => {
      heard();
      const hint = liveHint.safeParse(JSON.parse(event.data));
      if (!hint.success) return;
      const topics = new Set(hint.data.topics);
      void client.invalidateQueries({
        predicate: (query) => {
          const wanted = query.meta?.['topics'];
          return Array.isArray(wanted) && wanted.some((topic) => topics.has(String(topic)));
        },
      });
    });
    stream.addEventListener('error', () => {
      setState((before) => ({ phase: 'reconnecting', heardAt: before.heardAt }));
      poll ??= setInterval(() => {
        if (document.visibilityState === 'visible') void client.invalidateQueries();
      }, POLL_WITHOUT_STREAM_MS);
    });
    return () => {
      clearInterval(poll);
      stream.close();
    };
  }, [client]);

  return <LiveContext value={state}>{children}</LiveContext>;
}
