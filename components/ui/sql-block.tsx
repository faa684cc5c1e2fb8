import { clsx } from 'clsx';
import { Icon } from '@/components/ui/icon';
import { sqlLines, type SqlTokenKind } from '@/components/ui/sql-tokens';

export interface SqlMark {
  /** 1-based, both included. */
  readonly fromLine: number;
  readonly toLine: number;
  readonly tone: 'failed' | 'info';
  /** Says in words what the mark means: "Failed here: 23505". */
  readonly label: string;
}

export interface SqlBlockProps {
  readonly sql: string;
  /** Names the block: the script's file name. */
  readonly label: string;
  readonly marks?: readonly SqlMark[] | undefined;
  /** Number of the first line, when this is a cut-out. */
  readonly firstLine?: number | undefined;
  readonly className?: string | undefined;
}

const tokenClass: Readonly<Record<SqlTokenKind, string | undefined>> = {
  keyword: 'text-syntax-keyword',
  string: 'text-syntax-string',
  number: 'text-syntax-number',
  comment: 'text-faint italic',
  placeholder: 'font-semibold text-syntax-string underline decoration-dotted underline-offset-2',
  plain: undefined,
};

const markClass = {
  failed: 'bg-state-failed/10 shadow-[inset_3px_0_0_var(--color-state-failed)] dark:bg-state-failed/15',
  info: 'bg-state-info/10 shadow-[inset_3px_0_0_var(--color-state-info)]',
} as const;

export const SqlBlock = ({ sql, label, marks = [], firstLine = 1, className }: SqlBlockProps) => (
  <section
    aria-label={label}
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard (WCAG 2.1.1)
    tabIndex={0}
    className={clsx(
      'overflow-auto rounded-md border border-border bg-surface-sunken py-2 text-xs leading-5 -outline-offset-2',
      className,
    )}
  >
    <pre className="min-w-max">
      <code className="grid">
        {sqlLines(sql).map((line, index) => {
          const number = firstLine + index;
          const mark = marks.find((candidate) => number >= candidate.fromLine && number <= candidate.toLine);
          return (
            <span key={number} className={clsx('flex pr-4', mark !== undefined && markClass[mark.tone])}>
              <span aria-hidden className="w-12 shrink-0 pr-4 text-right text-faint select-none">
                {number}
              </span>
              <span className="whitespace-pre">
                {line.map((token, position) => (
                  <span key={position} className={tokenClass[token.kind]}>
                    {token.text}
                  </span>
                ))}
                {'\n'}
              </span>
              {mark?.fromLine === number && (
                <span className="ml-6 inline-flex items-center gap-1.5 font-sans text-text select-none">
                  <Icon
                    name={mark.tone === 'failed' ? 'cross' : 'info'}
                    size={12}
                    className={mark.tone === 'failed' ? 'text-state-failed' : 'text-state-info'}
                  />
                  {mark.label}
                </span>
              )}
            </span>
          );
        })}
      </code>
    </pre>
  </section>
);
