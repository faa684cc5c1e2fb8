import type { Metadata } from 'next';
import { PlanPage } from '@/components/plan/plan-page';
import { PlanNeeds } from '@/components/plan/plan-needs';
import { engine } from '@/lib/server/engine';
import { requireOperator } from '@/lib/server/operator';
import { readPlanAsked, readPlanChoices } from '@/lib/server/queries/plan';

export const metadata: Metadata = { title: 'Plan a rollout' };

export default async function Page({ searchParams }: PageProps<'/rollouts/new'>) {
  const operator = await requireOperator();
  const { db, clock } = await engine();
  const now = clock.now();
  const [choices, asked] = await Promise.all([
    readPlanChoices(db, now),
    readPlanAsked(db, await searchParams, now),
  ]);
  if (choices.releases.length === 0 || choices.tenants.length === 0) {
    return (
      <PlanNeeds role={operator.role} releases={choices.releases.length} tenants={choices.tenants.length} />
    );
  }
  return <PlanPage role={operator.role} choices={choices} asked={asked} />;
}
