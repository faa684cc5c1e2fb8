'use client';

import { createContext, use, useSyncExternalStore, type ReactNode } from 'react';
import type { TimeZoneChoice } from '@/components/ui/time-text';
import { TimeZoneProvider } from '@/components/ui/time-zone';

const storageKey = 'groundswell.time-zone';
const listeners = new Set<() => void>();

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
};
const read = (): TimeZoneChoice => (window.localStorage.getItem(storageKey) === 'utc' ? 'utc' : 'local');
const onServer = (): TimeZoneChoice => 'local';

const choose = (zone: TimeZoneChoice) => {
  window.localStorage.setItem(storageKey, zone);
  for (const listener of listeners) listener();
};

const ZoneContext = createContext<TimeZoneChoice>('local');

/** The reader's choice of Local or UTC, kept in this browser. */
export const useZoneChoice = () => ({ zone: use(ZoneContext), choose });

export const ZoneChoiceProvider = ({ children }: { readonly children: ReactNode }) => {
  const zone = useSyncExternalStore(subscribe, read, onServer);
  return (
    <ZoneContext value={zone}>
      <TimeZoneProvider zone={zone}>{children}</TimeZoneProvider>
    </ZoneContext>
  );
};
