import { duration, plural } from '@/lib/wire/fact-text';
import type { RolloutView } from '@/lib/wire/rollout-view';
import { Card } from '@/components/ui/card';
import { KeyValues } from '@/components/ui/key-values';

const exhausted = {
  halt: 'halt',
  drain: 'let the queued ones end',
  quarantine: 'set each failure aside',
} as const;

/** How it was planned; frozen since. */
export const SettingsCard = ({ view }: { readonly view: RolloutView }) => {
  const { settings, waves } = view;
  return (
    <Card title="Settings" meta="frozen with the plan">
      <KeyValues
        items={[
          {
            key: 'Strategy',
            value: settings.strategy === 'phased' ? `phased, ${plural(waves.length, 'wave')}` : 'rolling',
          },
          { key: 'At once', value: plural(settings.maxConcurrency, 'tenant') },
          { key: 'Lock timeout', value: duration(settings.lockTimeoutMs) },
          { key: 'Statement timeout', value: duration(settings.statementTimeoutMs) },
          { key: 'Attempts', value: `${settings.maxAttempts} before it counts as failed` },
          {
            key: 'Approvals',
            value:
              settings.approvalsRequired === 0
                ? 'none'
                : `${settings.approvalsRequired} a wave, valid for ${settings.approvalHours} h`,
          },
          ...(settings.paceMs > 0
            ? [{ key: 'Pace', value: `one start every ${duration(settings.paceMs)}` }]
            : []),
          ...waves.map((wave) => ({
            key: wave.name,
            value: `${plural(wave.tenants, 'tenant')} · ${plural(wave.tolerance, 'failure')} allowed (${wave.budgetMode}; then ${exhausted[wave.onExhausted]})${wave.soakMs > 0 ? ` · ${duration(wave.soakMs)} soak` : ''}`,
          })),
        ]}
      />
    </Card>
  );
};
