import { clsx } from 'clsx';
import type { ReactNode } from 'react';

const stroke = (d: string): ReactNode => <path d={d} />;

/** Drawn on a 16 × 16 grid, 1.5 px strokes; `solid` shapes fill themselves. */
const shapes = {
  check: stroke('M3 8.5 6.5 12 13 4.5'),
  cross: stroke('M4 4l8 8M12 4l-8 8'),
  play: <path d="M4.5 3v10l8.5-5z" fill="currentColor" stroke="none" />,
  pause: <path d="M4 3h3v10H4zM9 3h3v10H9z" fill="currentColor" stroke="none" />,
  stop: <path d="M4 4h8v8H4z" fill="currentColor" stroke="none" />,
  circle: <circle cx="8" cy="8" r="5" />,
  quarter: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 8V2.5A5.5 5.5 0 0 1 13.5 8z" fill="currentColor" stroke="none" />
    </>
  ),
  undo: stroke('M6 3 2.8 6.2 6 9.4M3 6.2h6.2a3.6 3.6 0 0 1 0 7.2H6'),
  dash: stroke('M3.5 8h9'),
  'not-equal': stroke('M3 6h10M3 10h10M10.5 3l-5 10'),
  lock: (
    <>
      <path d="M3.5 7h9v6.5h-9z" fill="currentColor" />
      <path d="M5.5 7V5a2.5 2.5 0 0 1 5 0v2" />
    </>
  ),
  info: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M8 7.2v3.9M8 4.8v.2" />
    </>
  ),
  warning: stroke('M8 2.5 14.2 13H1.8zM8 6.5v3M8 11.2v.1'),
  'chevron-down': stroke('M4 6l4 4 4-4'),
  'chevron-up': stroke('M4 10l4-4 4 4'),
  'chevron-right': stroke('M6 4l4 4-4 4'),
  'chevron-left': stroke('M10 4 6 8l4 4'),
  'sort-both': stroke('M5 6.5 8 3.5l3 3M5 9.5l3 3 3-3'),
  'arrow-right': stroke('M3 8h10M9 4l4 4-4 4'),
  'arrow-up': stroke('M8 13V3M4 7l4-4 4 4'),
  'arrow-down': stroke('M8 3v10M4 9l4 4 4-4'),
  search: (
    <>
      <circle cx="7" cy="7" r="4.5" />
      <path d="M10.5 10.5 14 14" />
    </>
  ),
  copy: stroke('M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3'),
  external: stroke('M9 3h4v4M13 3 7.5 8.5M11 9.5V13H3V5h3.5'),
  more: (
    <path
      d="M3.5 6.8a1.2 1.2 0 1 1 0 2.4 1.2 1.2 0 0 1 0-2.4zM8 6.8a1.2 1.2 0 1 1 0 2.4 1.2 1.2 0 0 1 0-2.4zM12.5 6.8a1.2 1.2 0 1 1 0 2.4 1.2 1.2 0 0 1 0-2.4z"
      fill="currentColor"
      stroke="none"
    />
  ),
  plus: stroke('M8 3v10M3 8h10'),
  filter: stroke('M2.5 4h11M4.5 8h7M6.5 12h3'),
  download: stroke('M8 2.5v8M4.5 7.5 8 11l3.5-3.5M3 13.5h10'),
  upload: stroke('M8 11V3M4.5 6 8 2.5 11.5 6M3 13.5h10'),
  refresh: stroke('M13 5.5A5.5 5.5 0 1 0 13.5 8M13.5 2.5v3.3h-3.3'),
  file: stroke('M4 2.5h5l3 3v8H4zM9 2.5v3h3'),
  folder: stroke('M2 4h4l1.5 2H14v7H2z'),
  database: stroke(
    'M3 4c0-1 2.2-1.7 5-1.7S13 3 13 4v8c0 1-2.2 1.7-5 1.7S3 13 3 12zM3 4c0 1 2.2 1.7 5 1.7S13 5 13 4M3 8c0 1 2.2 1.7 5 1.7S13 9 13 8',
  ),
  server: stroke('M2.5 3h11v4h-11zM2.5 9h11v4h-11zM5 5h.1M5 11h.1'),
  grid: stroke('M2.5 2.5h4.5v4.5H2.5zM9 2.5h4.5v4.5H9zM2.5 9h4.5v4.5H2.5zM9 9h4.5v4.5H9z'),
  list: stroke('M5.5 4H14M5.5 8H14M5.5 12H14M2.5 4h.1M2.5 8h.1M2.5 12h.1'),
  columns: stroke('M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10'),
  user: stroke('M8 8a2.8 2.8 0 1 0 0-5.6A2.8 2.8 0 0 0 8 8zM2.8 13.8c.6-2.6 2.6-3.8 5.2-3.8s4.6 1.2 5.2 3.8'),
  users: stroke(
    'M6 7.8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM1.5 13c.5-2.3 2.2-3.3 4.5-3.3s4 1 4.5 3.3M10.5 3a2.4 2.4 0 0 1 0 4.6M12 9.9c1.4.4 2.2 1.5 2.5 3.1',
  ),
  'log-out': stroke('M6 13.5H3v-11h3M7 8h7M11 5l3 3-3 3'),
  sun: stroke(
    'M8 5.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6zM8 1.5v1.2M8 13.3v1.2M1.5 8h1.2M13.3 8h1.2M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9',
  ),
  moon: stroke('M13.2 9.6A5.6 5.6 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8z'),
  contrast: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 2.5a5.5 5.5 0 0 1 0 11z" fill="currentColor" stroke="none" />
    </>
  ),
  clock: stroke('M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM8 5v3.2l2.2 1.3'),
  edit: stroke('M10.5 3 13 5.5 5.5 13H3v-2.5z'),
  trash: stroke('M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.6 9h5.8l.6-9'),
  eye: stroke(
    'M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8zM8 6.2a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6z',
  ),
  shield: stroke('M8 2l5 1.8v4C13 11 11 13 8 14.2 5 13 3 11 3 7.8v-4z'),
  flag: stroke('M3.5 14V2.5h8.5L10 5.5l2 3H3.5'),
  menu: stroke('M2.5 4h11M2.5 8h11M2.5 12h11'),
  wave: stroke('M1.5 10c2.2 0 2.2-4 4.3-4s2.2 4 4.4 4 2.2-4 4.3-4'),
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof shapes;

export interface IconProps {
  readonly name: IconName;
  /** Edge length in px. */
  readonly size?: number | undefined;
  /** Given: the icon is an image with this name. Left out: it is decoration beside a word. */
  readonly label?: string | undefined;
  readonly className?: string | undefined;
}

export const Icon = ({ name, size = 16, label, className }: IconProps) => (
  <svg
    viewBox="0 0 16 16"
    width={size}
    height={size}
    fill="none"
    stroke="currentColor"
    strokeWidth={1.5}
    strokeLinecap="round"
    strokeLinejoin="round"
    className={clsx('shrink-0', className)}
    {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
  >
    {shapes[name]}
  </svg>
);
