'use client';

import Link from 'next/link';
import { useState } from 'react';
import { VERDICT_WORDS } from '@/lib/domain/verdict';
import type { Role } from '@/lib/domain/verbs';
import type { CheckSummary, VerdictRow } from '@/lib/wire/rollout-view';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { StateGlyph } from '@/components/ui/state-badge';
import { AcceptDialog } from './gate-dialogs';
import { checkName, verdictLook } from './state-words';
import { roleReason } from './why-not';

const SHOWN = 5;

export interface CheckListProps {
  readonly checks: readonly CheckSummary[];
  readonly notPassed: readonly VerdictRow[];
  /** Where the tenants behind a number are listed. */
  readonly hrefOf: (check: string) => string;
  /** Given: whoever may can accept what holds the gate. */
  readonly role?: Role | undefined;
  /** Given: whoever may can have asked again what gave no answer. */
  readonly onRecheck?: ((row: VerdictRow) => void) | undefined;
}

/** What each check said of the wave, and the answers that are not `passed`, measured against their limit. */
export const CheckList = ({ checks, notPassed, hrefOf, role, onRecheck }: CheckListProps) => {
  const [accepting, setAccepting] = useState<VerdictRow | null>(null);
  if (checks.length === 0) return <p className="text-muted">No check has said anything yet.</p>;
  return (
    <>
      <ul aria-label="Checks" className="flex flex-col gap-2">
        {checks.map((check) => {
          const rows = notPassed.filter((row) => row.check === check.check && row.mode === check.mode);
          return (
            <li key={`${check.mode} ${check.check}`} className="flex flex-col gap-1">
              <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <span className="min-w-0 flex-1 basis-40 font-medium break-words">
                  {checkName(check.check)} {check.mode === 'observe' && <Badge>observed only</Badge>}
                </span>
                <Counts check={check} href={hrefOf(check.check)} />
              </span>
              {rows.slice(0, SHOWN).map((row) => (
                <Answer
                  key={row.id}
                  row={row}
                  role={role}
                  onAccept={() => setAccepting(row)}
                  onRecheck={onRecheck}
                />
              ))}
              {rows.length > SHOWN && (
                <Link href={hrefOf(check.check)} className="text-accent underline-offset-4 hover:underline">
                  and {rows.length - SHOWN} more
                </Link>
              )}
            </li>
          );
        })}
      </ul>
      {accepting !== null && <AcceptDialog verdict={accepting} onClose={() => setAccepting(null)} />}
    </>
  );
};

const Counts = ({ check, href }: { readonly check: CheckSummary; readonly href: string }) => (
  <span className="flex flex-wrap gap-x-3">
    {VERDICT_WORDS.filter((word) => (check.counts[word] ?? 0) > 0).map((word) => {
      const text = (
        <>
          <StateGlyph tone={verdictLook[word].tone} size={12} />
          {check.counts[word]} {verdictLook[word].word}
        </>
      );
      const look = 'inline-flex items-center gap-1.5 whitespace-nowrap';
      return word === 'passed' ? (
        <span key={word} className={look}>
          {text}
        </span>
      ) : (
        <Link key={word} href={href} className={`${look} underline-offset-4 hover:underline`}>
          {text}
        </Link>
      );
    })}
    {check.accepted > 0 && <span className="whitespace-nowrap">{check.accepted} accepted</span>}
  </span>
);

interface AnswerProps {
  readonly row: VerdictRow;
  readonly role: Role | undefined;
  readonly onAccept: () => void;
  readonly onRecheck: ((row: VerdictRow) => void) | undefined;
}

const Answer = ({ row, role, onAccept, onRecheck }: AnswerProps) => (
  <span className="flex flex-wrap items-center gap-x-3 gap-y-1 border-l-2 border-border pl-3">
    <span className="min-w-0 flex-1 basis-40 break-words text-muted">
      <span className="text-text">{row.tenant}</span> {verdictLook[row.verdict].word}
      {row.measured !== null && ` · measured ${row.measured}`}
      {row.limit !== null && ` · limit ${row.limit}`}
      {row.accepted !== null && ` · accepted by ${row.accepted.by}: ${row.accepted.reason}`}
    </span>
    {role !== undefined && onRecheck !== undefined && row.mode === 'enforce' && row.verdict !== 'failed' && (
      <Button size="sm" disabledReason={roleReason(role, 'recheck-target')} onClick={() => onRecheck(row)}>
        Check again
      </Button>
    )}
    {role !== undefined && row.mode === 'enforce' && row.accepted === null && (
      <Button size="sm" disabledReason={roleReason(role, 'accept-verdict')} onClick={onAccept}>
        Accept as it is…
      </Button>
    )}
  </span>
);
