'use client';

import type { ReactNode } from 'react';
import type { ExclusionReason } from '@/lib/domain/preview';
import { agree, plural, versionWords } from '@/lib/wire/fact-text';
import type { PlanExcluded, PlanView } from '@/lib/wire/plan-view';
import { EXCLUSION_LOOK, excludedWords } from '@/components/plan/plan-words';
import { PlanScripts } from '@/components/plan/plan-scripts';
import { PlanWarnings } from '@/components/plan/plan-warnings';
import type { Preview } from '@/components/plan/use-preview';
import { RefusalNote } from '@/components/shell/refusal-note';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { StateBadge } from '@/components/ui/state-badge';
import { Time } from '@/components/ui/time';

export interface ConsequenceProps {
  readonly preview: Preview;
  /** What has to be given or corrected before anything can be said. */
  readonly missing: string | undefined;
  readonly onShow: (rows: string) => void;
  readonly onTakeRest?: (() => void) | undefined;
}

/** Always in view: what this plan would do, live. Every number leads to its rows. */
export const Consequence = ({ preview, missing, onShow, onTakeRest }: ConsequenceProps) => {
  const { view, refusal, stale, readAt, again } = preview;
  return (
    <aside
      id="consequence"
      aria-label="What this plan would do"
      // Neither what is incomplete nor what is refused is on its way.
      aria-busy={stale && missing === undefined && refusal === null}
      className="flex min-w-0 scroll-mt-16 flex-col gap-4"
    >
      {refusal !== null && <RefusalNote refusal={refusal} />}
      <Card
        padding="flush"
        title="What it would do"
        meta={
          missing !== undefined ? (
            'incomplete'
          ) : stale ? (
            refusal === null ? (
              'reading…'
            ) : (
              'refused'
            )
          ) : (
            <Time at={readAt} />
          )
        }
        actions={<Button variant="ghost" size="sm" icon="refresh" iconLabel="Read it anew" onClick={again} />}
      >
        {missing !== undefined && <p className="border-b border-border px-4 py-2.5">{missing}</p>}
        {view === null ? (
          <p className="animate-late px-4 py-6 text-muted">
            {missing === undefined
              ? 'Comparing every tenant with the release…'
              : 'Then every tenant is compared with the release.'}
          </p>
        ) : (
          <Numbers view={view} onShow={onShow} onTakeRest={onTakeRest} />
        )}
      </Card>
      {view !== null && view.warnings.length > 0 && <PlanWarnings warnings={view.warnings} />}
      {view !== null && <PlanScripts view={view} />}
    </aside>
  );
};

