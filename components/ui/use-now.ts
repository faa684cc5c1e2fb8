'use client';

import { useSyncExternalStore } from 'react';

const tickMs = 5_000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let nowMs: number | undefined;

const tick = () => {
  nowMs = Date.now();
  for (const listener of listeners) listener();
};

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  timer ??= setInterval(tick, tickMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && timer !== undefined) {
      clearInterval(timer);
      timer = undefined;
      nowMs = undefined;
    }
  };
};

const current = (): number | undefined => (nowMs ??= Date.now());
const onServer = (): number | undefined => undefined;

/** One clock for all: ms since the epoch, every 5 s; `undefined` on the server and while hydrating, so nothing differs. */
export const useNow = (): number | undefined => useSyncExternalStore(subscribe, current, onServer);
