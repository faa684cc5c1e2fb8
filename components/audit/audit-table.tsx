'use client';

import { Fragment, useState } from 'react';
import type { AuditLineView } from '@/lib/wire/audit-view';
import { AuditFacts } from '@/components/audit/audit-facts';
import { refusalText } from '@/components/audit/refusal-text';
import { subjectLink } from '@/components/audit/subject-link';
import { verbWords } from '@/components/people/role-words';
import { Button } from '@/components/ui/button';
import { Code } from '@/components/ui/code';
import { EmptyState } from '@/components/ui/empty-state';
import { Icon } from '@/components/ui/icon';
import { StateBadge } from '@/components/ui/state-badge';
import { Cell, EmptyRow, HeadCell, Row, Table, TableBody, TableHead } from '@/components/ui/table';
import { Time } from '@/components/ui/time';

export interface AuditTableProps {
  readonly lines: readonly AuditLineView[];
  readonly filtered: boolean;
  readonly onClear: () => void;
}

const COLUMNS = 6;

export const AuditTable = ({ lines, filtered, onClear }: AuditTableProps) => {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string) =>
    setOpen((before) => new Set(before.has(id) ? [...before].filter((other) => other !== id) : [...before, id]));
  return (
    <Table caption="Audit log" className="min-w-[56rem]">
      <TableHead>
        <HeadCell className="w-12">
          <span className="sr-only">Details</span>
        </HeadCell>
        <HeadCell className="w-48">When</HeadCell>
        <HeadCell className="w-48">Who</HeadCell>
        <HeadCell className="w-44">Verb</HeadCell>
        <HeadCell>What</HeadCell>
        <HeadCell className="w-56">Outcome</HeadCell>
      </TableHead>
      <TableBody>
        {lines.length === 0 && (
          <EmptyRow columns={COLUMNS}>
            {filtered ? (
              <EmptyState title="No line matches" action={<Button onClick={onClear}>Clear the filters</Button>}>
                Nothing that happened fits all of the filters above.
              </EmptyState>
            ) : (
              <EmptyState title="Nothing has happened yet">The first command writes the first line.</EmptyState>
            )}
          </EmptyRow>
        )}
        {lines.map((line) => (
          <Fragment key={line.id}>
            <LineRow line={line} open={open.has(line.id)} onToggle={() => toggle(line.id)} />
            {open.has(line.id) && (
              <tr id={`audit-${line.id}`}>
                <td colSpan={COLUMNS} className="border-b border-border bg-surface-sunken px-4 py-3 pl-14">
                  {/* The table may be wider than a small screen: the details stay in view. */}
                  <div className="sticky left-14 w-fit max-w-[calc(100vw-7rem)]">
                    <AuditFacts line={line} />
                  </div>
                </td>
              </tr>
            )}
          </Fragment>
        ))}
      </TableBody>
    </Table>
  );
};

interface LineRowProps {
  readonly line: AuditLineView;
  readonly open: boolean;
  readonly onToggle: () => void;
}

const LineRow = ({ line, open, onToggle }: LineRowProps) => {
  const link = subjectLink(line);
  const [who] = line.actor.split(' <');
  const refused = refusalText(line);
  return (
    <Row>
      <Cell className="pr-0">
        <Button
          variant="ghost"
          size="sm"
          aria-expanded={open}
          aria-controls={`audit-${line.id}`}
          aria-label={`Details of ${verbWords(line.verb)} by ${who ?? line.actor}`}
          onClick={onToggle}
          className="w-7 px-0"
        >
          <Icon name={open ? 'chevron-down' : 'chevron-right'} size={12} />
        </Button>
      </Cell>
      <Cell muted>
        <Time at={line.at} show="absolute" />
      </Cell>
      <Cell className="max-w-48 truncate" title={line.actor}>
        {who}
      </Cell>
      <Cell className="whitespace-nowrap">{verbWords(line.verb)}</Cell>
      <Cell className="max-w-0 truncate" title={refused ?? line.label}>
        {link === null ? (
          line.label
        ) : (
          <a href={link} className="underline decoration-border-strong underline-offset-2 hover:decoration-current">
            {line.label === '' ? line.subject : line.label}
          </a>
        )}
        {refused !== null && <span className="text-muted">{line.label === '' ? refused : ` · ${refused}`}</span>}
        {line.reason !== null && <span className="text-muted"> · “{line.reason}”</span>}
      </Cell>
      <Cell>
        {line.outcome === 'done' ? (
          <StateBadge tone="applied">Done</StateBadge>
        ) : (
          <span className="flex items-center gap-2">
            <StateBadge tone="failed">Refused</StateBadge>
            <Code className="truncate text-muted">{line.code}</Code>
          </span>
        )}
      </Cell>
    </Row>
  );
};
