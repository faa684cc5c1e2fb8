'use client';

import Link from 'next/link';
import { useState, type ReactNode } from 'react';
import { plural, versionWords } from '@/lib/wire/fact-text';
import { paths } from '@/lib/wire/paths';
import type { PlanExcluded, PlanMember, PlanView } from '@/lib/wire/plan-view';
import { noteSentence } from '@/lib/wire/rollout-sentences';
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
  const shown = rows.slice(0, pages * PAGE);
  return (
    <>
      <Table caption="Tenants of the plan" frameClassName="max-h-[70vh]">
        <TableHead>
          <HeadCell>Tenant</HeadCell>
          <HeadCell>From → to</HeadCell>
          <HeadCell>Scripts</HeadCell>
          <HeadCell>Wave</HeadCell>
          <HeadCell>Notes</HeadCell>
        </TableHead>
        <TableBody>
          {shown.map((row) =>
            row.kind === 'member' ? (
              <MemberRow key={row.key} row={row} view={view} onLeaveOut={onLeaveOut} />
            ) : (
              <ExcludedRow key={row.key} row={row} onInclude={onInclude} />
            ),
          )}
          {rows.length === 0 && <EmptyRow columns={5}>{empty}</EmptyRow>}
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

const TenantCell = ({ tenant }: { readonly tenant: PlanMember | PlanExcluded }) => (
  <Cell>
    <Link
      href={paths.tenant(tenant.key)}
      className="block max-w-52 truncate font-medium underline-offset-4 hover:underline"
    >
      {tenant.key}
    </Link>
    <span className="block max-w-52 truncate text-xs text-muted">
      {tenant.name === tenant.key ? tenant.server : `${tenant.name} · ${tenant.server}`}
    </span>
  </Cell>
);

const MemberRow = ({
  row,
  view,
  onLeaveOut,
}: {
  readonly row: Extract<PreviewRow, { kind: 'member' }>;
  readonly view: PlanView;
  readonly onLeaveOut: PreviewTableProps['onLeaveOut'];
}) => {
  const { member, wave } = row;
  return (
    <Row>
      <TenantCell tenant={member} />
      <Cell className="font-mono text-xs">{wayWords(member)}</Cell>
      <Cell>
        <Scripts member={member} releaseId={view.release.id} />
      </Cell>
      <Cell>{wave ?? <StateBadge tone="warning">none</StateBadge>}</Cell>
      <Cell wrap className="text-xs">
        {member.notes.map((note) => (
          <span key={note.code} className="block">
            {noteSentence(note).sentence}
          </span>
        ))}
        {member.notes.length === 0 && <span className="text-muted">–</span>}
        {member.includedReason !== null && onLeaveOut !== undefined && (
          <Button size="sm" variant="ghost" onClick={() => onLeaveOut(member.key)}>
            Leave it out again
          </Button>
        )}
      </Cell>
    </Row>
  );
};

const ExcludedRow = ({
  row,
  onInclude,
}: {
  readonly row: Extract<PreviewRow, { kind: 'excluded' }>;
  readonly onInclude: PreviewTableProps['onInclude'];
}) => {
  const { excluded, wave } = row;
  const look = EXCLUSION_LOOK[excluded.reason];
  const { sentence, remedy } = excludedWords(excluded);
  const rolloutId = excluded.facts['rolloutId'];
  return (
    <Row>
      <TenantCell tenant={excluded} />
      <Cell className="font-mono text-xs text-muted">{versionWords(excluded.from)}, stays</Cell>
      <Cell muted>–</Cell>
      <Cell muted>{wave === null ? '–' : `meant by ${wave}`}</Cell>
      <Cell wrap className="text-xs">
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
      </Cell>
    </Row>
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
