import type { HistoryRow } from '@/lib/domain/history';
import type { AttemptView } from '@/lib/wire/rollout-view';
import { Code } from '@/components/ui/code';
import { StateBadge } from '@/components/ui/state-badge';
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '@/components/ui/table';
import { Time } from '@/components/ui/time';

/** The tenant's own history table before and after: rows that this attempt added stand out. */
export const HistoryChange = ({ attempt }: { readonly attempt: AttemptView }) => {
  const { historyBefore: before, historyAfter: after } = attempt;
  const rows = after ?? before;
  if (rows === null) return <p className="text-muted">The history was not read in this attempt.</p>;
  const known = new Set((before ?? []).map((row) => row.installedRank));
  const added = rows.filter((row) => !known.has(row.installedRank));
  const left = (before ?? []).filter((row) => !rows.some((one) => one.installedRank === row.installedRank));
  return (
    <div className="flex flex-col gap-2">
      <p className="text-muted">
        {before === null ? 'no history' : `${before.length} rows`} before ·{' '}
        {after === null ? 'not read' : `${after.length} rows`} after
        {added.length > 0 && before !== null && ` · ${added.length} new`}
        {left.length > 0 && ` · ${left.length} gone`}
      </p>
      <Table caption="History" frameClassName="max-h-96">
        <TableHead>
          <HeadCell align="right">Rank</HeadCell>
          <HeadCell>Version</HeadCell>
          <HeadCell>Script</HeadCell>
          <HeadCell>Type</HeadCell>
          <HeadCell>Installed</HeadCell>
          <HeadCell />
        </TableHead>
        <TableBody>
          {[...rows].reverse().map((row) => (
            <HistoryLine
              key={row.installedRank}
              row={row}
              isNew={before !== null && !known.has(row.installedRank)}
            />
          ))}
        </TableBody>
      </Table>
    </div>
  );
};

const HistoryLine = ({ row, isNew }: { readonly row: HistoryRow; readonly isNew: boolean }) => (
  <Row selected={isNew}>
    <Cell align="right" muted>
      {row.installedRank}
    </Cell>
    <Cell>
      <Code>{row.version ?? '–'}</Code>
    </Cell>
    <Cell wrap>
      <Code>{row.script}</Code>
    </Cell>
    <Cell muted>{row.type}</Cell>
    <Cell muted>
      <Time at={row.installedOn} />
    </Cell>
    <Cell>
      {!row.success ? (
        <StateBadge tone="failed">failed</StateBadge>
      ) : isNew ? (
        <StateBadge tone="applied">new</StateBadge>
      ) : null}
    </Cell>
  </Row>
);
