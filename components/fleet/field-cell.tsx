'use client';

import type { FleetRow } from '@/lib/wire/fleet-view';
import { TenantState } from '@/components/fleet/tenant-state';
import { StateGlyph } from '@/components/ui/state-badge';
import { Time } from '@/components/ui/time';

export interface FieldCellProps {
  readonly row: FleetRow;
  readonly field: string;
  readonly focus: { readonly tabIndex: number; readonly 'data-place': string };
}

/** What a row says in one of its columns of words. */
export const FieldCell = ({ row, field, focus }: FieldCellProps) => {
  switch (field) {
    case 'version':
      return row.version === null ? (
        <span className="text-muted">–</span>
      ) : (
        <span className="truncate font-mono text-xs" title={`v${row.version}`}>
          v{row.version}
        </span>
      );
    case 'state':
      return <TenantState row={row} {...focus} />;
    case 'verified':
      return row.verifiedAt === null ? (
        <span className="text-muted">never</span>
      ) : (
        <Time at={row.verifiedAt} className="truncate text-muted" />
      );
    case 'labels':
      return (
        <Words
          text={Object.entries(row.labels)
            .map(([name, value]) => `${name}=${value}`)
            .join(' ')}
        />
      );
    case 'hold':
      return row.hold === null ? null : (
        <span className="flex min-w-0 items-center gap-1.5" title={`${row.hold.reason} (${row.hold.owner})`}>
          <StateGlyph tone="held" size={12} />
          <span className="truncate">{row.hold.reason}</span>
          {row.hold.expiresAt !== null && (
            <span className="shrink-0 text-muted">
              until <Time at={row.hold.expiresAt} />
            </span>
          )}
        </span>
      );
    case 'database':
      return <Words text={row.database} mono />;
    case 'schema':
      return <Words text={row.schema} mono />;
    case 'tier':
      return <Words text={row.tier} />;
    case 'region':
      return <Words text={row.region} />;
    case 'server':
      return <Words text={row.server} />;
    case 'criticality':
      return <Words text={row.criticality} />;
    default:
      return null;
  }
};

const Words = ({ text, mono }: { readonly text: string; readonly mono?: boolean }) => (
  <span title={text} className={mono === true ? 'truncate font-mono text-xs' : 'truncate'}>
    {text}
  </span>
);
