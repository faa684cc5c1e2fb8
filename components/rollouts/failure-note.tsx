import type { Failure } from '@/lib/domain/failure';
import { duration } from '@/lib/wire/fact-text';
import { failureSentence } from '@/lib/wire/failure-sentences';
import type { Blocker } from '@/lib/domain/failure';
import { Code } from '@/components/ui/code';
import { KeyValues, type KeyValue } from '@/components/ui/key-values';
import { StateGlyph } from '@/components/ui/state-badge';

/** What happened, what the database said, what to do. */
export const FailureNote = ({ failure }: { readonly failure: Failure }) => {
  const { sentence, remedy } = failureSentence(failure);
  const said: readonly (readonly [string, string | null])[] = [
    ['SQLSTATE', failure.sqlstate],
    ['Message', failure.message],
    ['Constraint', failure.constraint],
    ['Table', failure.table],
    ['Column', failure.column],
    ['Detail', failure.detail],
    ['Hint', failure.hint],
    ['Script', failure.script],
    [
      'Statement',
      failure.statementIndex === null
        ? null
        : `${failure.statementIndex + 1}${failure.statementLine === null ? '' : `, line ${failure.statementLine}`}`,
    ],
  ];
  const items = said.flatMap(([key, value]): KeyValue[] =>
    value === null || value === '' ? [] : [{ key, value: <Code className="break-words">{value}</Code> }],
  );
  return (
    <section
      aria-label="Failure"
      className="flex flex-col gap-2 rounded-md border border-state-failed bg-surface p-3"
    >
      <p className="flex gap-2 font-medium">
        <span className="flex h-5 items-center">
          <StateGlyph tone="failed" />
        </span>
        <span className="min-w-0 break-words">{sentence}</span>
      </p>
      <p className="text-muted">{remedy}</p>
      <KeyValues items={[{ key: 'Code', value: <Code>{failure.code}</Code> }, ...items]} />
      {failure.blockers.length > 0 && <Blockers blockers={failure.blockers} title="Who held the lock" />}
    </section>
  );
};

interface BlockersProps {
  readonly blockers: readonly Blocker[];
  readonly title: string;
}

/** Who blocks whom: sessions of the tenant's server that hold what is waited for. */
export const Blockers = ({ blockers, title }: BlockersProps) => (
  <section aria-label={title} className="flex flex-col gap-1">
    <h3 className="font-medium">{title}</h3>
    <ul className="flex flex-col gap-1">
      {blockers.map((blocker) => (
        <li key={blocker.pid} className="break-words text-muted">
          <span className="text-text">pid {blocker.pid}</span>
          {blocker.applicationName !== '' && ` · ${blocker.applicationName}`} · {blocker.state}
          {blocker.waitMs > 0 && ` · waited for ${duration(blocker.waitMs)}`}
          {blocker.query !== '' && <Code className="block truncate">{blocker.query}</Code>}
        </li>
      ))}
    </ul>
  </section>
);
