export type TimeZoneChoice = 'local' | 'utc';

const parts: Intl.DateTimeFormatOptions = {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
};

/** "2026-11-25 14:02:07 UTC"; `local` names the reader's own zone. Sorts as text, reads the same everywhere. */
export const absoluteTime = (atMs: number, zone: TimeZoneChoice): string => {
  const format = new Intl.DateTimeFormat('sv-SE', {
    ...parts,
    ...(zone === 'utc' ? { timeZone: 'UTC' } : {}),
  });
  if (zone === 'utc') return `${format.format(atMs)} UTC`;
  const name = new Intl.DateTimeFormat('en', { timeZoneName: 'short' })
    .formatToParts(atMs)
    .find((part) => part.type === 'timeZoneName')?.value;
  return `${format.format(atMs)} ${name ?? ''}`.trimEnd();
};

const units = [
  { name: 'd', ms: 86_400_000 },
  { name: 'h', ms: 3_600_000 },
  { name: 'min', ms: 60_000 },
  { name: 's', ms: 1_000 },
] as const;

/** `nowMs` may be that much behind: the clock of `useNow` ticks every 5 s. What has just happened is not to come. */
const LAG_MS = 6_000;

/** "12 s ago", "in 3 h"; past 30 days the date itself says more, and `undefined` is returned. */
export const relativeTime = (atMs: number, nowMs: number): string | undefined => {
  const distanceMs = Math.abs(nowMs - atMs);
  if (distanceMs >= 30 * 86_400_000) return undefined;
  if (distanceMs < 1_000 || (atMs > nowMs && distanceMs < LAG_MS)) return 'now';
  const unit = units.find((candidate) => distanceMs >= candidate.ms);
  if (unit === undefined) return 'now';
  const text = `${Math.floor(distanceMs / unit.ms)} ${unit.name}`;
  return atMs <= nowMs ? `${text} ago` : `in ${text}`;
};
