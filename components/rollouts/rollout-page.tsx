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
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <TargetsPanel view={view} />
          <Timeline view={view} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <GatePanel view={view} />
          <ExceptionsPanel view={view} />
          <SettingsCard view={view} />
        </div>
      </div>
      <TargetDrawer view={view} />
    </div>
  );
};
