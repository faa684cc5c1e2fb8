'use client';

import { clsx } from 'clsx';
import type { Role } from '@/lib/domain/verbs';
import { disableCheckAction } from '@/lib/server/actions/checks';
import type { CheckView } from '@/lib/wire/checks-view';
import { duration, plural } from '@/lib/wire/fact-text';
import { expectationWords, MODES } from '@/components/checks/check-words';
import { VerdictTally } from '@/components/checks/verdict-tally';
import { roleReason } from '@/components/rollouts/why-not';
import { useTold } from '@/components/tenants/use-told';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { SqlBlock } from '@/components/ui/sql-block';

export interface CheckItemProps {
  readonly check: CheckView;
  readonly role: Role;
  readonly onEdit: () => void;
}

export const CheckItem = ({ check, role, onEdit }: CheckItemProps) => {
  const off = check.disabledAt !== null;
  const { tell, pending } = useTold(disableCheckAction, () =>
    off ? `“${check.name}” is asked again` : `“${check.name}” is not asked any more`,
  );
  return (
    <li
      aria-label={check.name}
      className="grid grid-cols-[minmax(0,1fr)] gap-x-6 gap-y-3 border-b border-border px-4 py-4 last:border-b-0 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]"
    >
      <div className="flex min-w-0 flex-col items-start gap-2">
        <div className="min-w-0">
          <h3 className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <span className={clsx('min-w-0 font-medium break-words', off && 'text-muted')}>{check.name}</span>
            <Badge>{MODES[check.mode].label.toLowerCase()}</Badge>
            {off && <Badge>disabled</Badge>}
          </h3>
          <p className="text-muted">{expectationWords(check.expectation)}</p>
          <p className="text-xs text-muted">
            gives up after {duration(check.timeoutMs)} · reads {plural(check.rowCap, 'row')} at most
          </p>
        </div>
        <VerdictTally tally={check.tally} />
        <span className="flex flex-wrap gap-2">
          <Button
            size="sm"
            icon="edit"
            disabledReason={roleReason(role, 'write-check')}
            aria-label={`Edit ${check.name}`}
            onClick={onEdit}
          >
            Edit…
          </Button>
          <Button
            size="sm"
            icon={off ? 'play' : 'pause'}
            disabledReason={roleReason(role, 'disable-check')}
            aria-label={`${off ? 'Enable' : 'Disable'} ${check.name}`}
            pending={pending}
            pendingLabel="Saving…"
            onClick={() =>
              void tell({ checkId: check.id, expectedVersion: check.rowVersion, disabled: !off })
            }
          >
            {off ? 'Enable' : 'Disable'}
          </Button>
          <CopyButton text={check.sql} label="Copy SQL" withText />
        </span>
      </div>
      <SqlBlock label={`SQL of ${check.name}`} sql={check.sql} className="max-h-56 min-w-0 self-start" />
    </li>
  );
};
