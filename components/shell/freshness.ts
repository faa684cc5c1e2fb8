import type { LiveState } from '@/lib/client/use-live';

export type Freshness = {
  readonly state: 'connecting' | 'live' | 'reconnecting' | 'stale';
  readonly text: string;
};

/** From here on what is on the screen may be wrong, whatever the connection says. */
export const STALE_AFTER_MS = 30_000;

/** @param freshAt ms since the epoch of the last sign of life: the stream's or a view's that was read again. */
export function freshness(phase: LiveState['phase'], freshAt: number | null, now: number): Freshness {
  const ageMs = freshAt === null ? null : Math.max(0, now - freshAt);
  if (ageMs !== null && ageMs >= STALE_AFTER_MS) return { state: 'stale', text: `Stale ${age(ageMs)}` };
  if (phase === 'connecting') return { state: 'connecting', text: 'Connecting' };
  if (phase === 'reconnecting') return { state: 'reconnecting', text: 'Reconnecting' };
  return { state: 'live', text: ageMs === null || ageMs < 1000 ? 'Live now' : `Live ${age(ageMs)} ago` };
}

function age(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`;
}
