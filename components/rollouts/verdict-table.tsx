'use client';

import { useState } from 'react';
import type { Role } from '@/lib/domain/verbs';
import type { AttemptView, VerdictRow } from '@/lib/wire/rollout-view';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { StateBadge } from '@/components/ui/state-badge';
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '@/components/ui/table';
import { AcceptDialog } from './gate-dialogs';
import { checkName, verdictLook } from './state-words';
import { roleReason } from './why-not';

export interface VerdictTableProps {
  readonly attempt: AttemptView;
  /** Given: whoever may can accept what holds the gate. */
  readonly role: Role | undefined;
}

/** What the checks said after one attempt: measured against limit. */
export const VerdictTable = ({ attempt, role }: VerdictTableProps) => {
  const [accepting, setAccepting] = useState<VerdictRow | null>(null);
  if (attempt.verdicts.length === 0)
    return <p className="text-muted">Not validated: the attempt did not get that far.</p>;
  return (
    <>
      <Table caption={`Verdicts of attempt ${attempt.number}`}>
        <TableHead>
          <HeadCell>Check</HeadCell>
          <HeadCell>Verdict</HeadCell>
          <HeadCell>Measured</HeadCell>
          <HeadCell>Limit</HeadCell>
        </TableHead>
        <TableBody>
          {attempt.verdicts.map((verdict) => (
            <Row key={verdict.id}>
              <Cell wrap>
                {checkName(verdict.check)} {verdict.mode === 'observe' && <Badge>observed only</Badge>}
                {verdict.accepted !== null && (
                  <span className="block text-muted">
                    accepted by {verdict.accepted.by}: {verdict.accepted.reason}
                  </span>
                )}
                {role !== undefined &&
                  verdict.mode === 'enforce' &&
                  verdict.verdict !== 'passed' &&
                  verdict.accepted === null && (
                    <Button
                      size="sm"
                      className="mt-1 flex"
                      disabledReason={roleReason(role, 'accept-verdict')}
                      onClick={() => setAccepting(verdict)}
                    >
                      Accept as it is…
                    </Button>
                  )}
              </Cell>
              <Cell>
                <StateBadge tone={verdictLook[verdict.verdict].tone}>
                  {verdictLook[verdict.verdict].word}
                </StateBadge>
              </Cell>
              <Cell muted wrap>
                {verdict.measured ?? '–'}
              </Cell>
              <Cell muted wrap>
                {verdict.limit ?? '–'}
              </Cell>
            </Row>
          ))}
        </TableBody>
      </Table>
      {accepting !== null && <AcceptDialog verdict={accepting} onClose={() => setAccepting(null)} />}
    </>
  );
};
