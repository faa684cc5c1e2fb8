'use client';

import Link from 'next/link';
import { useState, type ReactNode } from 'react';
import { plural, versionWords } from '@/lib/wire/fact-text';
import { paths } from '@/lib/wire/paths';
import type { PlanExcluded, PlanMember, PlanView } from '@/lib/wire/plan-view';
import { noteSentence } from '@/lib/wire/rollout-sentences';
import { useNarrow } from '@/components/fleet/use-narrow';
import { EXCLUSION_LOOK, excludedWords, scriptRange } from '@/components/plan/plan-words';
import { wayWords, type PreviewRow } from '@/components/plan/preview-rows';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { Popover } from '@/components/ui/popover';
import { StateBadge } from '@/components/ui/state-badge';
import { Cell, EmptyRow, HeadCell, Row, Table, TableBody, TableHead } from '@/components/ui/table';

export interface PreviewTableProps {
  readonly view: PlanView;
  readonly rows: readonly PreviewRow[];
  /** What to say when no row is to be shown. */
  readonly empty: ReactNode;
  /** Offered on drifted tenants. */
  readonly onInclude?: ((key: string) => void) | undefined;
  readonly onLeaveOut?: ((key: string) => void) | undefined;
}

const PAGE = 200;

/** tenant: from → to, scripts, wave, notes. */
export const PreviewTable = ({ view, rows, empty, onInclude, onLeaveOut }: PreviewTableProps) => {
  const [pages, setPages] = useState(1);
  const narrow = useNarrow();
  const shown = rows.slice(0, pages * PAGE);
  return (
    <>
      <Table caption="Tenants of the plan" frameClassName="max-h-[70vh]">
        <TableHead>
          {(narrow ? ['Tenant'] : COLUMNS).map((column) => (
            <HeadCell key={column}>{column}</HeadCell>
          ))}
        </TableHead>
        <TableBody>
          {shown.map((row) =>
            row.kind === 'member' ? (
              <MemberLine key={row.key} {...{ narrow, row, view, onLeaveOut }} />
            ) : (
              <ExcludedLine key={row.key} {...{ narrow, row, onInclude }} />
            ),
          )}
          {rows.length === 0 && <EmptyRow columns={narrow ? 1 : COLUMNS.length}>{empty}</EmptyRow>}
        </TableBody>
      </Table>
      {rows.length > shown.length && (
        <div className="border-t border-border px-4 py-2">
          <Button variant="ghost" size="sm" onClick={() => setPages(pages + 1)}>
            Show {Math.min(PAGE, rows.length - shown.length)} more of {rows.length.toLocaleString('en')}
          </Button>
        </div>
      )}
    </>
  );
};

const COLUMNS = ['Tenant', 'From → to', 'Scripts', 'Wave', 'Notes'] as const;

interface LineProps {
  /** One under the other: a phone has no room for columns. */
  readonly narrow: boolean;
  readonly tenant: PlanMember | PlanExcluded;
  readonly way: string;
  readonly scripts: ReactNode;
  readonly wave: ReactNode;
  readonly notes: ReactNode;
}

const NONE = <span className="text-muted">–</span>;

const Line = ({ narrow, tenant, way, scripts, wave, notes }: LineProps) => {
  const name = (
    <Link
      href={paths.tenant(tenant.key)}
      className="block max-w-52 truncate font-medium underline-offset-4 hover:underline"
    >
      {tenant.key}
    </Link>
  );
  const place = tenant.name === tenant.key ? tenant.server : `${tenant.name} · ${tenant.server}`;
  if (narrow) {
    return (
      <Row>
        <Cell wrap className="py-2">
          <span className="flex items-baseline justify-between gap-3">
            {name}
            <span className="shrink-0 font-mono text-xs">{way}</span>
          </span>
          <span className="flex flex-wrap items-center gap-x-3 text-xs text-muted">
            {wave}
            {scripts}
          </span>
          <span className="block text-xs">{notes}</span>
        </Cell>
      </Row>
    );
  }
  return (
    <Row>
      <Cell>
        {name}
        <span className="block max-w-52 truncate text-xs text-muted">{place}</span>
      </Cell>
      <Cell className="font-mono text-xs">{way}</Cell>
      <Cell>{scripts ?? NONE}</Cell>
      <Cell>{wave ?? NONE}</Cell>
      <Cell wrap className="text-xs">
        {notes ?? NONE}
      </Cell>
    </Row>
  );
};

