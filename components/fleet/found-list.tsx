'use client';

import { failureSentence, isFailureCode } from '@/lib/wire/failure-sentences';
import { plural } from '@/lib/wire/fact-text';
import { Banner } from '@/components/ui/banner';
import { Checkbox } from '@/components/ui/checkbox';
import { EmptyState } from '@/components/ui/empty-state';
import { StateBadge } from '@/components/ui/state-badge';
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '@/components/ui/table';

export interface Found {
  readonly database: string;
  readonly schema: string;
  readonly hasHistory: boolean;
  readonly tableCount: number;
  readonly registeredKey: string | null;
  readonly suggestedKey: string;
}

export interface FoundListProps {
  readonly found: readonly Found[];
  readonly unread: readonly { readonly database: string; readonly code: string }[];
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (chosen: ReadonlySet<string>) => void;
}

/** Rows drawn; all of them can be chosen together. */
const SHOWN = 300;

export const foundId = ({ database, schema }: Pick<Found, 'database' | 'schema'>): string =>
  JSON.stringify([database, schema]);

export const FoundList = ({ found, unread, chosen, onChoose }: FoundListProps) => {
  const free = found.filter((one) => one.registeredKey === null);
  // What can be chosen comes first.
  const shown = [...free, ...found.filter((one) => one.registeredKey !== null)].slice(0, SHOWN);
  const count = free.filter((one) => chosen.has(foundId(one))).length;
  const choose = (one: Found, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(foundId(one));
    else next.delete(foundId(one));
    onChoose(next);
  };
  return (
    <div className="flex flex-col gap-2">
      {unread.map(({ database, code }) => (
        <Banner key={database} tone="warning" title={`The database ${database} could not be read`}>
          {isFailureCode(code) ? failureSentence({ code }).remedy : code}
        </Banner>
      ))}
      <output className="text-muted">
        {plural(found.length, 'schema')} found, {found.length - free.length} registered already, {count}{' '}
        chosen.
      </output>
      {found.length === 0 ? (
        <EmptyState title="Nothing matches the patterns">
          Try * for both, or untick “Only with a history table”.
        </EmptyState>
      ) : (
        <Table caption="Found schemas" frameClassName="max-h-72">
          <TableHead>
            <HeadCell>
              <Checkbox
                hideLabel
                label="Choose all that are not registered"
                checked={count === 0 ? false : count === free.length ? true : 'mixed'}
                onChange={(on) => onChoose(new Set(on ? free.map(foundId) : []))}
              />
            </HeadCell>
            <HeadCell>Key</HeadCell>
            <HeadCell>Database / schema</HeadCell>
            <HeadCell>History</HeadCell>
            <HeadCell align="right">Tables</HeadCell>
          </TableHead>
          <TableBody>
            {shown.map((one) => (
              <Row key={foundId(one)} selected={chosen.has(foundId(one))}>
                <Cell>
                  {one.registeredKey === null && (
                    <Checkbox
                      hideLabel
                      label={`Register ${one.suggestedKey}`}
                      checked={chosen.has(foundId(one))}
                      onChange={(on) => choose(one, on)}
                    />
                  )}
                </Cell>
                <Cell>
                  {one.registeredKey ?? one.suggestedKey}
                  {one.registeredKey !== null && <span className="text-muted"> · registered</span>}
                </Cell>
                <Cell
                  className="max-w-80 truncate font-mono text-xs"
                  title={`${one.database} / ${one.schema}`}
                >
                  {one.database} / {one.schema}
                </Cell>
                <Cell>
                  {one.hasHistory ? (
                    <StateBadge tone="applied">yes</StateBadge>
                  ) : (
                    <StateBadge tone="skipped">none</StateBadge>
                  )}
                </Cell>
                <Cell align="right">{one.tableCount.toLocaleString('en')}</Cell>
              </Row>
            ))}
          </TableBody>
        </Table>
      )}
      {found.length > SHOWN && (
        <p className="text-muted">The first {SHOWN} are shown; the box in the header chooses all of them.</p>
      )}
    </div>
  );
};
