import type { RolloutView, TargetRow } from '@/lib/wire/rollout-view';
import { tabStates, type Tab } from './state-words';

/** The panel's filters, as they stand in the address. Null: any. */
export type TargetFilter = {
  readonly state: Tab | null;
  readonly wave: number | null;
  /** Signature of a failure. */
  readonly cause: string | null;
  /** Tenants of which this check said anything but `passed`. */
  readonly check: string | null;
};

/** In the order of attention: states as the tab has them, then waves and places in them. */
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
  const rank = new Map(states.map((state, index) => [state, index]));
  const chosen = view.targets.filter(
    (target) =>
      states.includes(target.state) &&
      (filter.wave === null || target.wave === filter.wave) &&
      (filter.cause === null || target.cause === filter.cause) &&
      (said === null || said.has(target.id)),
  );
  return chosen.sort((a, b) => (rank.get(a.state) ?? 0) - (rank.get(b.state) ?? 0));
}
