import type { ReactNode } from 'react';
import { agree, plural } from '@/lib/wire/fact-text';
import type { PlanView, PlanWarning } from '@/lib/wire/plan-view';
import { warningSentence } from '@/lib/wire/rollout-sentences';
import { shortScript } from '@/components/plan/plan-words';
import { Card } from '@/components/ui/card';
import { Icon } from '@/components/ui/icon';

/** What is lost, what stays behind, and in which order it goes. */
export const RollbackFacts = ({ view }: { readonly view: PlanView }) => {
  const losing = view.warnings.find(({ code }) => code === 'undo_loses_data');
  const members = view.waves.flatMap((wave) => wave.members);
  const leaving = members.flatMap(({ notes }) => notes.filter(({ code }) => code === 'leaves_repeatables'));
  const repeatables = new Set(
    leaving.flatMap(({ facts }) =>
      Array.isArray(facts['scripts']) ? (facts['scripts'] as readonly string[]) : [],
    ),
  );
  const order = view.waves.map(({ name, members: wave }) => `${name} (${wave.length})`);
  return (
    <Card title="What it means">
      <dl className="flex flex-col gap-3">
        <Fact
          term="Lost"
          icon={
            losing === undefined ? (
              <Icon name="check" size={14} className="text-state-applied" />
            ) : (
              <Icon name="warning" size={14} className="text-state-failed" />
            )
          }
        >
          {losing === undefined
            ? 'Nothing that the undo scripts drop or delete, by their words. What they rewrite, only reading them tells.'
            : `${lostWords(losing)} ${warningSentence(losing).remedy}`}
        </Fact>
        <Fact
          term="Stays"
          icon={
            <Icon
              name={repeatables.size === 0 ? 'check' : 'info'}
              size={14}
              className={repeatables.size === 0 ? 'text-state-applied' : 'text-state-info'}
            />
          }
        >
          {repeatables.size === 0
            ? 'No repeatable script stays behind in a newer form.'
            : `${[...repeatables].map(shortScript).join(', ')} ${agree(repeatables.size, 'stays', 'stay')} as the newer release left ${agree(repeatables.size, 'it', 'them')}, on ${plural(leaving.length, 'tenant')}: check that ${agree(repeatables.size, 'it works', 'they work')} with the older version.`}
        </Fact>
        <Fact term="Order" icon={<Icon name="undo" size={14} className="text-muted" />}>
          {order.length === 0
            ? 'Nobody comes back.'
            : `Last changed, first back: ${order.join(', then ')}. Each tenant by its undo scripts, newest first.`}
        </Fact>
      </dl>
    </Card>
  );
};

/** All of them: which rows are lost is what the page is read for. */
function lostWords({ facts }: PlanWarning): string {
  const names = Array.isArray(facts['names']) ? (facts['names'] as readonly string[]) : [];
  return `${names.map(shortScript).join(', ')} ${agree(names.length, 'drops or deletes', 'drop or delete')}: what was written there since is lost.`;
}

const Fact = ({
  term,
  icon,
  children,
}: {
  readonly term: string;
  readonly icon: ReactNode;
  readonly children: string;
}) => (
  <div className="grid grid-cols-[5rem_minmax(0,1fr)] gap-x-3">
    <dt className="flex h-5 items-center gap-1.5 font-medium">
      {icon}
      {term}
    </dt>
    <dd className="min-w-0 break-words">{children}</dd>
  </div>
);
