import type { RolloutView, TargetRow } from '@/lib/wire/rollout-view';
import { TABS, tabStates, type Tab } from './state-words';

/** The panel's filters, as they stand in the address. Null: any. */
export type TargetFilter = {
  readonly state: Tab | null;
  readonly wave: number | null;
  /** Signature of a failure. */
  readonly cause: string | null;
  /** Tenants of which this check said anything but `passed`. */
  readonly check: string | null;
};

/** Without a choice, the panel opens where a person is needed, or where something moves. */
export function firstTab(counts: Readonly<Record<Tab, number>>): Tab {
  return TABS.find((tab) => tab !== 'exceptions' && counts[tab] > 0) ?? 'all';
}

export function filterTargets(
  view: Pick<RolloutView, 'targets' | 'notPassed'>,
  filter: TargetFilter,
  tab: Tab,
): readonly TargetRow[] {
  const said =
    filter.check === null
      ? null
      : new Set(view.notPassed.filter(({ check }) => check === filter.check).map(({ targetId }) => targetId));
  // Asking for a check asks across all states, unless one is chosen too.
  const states = said !== null && filter.state === null ? tabStates.all : tabStates[tab];
  return view.targets.filter(
    (target) =>
      states.includes(target.state) &&
      (filter.wave === null || target.wave === filter.wave) &&
      (filter.cause === null || target.cause === filter.cause) &&
      (said === null || said.has(target.id)),
  );
}
