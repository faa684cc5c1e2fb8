'use client';

import { createContext, useContext, type ReactNode } from 'react';
import type { TimeZoneChoice } from '@/components/ui/time-text';

const TimeZoneContext = createContext<TimeZoneChoice>('local');

export interface TimeZoneProviderProps {
  readonly zone: TimeZoneChoice;
  readonly children: ReactNode;
}

/** The Local/UTC switch of the page frame; every `Time` below follows. */
export const TimeZoneProvider = ({ zone, children }: TimeZoneProviderProps) => (
  <TimeZoneContext value={zone}>{children}</TimeZoneContext>
);

export const useTimeZone = (): TimeZoneChoice => useContext(TimeZoneContext);
