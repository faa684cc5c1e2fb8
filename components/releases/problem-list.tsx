import { plural } from '@/lib/wire/fact-text';
import type { ReleaseProblem } from '@/lib/wire/release-problem';
import { releaseProblemSentence } from '@/lib/wire/release-problem-sentences';
import { Banner } from '@/components/ui/banner';
import { Card } from '@/components/ui/card';

export interface ProblemListProps {
  readonly problems: readonly ReleaseProblem[];
  /** How many there are; the list may hold the first only. */
  readonly count: number;
}

/** Everything that is wrong, at once, file by file: where, what, and what to do. */
export const ProblemList = ({ problems, count }: ProblemListProps) => {
  const byFile = [...Map.groupBy(problems, ({ path }) => path)];
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <Banner tone="danger" role="alert" title={`${plural(count, 'problem')}: this cannot be published`}>
        Mend {count === 1 ? 'it' : 'them'} in the files and choose them again. Nothing has been stored.
      </Banner>
      <Card padding="flush">
        <ul aria-label="Problems by file">
          {byFile.map(([path, found]) => (
            <li key={path} className="border-b border-border px-4 py-3 last:border-b-0">
              <p className="font-medium">
                {path === '' ? (
                  'The release as a whole'
                ) : (
                  <span className="font-mono text-xs break-all">{path}</span>
                )}
              </p>
              <ul className="mt-1 flex flex-col gap-1.5">
                {found
                  .toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0))
                  .map((problem) => (
                    <Problem
                      key={`${problem.line ?? ''} ${problem.code} ${JSON.stringify(problem.facts)}`}
                      problem={problem}
                    />
                  ))}
              </ul>
            </li>
          ))}
        </ul>
      </Card>
      {count > problems.length && (
        <p className="text-muted">The first {problems.length}; the others show when these are mended.</p>
      )}
    </div>
  );
};

const Problem = ({ problem }: { readonly problem: ReleaseProblem }) => {
  const { sentence, remedy } = releaseProblemSentence(problem);
  return (
    <li className="grid grid-cols-[minmax(0,1fr)] gap-x-4 sm:grid-cols-[4rem_minmax(0,1fr)]">
      <span className="text-muted">
        {problem.line === undefined ? '' : `line ${problem.line.toLocaleString('en')}`}
      </span>
      <span className="min-w-0 break-words">
        {sentence} <span className="text-muted">{remedy}</span>
      </span>
    </li>
  );
};
