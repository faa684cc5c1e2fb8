'use client';

import { plural } from '@/lib/wire/fact-text';
import type { RolloutView } from '@/lib/wire/rollout-view';
import { Badge } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { StateGlyph } from '@/components/ui/state-badge';
import { tabClass, tabListClass } from '@/components/ui/tab-look';
import { Tag } from '@/components/ui/tag';
import { FailureGroup } from './failure-group';
import { tabCounts } from './rollout-way';
import { checkName, TABS, tabWord, type Tab } from './state-words';
import { filterTargets } from './target-filter';
import { TargetList } from './target-list';
import { useRolloutAddress } from './use-rollout-address';

/** Every tenant of the rollout by what became of it; failures by their cause. */
export const TargetsPanel = ({ view }: { readonly view: RolloutView }) => {
  const [address, setAddress] = useRolloutAddress();
  const counts = tabCounts(view.counts);
  const tab = address.state ?? 'all';
  const targets = filterTargets(view, address, tab);
  const groups = view.failures.filter(
    (group) =>
      (address.cause === null || group.signature === address.cause) &&
      targets.some((target) => target.cause === group.signature),
  );
  const showGroups = (tab === 'all' || tab === 'failed' || tab === 'exceptions') && address.check === null;
  return (
    <Card
      title="Targets"
      meta={plural(view.targets.length, 'tenant')}
      padding="flush"
      className="overflow-hidden"
      actions={
        <LinkButton
          size="sm"
          variant="ghost"
          icon="download"
          download
          href={`/api/export/rollout?rollout=${view.id}`}
        >
          Export CSV
        </LinkButton>
      }
    >
      <TabRow
        counts={counts}
        tab={tab}
        onTab={(state) => void setAddress({ state, cause: null, check: null })}
      />
      <Filters view={view} />
      {showGroups &&
        groups.map((group) => (
          <FailureGroup
            key={group.signature}
            view={view}
            group={group}
            chosen={address.cause === group.signature}
            onChoose={() =>
              void setAddress({ cause: address.cause === group.signature ? null : group.signature })
            }
          />
        ))}
      {targets.length === 0 ? (
        <EmptyState title={tab === 'failed' ? 'Nothing has failed' : 'No tenant here'}>
          {address.wave !== null || address.cause !== null || address.check !== null
            ? 'Remove a filter to see more.'
            : 'They appear here as soon as they get there.'}
        </EmptyState>
      ) : (
        <TargetList view={view} targets={targets} onOpen={(target) => void setAddress({ target })} />
      )}
    </Card>
  );
};

interface TabRowProps {
  readonly counts: Readonly<Record<Tab, number>>;
  readonly tab: Tab;
  readonly onTab: (tab: Tab) => void;
}

const TabRow = ({ counts, tab, onTab }: TabRowProps) => (
  <nav aria-label="Targets by state" className={`${tabListClass} px-2`}>
    {TABS.map((one) => (
      <button
        key={one}
        type="button"
        className={tabClass}
        onClick={() => onTab(one)}
        {...(one === tab ? { 'aria-current': 'page' as const } : {})}
      >
        <StateGlyph tone={tabWord[one].tone} size={12} />
        {tabWord[one].word}
        <Badge look="count">{counts[one].toLocaleString('en')}</Badge>
      </button>
    ))}
  </nav>
);

/** What narrows the list, each with its way out. */
const Filters = ({ view }: { readonly view: RolloutView }) => {
  const [{ wave, cause, check }, setAddress] = useRolloutAddress();
  if (wave === null && cause === null && check === null) return null;
  return (
    <div className="flex flex-wrap gap-2 border-b border-border px-4 py-2">
      {wave !== null && (
        <Tag
          name="wave"
          value={view.waves[wave]?.name ?? String(wave)}
          onRemove={() => void setAddress({ wave: null })}
        />
      )}
      {cause !== null && <Tag name="cause" value={cause} onRemove={() => void setAddress({ cause: null })} />}
      {check !== null && (
        <Tag
          name="check not passed"
          value={checkName(check)}
          onRemove={() => void setAddress({ check: null })}
        />
      )}
    </div>
  );
};
