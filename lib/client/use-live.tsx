'use client';

import { useQueryClient } from '@tanstack/react-query';
import { createContext, use, useEffect, useState, type ReactNode } from 'react';
import { refreshViews } from '@/lib/client/refresh-views';
import { liveHint } from '@/lib/wire/live';

export type LiveState = { readonly phase: 'connecting' | 'live' | 'reconnecting'; readonly heardAt: number | null };

const LiveContext = createContext<LiveState>({ phase: 'connecting', heardAt: null });

/** How fresh the screen is. */
export const useLive = (): LiveState => use(LiveContext);

const POLL_WITHOUT_STREAM_MS = 5000;
const REOPEN_MS = 3000;
const HIDDEN_CLOSE_MS = 60_000;

/**
 * One stream per tab. A hint invalidates the views that named its topics; the queries are the truth, so a lost hint
 * makes the screen stale for one poll, never wrong.
 */
export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>({ phase: 'connecting', heardAt: null });

  useEffect(() => {
    let poll: ReturnType<typeof setInterval> | undefined;
    let again: ReturnType<typeof setTimeout> | undefined;
    let stream: EventSource | undefined;
    const heard = () => setState({ phase: 'live', heardAt: Date.now() });

    const open = () => {
      clearTimeout(again);
      stream?.close();
      const opened = new EventSource('/api/live');
      stream = opened;
      opened.addEventListener('open', () => {
        clearInterval(poll);
        poll = undefined;
        heard();
        // Whatever was said while we were not listening.
        refreshViews(client, (query) => Array.isArray(query.meta?.['topics']));
      });
      opened.addEventListener('beat', heard);
      opened.addEventListener('hint', (event: MessageEvent<string>) => {
        heard();
        const hint = liveHint.safeParse(JSON.parse(event.data));
        if (!hint.success) return;
        const topics = new Set(hint.data.topics);
        refreshViews(client, (query) => {
          const wanted = query.meta?.['topics'];
          return Array.isArray(wanted) && wanted.some((topic) => topics.has(String(topic)));
        });
      });
      opened.addEventListener('error', () => {
        setState((before) => ({ phase: 'reconnecting', heardAt: before.heardAt }));
        poll ??= setInterval(() => {
          if (document.visibilityState === 'visible') refreshViews(client);
        }, POLL_WITHOUT_STREAM_MS);
        // After an answer that is no stream (a proxy's 502, our 401) a browser gives up for good.
        if (opened.readyState === EventSource.CLOSED) again = setTimeout(open, REOPEN_MS);
      });
    };

    // A browser keeps six connections to a host over HTTP/1.1: tabs that nobody looks at must not hold one each.
    let hide: ReturnType<typeof setTimeout> | undefined;
    const onVisibility = () => {
      clearTimeout(hide);
      if (document.visibilityState === 'visible') {
        if (stream === undefined || stream.readyState === EventSource.CLOSED) open();
      } else {
        hide = setTimeout(() => {
          clearTimeout(again);
          stream?.close();
        }, HIDDEN_CLOSE_MS);
      }
    };
    document.addEventListener('visibilitychange', onVisibility);
    open();
    return () => {
      document.removeEventListener('visibilitychange', onVisibility);
      clearInterval(poll);
      clearTimeout(again);
      clearTimeout(hide);
      stream?.close();
    };
  }, [client]);

  return <LiveContext value={state}>{children}</LiveContext>;
}
