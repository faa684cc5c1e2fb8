import Link from 'next/link';
import { VERDICT_WORDS } from '@/lib/domain/verdict';
import type { VerdictTally as Tally } from '@/lib/wire/checks-view';
import { paths } from '@/lib/wire/paths';
import { verdictLook } from '@/components/rollouts/state-words';
import { StateGlyph } from '@/components/ui/state-badge';
import { Time } from '@/components/ui/time';

/** What the tenants' newest verdicts say, and where the last one is that did not pass. */
export const VerdictTally = ({ tally }: { readonly tally: Tally }) => {
  const { counts, lastAt, newest } = tally;
  if (lastAt === null) return <span className="text-muted">not asked yet</span>;
  return (
    <span className="flex flex-col gap-0.5">
      <span className="flex flex-wrap gap-x-3">
        {VERDICT_WORDS.filter((word) => (counts[word] ?? 0) > 0).map((word) => (
          <span key={word} className="inline-flex items-center gap-1.5 whitespace-nowrap">
            <StateGlyph tone={verdictLook[word].tone} size={12} />
            {counts[word]?.toLocaleString('en')} {verdictLook[word].word}
          </span>
        ))}
      </span>
      <span className="text-xs text-muted">
        {newest === null ? (
          <>
            last asked <Time at={lastAt} />
          </>
        ) : (
          <>
            newest:{' '}
            <Link
              href={paths.target(newest.rolloutId, newest.targetId)}
              className="text-accent underline underline-offset-4"
            >
              {newest.tenant}
            </Link>{' '}
            {verdictLook[newest.verdict].word}
            {newest.measured !== null && `, measured ${newest.measured}`}
            {newest.limit !== null && `, limit ${newest.limit}`} <Time at={newest.at} />
          </>
        )}
      </span>
    </span>
  );
};
