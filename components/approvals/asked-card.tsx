import { duration, plural } from '@/lib/wire/fact-text';
import type { ApprovalView, Tally } from '@/lib/wire/approval-view';
import { Badge } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { Code } from '@/components/ui/code';
import { KeyValues } from '@/components/ui/key-values';

const tallies = (all: readonly Tally[]): string =>
  all.map(({ value, count }) => `${count} × ${value}`).join(' · ') || 'none';

/** What is asked: how many tenants, where, which scripts, and whether there is a way back. */
export const AskedCard = ({ view }: { readonly view: ApprovalView }) => {
  const { asked, wave, rollout } = view;
  return (
    <Card title="What is asked" meta={`wave ${wave.position + 1} of ${wave.of}`}>
      <p className="mb-3 text-base font-medium">
        {rollout.kind === 'rollback' ? 'Take back' : 'Bring'} {plural(asked.tenants.length, 'tenant')} to{' '}
        {rollout.targetVersion === null ? 'where they were' : `v${rollout.targetVersion}`}.
      </p>
      <KeyValues
        items={[
          { key: 'Versions', value: tallies(asked.byVersion) },
          { key: 'Tier', value: tallies(asked.byTier) },
          { key: 'Region', value: tallies(asked.byRegion) },
          {
            key: 'Servers',
            value:
              asked.servers
                .map(
                  (one) =>
                    `${one.count} on ${one.value}${one.environment === '' ? '' : ` (${one.environment})`}`,
                )
                .join(' · ') || 'none',
          },
          { key: 'May fail', value: `${plural(wave.tolerance, 'tenant')} before it stops` },
          { key: 'Soak after', value: wave.soakMs === 0 ? 'none' : duration(wave.soakMs) },
        ]}
      />
      <h3 className="mt-4 mb-1 font-medium">{plural(asked.scripts.length, 'script')}</h3>
      <ul aria-label="Scripts" className="flex flex-col">
        {asked.scripts.map((script) => (
          <li key={script.script} className="flex min-h-7 flex-wrap items-center gap-x-3 gap-y-1">
            <Code className="min-w-0 flex-1 truncate">{script.script}</Code>
            <span className="text-muted">{plural(script.tenants, 'tenant')}</span>
            {script.kind === 'versioned' && <Badge>{script.undo ? 'can be undone' : 'no undo'}</Badge>}
            {script.kind !== 'versioned' && <Badge>{script.kind}</Badge>}
            {!script.transactional && <Badge>outside a transaction</Badge>}
          </li>
        ))}
      </ul>
      <details className="mt-3">
        <summary className="min-h-6 cursor-pointer rounded-sm text-accent underline-offset-4 hover:underline">
          {plural(asked.tenants.length, 'tenant')} by name
        </summary>
        <p className="mt-1 max-h-48 overflow-y-auto break-words text-muted">
          {asked.tenants.map(({ key }) => key).join(', ')}
        </p>
      </details>
    </Card>
  );
};
