import type { Refusal } from '@/lib/domain/refusal';
import { count } from '@/lib/wire/fact-text';
import { releaseProblemsOf } from '@/lib/wire/release-problem';
import { ProblemList } from '@/components/releases/problem-list';
import { RefusalNote } from '@/components/shell/refusal-note';

/** Problems as a list of places; every other refusal as its sentence. */
export const PublishRefusal = ({ refusal }: { readonly refusal: Refusal }) => {
  if (refusal.code !== 'release_problems') return <RefusalNote refusal={refusal} />;
  const problems = releaseProblemsOf(refusal.facts);
  return <ProblemList problems={problems} count={count(refusal.facts, 'count', problems.length)} />;
};
