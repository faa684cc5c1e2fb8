import { clsx } from 'clsx';
import type { PlanWarning } from '@/lib/wire/plan-view';
import { warningSentence } from '@/lib/wire/rollout-sentences';
import { Card } from '@/components/ui/card';
import { Icon } from '@/components/ui/icon';

/** These only say how the plan is; the others may be a mistake. */
const CALM: readonly PlanWarning['code'][] = ['no_approval', 'repeated_keys'];

/** What should be read before agreeing. None of it forbids the plan. */
export const PlanWarnings = ({ warnings }: { readonly warnings: readonly PlanWarning[] }) => (
  <Card title="Worth knowing" meta={warnings.length} padding="flush">
    <ul aria-label="Worth knowing" className="flex flex-col divide-y divide-border">
      {warnings.map((warning) => {
        const { sentence, remedy } = warningSentence(warning);
        const calm = CALM.includes(warning.code);
        return (
          <li key={warning.code} className="flex gap-2 px-4 py-2">
            <Icon
              name={calm ? 'info' : 'warning'}
              size={14}
              className={clsx('mt-0.75', calm ? 'text-state-info' : 'text-state-warning')}
            />
            <span className="min-w-0 break-words">
              {sentence} <span className="text-muted">{remedy}</span>
            </span>
          </li>
        );
      })}
    </ul>
  </Card>
);
