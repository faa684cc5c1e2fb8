import type { ReleasePlaceholder, ReleaseView } from '@/lib/wire/releases-view';
import { plural } from '@/lib/wire/fact-text';
import { Card } from '@/components/ui/card';
import { StateBadge } from '@/components/ui/state-badge';
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '@/components/ui/table';

/** What is put in the place of `${…}`, and where it comes from. A secret is never shown. */
export const PlaceholderCard = ({ release }: { readonly release: ReleaseView }) => {
  if (release.placeholders.length === 0) return null;
  return (
    <Card padding="flush" title="Placeholders" meta="a tenant’s own value wins over the release’s">
      <Table caption="Placeholders of the scripts">
        <TableHead>
          <HeadCell>Name</HeadCell>
          <HeadCell>Value</HeadCell>
          <HeadCell>Used in</HeadCell>
          <HeadCell align="right">Tenants with their own</HeadCell>
        </TableHead>
        <TableBody>
          {release.placeholders.map((placeholder) => (
            <Row key={placeholder.name}>
              <Cell className="font-mono text-xs">{placeholder.name}</Cell>
              <Cell wrap>
                <Value placeholder={placeholder} tenants={release.reach?.tenants ?? null} />
              </Cell>
              <Cell wrap muted>
                <span title={placeholder.scripts.join('\n')}>
                  {placeholder.scripts.length === 0
                    ? 'no script'
                    : plural(placeholder.scripts.length, 'script')}
                </span>
              </Cell>
              <Cell align="right">
                {placeholder.source === 'flyway' ? (
                  <span className="text-muted">not asked for</span>
                ) : (
                  placeholder.tenants.toLocaleString('en')
                )}
              </Cell>
            </Row>
          ))}
        </TableBody>
      </Table>
    </Card>
  );
};

const Value = ({
  placeholder,
  tenants,
}: {
  readonly placeholder: ReleasePlaceholder;
  readonly tenants: number | null;
}) => {
  if (placeholder.source === 'flyway') return <span className="text-muted">filled in for each tenant</span>;
  if (placeholder.secret) return <span className="text-muted">secret, set and sealed</span>;
  if (placeholder.value !== null) {
    return placeholder.value === '' ? (
      <span className="text-muted">empty</span>
    ) : (
      <span className="font-mono text-xs break-all">{placeholder.value}</span>
    );
  }
  const missing = tenants === null ? 0 : tenants - placeholder.tenants;
  return missing > 0 ? (
    <StateBadge tone="warning">
      each tenant gives its own; {plural(missing, 'tenant')} {missing === 1 ? 'has' : 'have'} none
    </StateBadge>
  ) : (
    <span className="text-muted">each tenant gives its own</span>
  );
};
