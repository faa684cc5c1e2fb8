import { plural, versionWords } from '@/lib/wire/fact-text';
import type { PlanView } from '@/lib/wire/plan-view';
import { EXCLUSION_LOOK } from '@/components/plan/plan-words';

type Place = { readonly where: string; readonly way: string; readonly scripts: string };

/**
 * What differs between the plan that was looked at and the one that stands now, a line a tenant; by key. Empty when
 * they differ in settings only.
 */
export function whatMoved(before: PlanView, after: PlanView): readonly string[] {
  const old = placesOf(before);
  const now = placesOf(after);
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((key) => {
    const was = old.get(key);
    const is = now.get(key);
    if (was === undefined) return [`${key} is new: ${is?.where ?? ''}`];
    if (is === undefined) return [`${key} is gone; it was ${was.where}`];
    if (was.where !== is.where) return [`${key} was ${was.where} and is ${is.where}`];
    if (was.way !== is.way) return [`${key} went ${was.way} and goes ${is.way}`];
    if (was.scripts !== is.scripts) return [`${key} runs other scripts`];
    return [];
  });
}

function placesOf(view: PlanView): ReadonlyMap<string, Place> {
  const way = (from: string | null, to: string | null) => `${versionWords(from)} → ${versionWords(to)}`;
  const planned = view.waves.flatMap((wave) =>
    wave.members.map(
      (one) =>
        [
          one.key,
          { where: `in ${wave.name}`, way: way(one.from, one.to), scripts: one.scripts.join() },
        ] as const,
    ),
  );
  const left = view.left.map(
    (one) =>
      [one.key, { where: 'in no wave', way: way(one.from, one.to), scripts: one.scripts.join() }] as const,
  );
  const excluded = view.excluded.map(
    (one) =>
      [
        one.key,
        { where: `left out (${EXCLUSION_LOOK[one.reason].word.toLowerCase()})`, way: '', scripts: '' },
      ] as const,
  );
  return new Map<string, Place>([...excluded, ...left, ...planned]);
}

/** `56 tenants in 3 waves, 4 left out, 1 in no wave`. */
export function planCounts({ counts, waves }: Pick<PlanView, 'counts' | 'waves'>): string {
  const left = counts.left === 0 ? '' : `, ${counts.left.toLocaleString('en')} in no wave`;
  return `${plural(counts.planned, 'tenant')} in ${plural(waves.length, 'wave')}, ${counts.excluded.toLocaleString('en')} left out${left}`;
}
