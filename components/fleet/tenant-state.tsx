'use client';

import Link from 'next/link';
import { failureSentence, isFailureCode } from '@/lib/wire/failure-sentences';
import { duration, plural } from '@/lib/wire/fact-text';
import type { FleetRow } from '@/lib/wire/fleet-view';
import { paths } from '@/lib/wire/paths';
import { StateGlyph } from '@/components/ui/state-badge';
import type { StateTone } from '@/components/ui/state-tone';
import { useNow } from '@/components/ui/use-now';

type Shown = Pick<FleetRow, 'state' | 'behind' | 'rollout' | 'problem' | 'version' | 'cells'>;

export interface StateWords {
  readonly tone: StateTone;
  readonly word: string;
  /** More, for the one who stops here: a title. */
  readonly detail?: string;
}

/** What a tenant's state says in a table's cell. */
export function stateWords({ state, behind, rollout, problem }: Shown): StateWords {
  switch (state) {
    case 'on_target':
      return { tone: 'applied', word: 'on target' };
    case 'behind':
      return {
        tone: 'pending',
        word: `${behind ?? 0} behind`,
        detail: `${plural(behind ?? 0, 'version')} of the newest release are still to come`,
      };
    case 'running':
      return rollout?.target === 'queued'
        ? {
            tone: 'running',
            word: 'queued',
            detail: `In ${rollout.name}, ${rollout.wave}: a worker takes it next`,
          }
        : {
            tone: 'running',
            word: `running${rollout?.step ? ` · ${rollout.step}` : ''}`,
            detail: rollout ? `In ${rollout.name}, ${rollout.wave}` : '',
          };
    case 'failed':
      return {
        tone: 'failed',
        word: 'failed',
        detail: rollout ? `In ${rollout.name}, ${rollout.wave}. Open it to see why.` : '',
      };
    case 'quarantined':
      return { tone: 'failed', word: 'quarantined', detail: 'On the repair list of its rollout' };
    case 'no_history':
      return {
        tone: 'info',
        word: 'no history',
        detail: 'It has no history table yet. Open it to baseline it.',
      };
    case 'home_made':
      return {
        tone: 'info',
        word: 'home-made history',
        detail: 'Its version comes from the operator’s query. Open it to baseline it.',
      };
    case 'unreadable':
      return { tone: 'failed', word: 'unreadable', detail: problemText(problem) };
    case 'unread':
      return { tone: 'pending', word: 'not read yet', detail: 'A worker reads it next' };
  }
}

export function problemText(problem: string | null): string {
  if (problem === null || !isFailureCode(problem)) return 'It could not be read';
  const { sentence, remedy } = failureSentence({ code: problem, facts: {} });
  return `${sentence} ${remedy}`;
}

export const TenantState = ({
  row,
  ...focus
}: {
  readonly row: FleetRow;
  readonly tabIndex?: number;
  readonly 'data-place'?: string;
}) => {
  const { tone, word, detail } = stateWords(row);
  const content = (
    <>
      <StateGlyph tone={tone} size={12} />
      <span className="truncate">{word}</span>
      {row.state === 'running' && row.rollout?.startedAt && <Elapsed since={row.rollout.startedAt} />}
    </>
  );
  const marks = (
    <>
      {row.drift === 'drifted' && <StateGlyph tone="drifted" size={13} label="drifted" />}
      {row.hold !== null && (
        <span title={`Held by ${row.hold.owner}: ${row.hold.reason}`} className="flex">
          <StateGlyph tone="held" size={12} label={`held by ${row.hold.owner}: ${row.hold.reason}`} />
        </span>
      )}
    </>
  );
  const link =
    row.rollout !== null && ['running', 'failed', 'quarantined'].includes(row.state) ? row.rollout : null;
  return (
    <span className="flex min-w-0 items-center gap-1.5" title={detail}>
      {link === null ? (
        content
      ) : (
        <Link
          {...focus}
          prefetch={false}
          href={paths.target(link.id, link.targetId)}
          className="flex min-w-0 items-center gap-1.5 rounded-sm underline-offset-4 -outline-offset-1 hover:underline"
        >
          {content}
        </Link>
      )}
      {marks}
    </span>
  );
};

/** True when the state's cell holds a link, which then is what takes the focus. */
export const stateIsLink = (row: FleetRow): boolean =>
  row.rollout !== null && ['running', 'failed', 'quarantined'].includes(row.state);

const Elapsed = ({ since }: { readonly since: string }) => {
  const now = useNow();
  if (now === undefined) return null;
  return <span className="text-muted">· {duration(Math.max(0, now - Date.parse(since)))}</span>;
};