const MemberLine = ({
  narrow,
  row,
  view,
  onLeaveOut,
}: {
  readonly narrow: boolean;
  readonly row: Extract<PreviewRow, { kind: 'member' }>;
  readonly view: PlanView;
  readonly onLeaveOut: PreviewTableProps['onLeaveOut'];
}) => {
  const { member, wave } = row;
  return (
    <Line
      narrow={narrow}
      tenant={member}
      way={wayWords(member)}
      scripts={<Scripts member={member} releaseId={view.release.id} />}
      wave={wave ?? <StateBadge tone="warning">in no wave</StateBadge>}
      notes={
        member.notes.length === 0 ? null : (
          <>
            {member.notes.map((note) => (
              <span key={note.code} className="block">
                {noteSentence(note).sentence}
              </span>
            ))}
            {member.includedReason !== null && onLeaveOut !== undefined && (
              <Button size="sm" className="mt-1" onClick={() => onLeaveOut(member.key)}>
                Leave it out again
              </Button>
            )}
          </>
        )
      }
    />
  );
};

const ExcludedLine = ({
  narrow,
  row,
  onInclude,
}: {
  readonly narrow: boolean;
  readonly row: Extract<PreviewRow, { kind: 'excluded' }>;
  readonly onInclude: PreviewTableProps['onInclude'];
}) => {
  const { excluded, wave } = row;
  const look = EXCLUSION_LOOK[excluded.reason];
  const { sentence, remedy } = excludedWords(excluded);
  const rolloutId = excluded.facts['rolloutId'];
  return (
    <Line
      narrow={narrow}
      tenant={excluded}
      way={`${versionWords(excluded.from)}, stays`}
      scripts={null}
      wave={wave === null ? null : <span className="text-muted">meant by {wave}</span>}
      notes={
        <>
          <StateBadge tone={look.tone}>{look.word}</StateBadge>
          {excluded.reason !== 'already_there' && (
            <span className="block">
              {sentence} <span className="text-muted">{remedy}</span>{' '}
              {excluded.reason === 'in_other_rollout' && typeof rolloutId === 'string' && (
                <Link href={paths.rollout(rolloutId)} className="text-accent underline underline-offset-4">
                  Open it
                </Link>
              )}
            </span>
          )}
          {excluded.reason === 'drifted' && onInclude !== undefined && (
            <Button size="sm" className="mt-1" onClick={() => onInclude(excluded.key)}>
              Include with reason…
            </Button>
          )}
        </>
      }
    />
  );
};

const Scripts = ({ member, releaseId }: { readonly member: PlanMember; readonly releaseId: string }) => (
  <Popover
    label={`Scripts of ${member.key}`}
    trigger={
      <button
        type="button"
        aria-label={`${plural(member.scripts.length, 'script')} of ${member.key}: ${scriptRange(member.scripts)}`}
        className="inline-flex min-h-6 max-w-60 items-center gap-1 rounded-sm font-mono text-xs underline-offset-4 hover:underline"
      >
        <span className="truncate">{scriptRange(member.scripts)}</span>
        <Icon name="chevron-down" size={10} className="text-muted" />
      </button>
    }
  >
    <p className="pb-1 text-xs text-muted">
      In this order, each in its own transaction unless it says otherwise:
    </p>
    <ol className="flex flex-col gap-0.5">
      {member.scripts.map((script) => (
        <li key={script} className="font-mono text-xs break-all">
          <Link
            href={`${paths.release(releaseId)}#${encodeURIComponent(script)}`}
            className="underline-offset-4 hover:underline"
          >
            {script}
          </Link>
        </li>
      ))}
    </ol>
    {member.scripts.length === 0 && <Badge>none</Badge>}
  </Popover>
);
