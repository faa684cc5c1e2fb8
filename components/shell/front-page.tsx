import type { ReactNode } from 'react';
import { WaveGlyph } from '@/components/shell/wordmark';

export interface FrontPageProps {
  readonly title: string;
  readonly description?: ReactNode;
  readonly children: ReactNode;
  readonly footer?: ReactNode;
}

/** What stands before the console: signing in and setting up. */
export const FrontPage = ({ title, description, children, footer }: FrontPageProps) => (
  <div className="relative isolate flex min-h-dvh flex-col">
    <Swell />
    <main className="flex flex-1 flex-col items-center justify-center px-4 py-12">
      <div className="flex w-full max-w-[25rem] flex-col gap-6">
        <div className="flex items-center gap-2.5 text-lg font-semibold tracking-tight">
          <WaveGlyph size={26} />
          Groundswell
        </div>
        <section className="rounded-lg border border-border bg-surface p-6 shadow-popover sm:p-7">
          <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
          {description !== undefined && <div className="mt-1 text-pretty text-muted">{description}</div>}
          <div className="mt-5">{children}</div>
        </section>
        {footer}
      </div>
    </main>
  </div>
);

/** A long, low swell along the bottom; decoration that stands still. */
const Swell = () => (
  <svg
    aria-hidden
    viewBox="0 0 1440 320"
    preserveAspectRatio="xMidYMax slice"
    className="pointer-events-none fixed inset-x-0 bottom-0 -z-10 h-[38vh] w-full text-accent"
  >
    <path
      d="M0 176c150-52 250-70 390-34 150 38 238 92 396 78 170-15 246-116 402-128 104-8 180 22 252 52v176H0z"
      fill="currentColor"
      opacity="0.05"
    />
    <path
      d="M0 222c170-24 262-66 420-40 166 27 250 88 410 72 164-17 246-92 396-96 90-2 156 16 214 36v126H0z"
      fill="currentColor"
      opacity="0.06"
    />
    <path
      d="M0 258c130-10 258-38 410-22 172 18 276 62 432 48 150-14 248-62 378-64 84-2 154 8 220 22v78H0z"
      fill="currentColor"
      opacity="0.08"
    />
  </svg>
);
