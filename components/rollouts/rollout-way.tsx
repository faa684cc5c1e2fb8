'use client';

import type { TargetState } from '@/lib/domain/target';
import { isWaveOver } from '@/lib/domain/wave';
import { plural } from '@/lib/wire/fact-text';
import { paths } from '@/lib/wire/paths';
import type { RolloutView, WaveView } from '@/lib/wire/rollout-view';
import { Progress, type ProgressSegment } from '@/components/ui/progress';
import type { StateTone } from '@/components/ui/state-tone';
import { Stepper, type StepperNode } from '@/components/ui/stepper';
import { TABS, tabStates, tabWord, waveLook, type Tab } from './state-words';

/** The waves and their gates, and how far all tenants are. Every number leads to its rows. */
export const RolloutWay = ({ view }: { readonly view: RolloutView }) => {
  const current = view.waves.find((wave) => !isWaveOver(wave.state)) ?? view.waves.at(-1);
  return (
    <section
      aria-label="Progress"
      className="flex min-w-0 flex-col gap-3 rounded-lg border border-border bg-surface p-4"
    >
      <Stepper label="Waves" nodes={view.waves.map((wave, index) => node(view, wave, index, current))} />
      <div className="flex flex-wrap items-start gap-x-6 gap-y-2">
        <Progress
          label="Tenants"
          segments={segmentsOf(view.counts, (tab) => `?state=${tab}`)}
          className="grow basis-96"
        />
        {current !== undefined && <Budget wave={current} />}
      </div>
    </section>
  );
};

function node(view: RolloutView, wave: WaveView, index: number, current: WaveView | undefined): StepperNode {
  const look = waveLook[wave.state];
  const next = view.waves[index + 1];
  return {
    id: wave.id,
    label: wave.name,
    detail: wave.state === 'pending' ? wave.tenants : `${wave.settled}/${wave.tenants}`,
    tone: wave.state === 'applying' && view.state === 'paused' ? 'paused' : look.tone,
    word: look.word,
    href: `?state=all&wave=${wave.position}`,
    current: wave === current,
    ...(next === undefined ? {} : { gate: gateOf(view, next) }),
  };
}

function gateOf(view: RolloutView, next: WaveView): NonNullable<StepperNode['gate']> {
  if (next.startedAt !== null) return { tone: 'applied', word: 'open' };
  if (next.state !== 'pending') return { tone: 'skipped', word: 'not needed' };
  if (view.gate?.waveId !== next.id) return { tone: 'pending', word: 'shut' };
  const { approval, ok } = view.gate;
  if (ok) return { tone: 'applied', word: 'open' };
  if (approval?.state === 'requested') {
    return { tone: 'warning', word: 'waits for a decision', href: paths.approval(approval.id) };
  }
  return {
    tone: approval?.state === 'rejected' ? 'failed' : 'pending',
    word: approval?.state ?? 'shut',
    href: '#gate',
  };
}

/** Tenants by the panel's tabs, in the order of the bar. */
export function segmentsOf(
  counts: RolloutView['counts'],
  href?: (tab: Tab) => string,
): readonly ProgressSegment[] {
  const order: readonly Tab[] = ['succeeded', 'running', 'failed', 'exceptions', 'waiting'];
  return order.map((tab) => ({
    key: tab,
    tone: tabWord[tab].tone as StateTone,
    count: sum(counts, tabStates[tab]),
    word: tabWord[tab].word.toLowerCase(),
    settled: tab === 'succeeded' || tab === 'exceptions',
    ...(href === undefined ? {} : { href: href(tab) }),
  }));
}

export const tabCounts = (counts: RolloutView['counts']): Readonly<Record<Tab, number>> =>
  Object.fromEntries(TABS.map((tab) => [tab, sum(counts, tabStates[tab])])) as Record<Tab, number>;

const sum = (counts: RolloutView['counts'], states: readonly TargetState[]): number =>
  states.reduce((total, state) => total + (counts[state] ?? 0), 0);

/** How much of the failure budget of the wave that runs is used. */
const Budget = ({ wave }: { readonly wave: WaveView }) => {
  const exhausted = wave.failures > wave.tolerance;
  const left = Math.max(0, wave.tolerance + 1 - wave.failures);
  return (
    <p className="text-sm">
      <span className="text-muted">failure budget of {wave.name} </span>
      <span className={exhausted ? 'font-semibold' : 'font-medium'}>
        {wave.failures} of {wave.tolerance} used{exhausted ? ' · exhausted' : ''}
      </span>
      <span className="block text-xs text-muted">
        {wave.budgetMode === 'strict'
          ? exhausted
            ? 'strict: only retries are started'
            : `strict: at most ${plural(left, 'tenant')} at a time`
          : 'soft: what is in flight may overrun it'}
      </span>
    </p>
  );
};
