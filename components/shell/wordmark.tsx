import Link from 'next/link';
import { paths } from '@/lib/wire/paths';

export const WaveGlyph = ({ size = 20 }: { readonly size?: number }) => (
  <svg viewBox="0 0 20 20" width={size} height={size} aria-hidden className="shrink-0 text-accent">
    <rect width="20" height="20" rx="5" fill="currentColor" />
    <g fill="none" stroke="var(--color-on-accent)" strokeWidth="1.6" strokeLinecap="round">
      <path d="M3.5 12.2c2.2 0 2.1-5.4 4.9-5.4 3.3 0 2.6 5.4 5 5.4 1.4 0 1.6-1.4 3.1-1.4" />
      <path d="M3.5 15.2h13" opacity="0.55" />
    </g>
  </svg>
);

export const Wordmark = () => (
  <Link href={paths.fleet} className="flex items-center gap-2 rounded-sm text-base font-semibold tracking-tight">
    <WaveGlyph />
    Groundswell
  </Link>
);
