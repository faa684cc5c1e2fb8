'use client';

import { useView } from '@/lib/client/use-view';
import type { RolloutView } from '@/lib/wire/rollout-view';
import { ExceptionsPanel } from './exceptions-panel';
import { GatePanel } from './gate-panel';
import { LiveSummary } from './live-summary';
import { RolloutBanners } from './rollout-banners';
import { RolloutHeader } from './rollout-header';
import { RolloutWay } from './rollout-way';
import { SettingsCard } from './settings-card';
import { TargetDrawer } from './target-drawer';
import { TargetsPanel } from './targets-panel';
import { Timeline } from './timeline';

/** Soaks end and workers fall silent without a hint. */
const EVERY_MS = 10_000;

export const RolloutPage = ({ initial }: { readonly initial: RolloutView }) => {
  const { data: view = initial } = useView<RolloutView>({
    url: `/api/views/rollouts/${initial.id}`,
    topics: [`rollout:${initial.id}`, 'rollouts'],
    initial,
    everyMs: EVERY_MS,
  });
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <LiveSummary view={view} />
      <RolloutHeader view={view} />
      <RolloutBanners view={view} />
      <RolloutWay view={view} />
      {/* On a phone the gate comes right after the tenants; beside them it is as tall as it needs to be. */}
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-[minmax(0,1fr)_24rem] lg:grid-rows-[auto_1fr]">
        <TargetsPanel view={view} />
        <div className="flex min-w-0 flex-col gap-4 lg:row-span-2">
          <GatePanel view={view} />
          <ExceptionsPanel view={view} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <Timeline view={view} />
          <SettingsCard view={view} />
        </div>
      </div>
      <TargetDrawer view={view} />
    </div>
  );
};