const Numbers = ({
  view,
  onShow,
  onTakeRest,
}: {
  readonly view: PlanView;
  readonly onShow: (rows: string) => void;
  readonly onTakeRest: (() => void) | undefined;
}) => {
  const { counts, waves, blastRadius } = view;
  const most = Math.max(1, ...waves.map(({ members }) => members.length));
  return (
    <div className="flex flex-col divide-y divide-border">
      <div className="px-4 py-3">
        <RowsButton onClick={() => onShow('all')}>
          <span className="text-2xl font-semibold tracking-tight">{counts.planned.toLocaleString('en')}</span>
          <span className="text-muted">
            {' '}
            of {plural(counts.tenants, 'tenant')} {toWords(view)}
          </span>
        </RowsButton>
        <p className="text-muted">
          {plural(blastRadius.servers.length, 'server')}, {plural(blastRadius.databases, 'database')}
        </p>
        <ul aria-label="Servers" className="mt-1 flex flex-wrap gap-x-3 gap-y-0.5 text-xs text-muted">
          {blastRadius.servers.map((server) => (
            <li key={server.key}>
              {server.key} ({server.environment}){' '}
              <span className="text-text">{server.tenants.toLocaleString('en')}</span>
            </li>
          ))}
        </ul>
      </div>
      <ul aria-label="Tenants per wave" className="flex flex-col px-4 py-2">
        {waves.map((wave) => (
          <li key={wave.position}>
            <button
              type="button"
              onClick={() => onShow(`wave:${wave.position}`)}
              className="group grid w-full grid-cols-[minmax(0,7rem)_minmax(0,1fr)_3.5rem] items-center gap-3 rounded-sm py-1 text-left"
            >
              <span className="truncate underline-offset-4 group-hover:underline">
                {wave.name || `Wave ${wave.position + 1}`}
              </span>
              <span aria-hidden className="h-2 rounded-sm bg-surface-sunken">
                <span
                  className="gs-fill block h-full rounded-sm bg-accent"
                  style={{ width: `${(wave.members.length / most) * 100}%` }}
                />
              </span>
              <span className="text-right">
                {wave.members.length.toLocaleString('en')}
                <span className="sr-only"> {agree(wave.members.length, 'tenant', 'tenants')}</span>
              </span>
            </button>
          </li>
        ))}
        {counts.left > 0 && (
          <li className="flex flex-wrap items-center justify-between gap-2 py-1">
            <RowsButton onClick={() => onShow('left')}>
              <StateBadge tone="warning">Left over: {counts.left.toLocaleString('en')}</StateBadge>
            </RowsButton>
            {onTakeRest !== undefined && (
              <Button size="sm" onClick={onTakeRest}>
                Add a wave with the rest
              </Button>
            )}
          </li>
        )}
      </ul>
      <Excluded excluded={view.excluded} onShow={onShow} />
    </div>
  );
};

const toWords = (view: PlanView): string =>
  view.kind === 'rollback'
    ? agree(view.counts.planned, 'comes back', 'come back')
    : view.targetVersion === null
      ? agree(view.counts.planned, 'runs repeatables', 'run repeatables')
      : `${agree(view.counts.planned, 'goes', 'go')} to ${versionWords(view.targetVersion)}`;

const NAMED = 4;

const Excluded = ({
  excluded,
  onShow,
}: {
  readonly excluded: readonly PlanExcluded[];
  readonly onShow: (rows: string) => void;
}) => {
  const groups = [...Map.groupBy(excluded, ({ reason }) => reason)].sort(
    (a, b) => weight(b[0]) - weight(a[0]),
  );
  if (groups.length === 0) return <p className="px-4 py-3 text-muted">Nobody is left out.</p>;
  return (
    <div className="px-4 py-2.5">
      <RowsButton onClick={() => onShow('excluded')}>
        <span className="font-medium">Left out: {excluded.length.toLocaleString('en')}</span>
      </RowsButton>
      <ul aria-label="Left out, by reason" className="mt-1 flex flex-col gap-1.5">
        {groups.map(([reason, members]) => (
          <li key={reason}>
            <RowsButton onClick={() => onShow(`excluded:${reason}`)}>
              <StateBadge tone={EXCLUSION_LOOK[reason].tone}>
                {EXCLUSION_LOOK[reason].word} · {members.length.toLocaleString('en')}
              </StateBadge>
            </RowsButton>
            {reason !== 'already_there' && (
              <ul className="flex flex-col gap-0.5 pl-5 text-xs text-muted">
                {members.slice(0, NAMED).map((one) => (
                  <li key={one.key} className="break-words">
                    <span className="font-mono text-text">{one.key}</span> {excludedWords(one).sentence}
                  </li>
                ))}
                {members.length > NAMED && <li>and {members.length - NAMED} more</li>}
              </ul>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
};

/** What a person may have to act on comes first. */
const weight = (reason: ExclusionReason): number => (reason === 'already_there' ? 0 : 1);

const RowsButton = ({
  onClick,
  children,
}: {
  readonly onClick: () => void;
  readonly children: ReactNode;
}) => (
  <button
    type="button"
    onClick={onClick}
    className="min-h-6 rounded-sm text-left underline-offset-4 hover:underline"
  >
    {children}
  </button>
);
