'use client';

import { useSyncExternalStore } from 'react';

const QUERY = '(max-width: 40rem)';

const subscribe = (listener: () => void) => {
  const list = window.matchMedia(QUERY);
  list.addEventListener('change', listener);
  return () => list.removeEventListener('change', listener);
};

/** A phone. The server takes every reader for a wide one. */
export const useNarrow = (): boolean =>
  useSyncExternalStore(
    subscribe,
    () => window.matchMedia(QUERY).matches,
    () => false,
  );
