'use client';

import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useView } from '@/lib/client/use-view';
import { AUDIT_OUTCOMES, auditQuery, type AuditQuery, type AuditView } from '@/lib/wire/audit-view';
import { paths } from '@/lib/wire/paths';
import { queryText } from '@/lib/wire/query-text';
import { AuditFilters } from '@/components/audit/audit-filters';
import { AuditTable } from '@/components/audit/audit-table';
import { ChainCard } from '@/components/audit/chain-card';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';

export interface AuditPageProps {
  readonly initialQuery: AuditQuery;
  readonly initial: AuditView;
}

const text = parseAsString.withDefault('');
const parsers = {
  actor: text,
  verb: text,
  outcome: parseAsStringLiteral(AUDIT_OUTCOMES),
  text,
  from: parseAsString,
  to: parseAsString,
  before: parseAsString,
};

export const AuditPage = ({ initialQuery, initial }: AuditPageProps) => {
  const [state, setState] = useQueryStates(parsers, { history: 'replace' });
  const query = auditQuery.parse(state);
  const search = queryText(query);
  const { data, isPlaceholderData } = useView<AuditView>({
    url: `/api/views/audit${search}`,
    // An older page does not change: only the newest one follows what happens.
    topics: query.before === null ? ['audit'] : [],
    ...(search === queryText(initialQuery) && { initial }),
  });
  const view = data ?? initial;

  const turn = (before: string | null) => {
    void setState({ before }, { history: 'push' });
    window.scrollTo({ top: 0 });
  };

  return (
    <div className="flex flex-col gap-4">
      <PageHeader
        title="Audit"
        description="Every command and every refusal, in the order they happened. Lines cannot be changed; the chain shows it if somebody tries."
        actions={
          <LinkButton href={paths.exportAudit} download icon="download">
            Export JSON Lines
          </LinkButton>
        }
      />
      <ChainCard />
      <Card padding="flush" className="overflow-hidden">
        <AuditFilters
          query={query}
          actors={view.actors}
          verbs={view.verbs}
          onChange={(change) => void setState({ ...change, before: null })}
        />
        <div aria-busy={isPlaceholderData} className={isPlaceholderData ? 'opacity-60' : undefined}>
          <AuditTable lines={view.lines} filtered={queryText({ ...query, before: null }) !== ''} onClear={() => void setState(null)} />
        </div>
        {(query.before !== null || view.older !== null) && (
          <nav aria-label="Pages of the audit log" className="flex justify-between gap-2 border-t border-border px-4 py-2">
            <Button size="sm" onClick={() => turn(null)} disabledReason={query.before === null ? 'These are the newest' : undefined}>
              Newest
            </Button>
            <Button size="sm" onClick={() => turn(view.older)} disabledReason={view.older === null ? 'These are the oldest' : undefined}>
              Older
            </Button>
          </nav>
        )}
      </Card>
    </div>
  );
};
