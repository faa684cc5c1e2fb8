import type { ChecksView } from '@/lib/wire/checks-view';
import { VERDICT_DAYS } from '@/lib/wire/checks-view';
import { BUILT_IN } from '@/components/checks/check-words';
import { VerdictTally } from '@/components/checks/verdict-tally';
import { Card } from '@/components/ui/card';

export const BuiltInCard = ({ builtIn }: Pick<ChecksView, 'builtIn'>) => (
  <Card
    title="Always asked"
    meta="after every tenant’s migration, and always enforced"
    padding="flush"
    className="overflow-hidden"
    footer={`Counted: each tenant’s newest verdict of the last ${VERDICT_DAYS} days.`}
  >
    <ul aria-label="Built-in checks">
      {builtIn.map(({ check, tally }) => (
        <li
          key={check}
          className="grid grid-cols-[minmax(0,1fr)] gap-x-6 gap-y-1 border-b border-border px-4 py-2.5 last:border-b-0 md:grid-cols-[minmax(0,3fr)_minmax(0,2fr)] md:items-center"
        >
          <span className="min-w-0">
            <span className="font-medium">{BUILT_IN[check].label}</span>
            <span className="block text-pretty text-muted">{BUILT_IN[check].meaning}</span>
          </span>
          <VerdictTally tally={tally} />
        </li>
      ))}
    </ul>
  </Card>
);
