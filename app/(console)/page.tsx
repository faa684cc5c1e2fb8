import type { Metadata } from 'next';
import { FleetPage } from '@/components/fleet/fleet-page';
import { FleetStart } from '@/components/fleet/fleet-start';
import { engine } from '@/lib/server/engine';
import { requireOperator } from '@/lib/server/operator';
import { firstPaint, readFleet, readSetup } from '@/lib/server/queries/fleet';
import { fleetQuery } from '@/lib/wire/fleet-view';

export const metadata: Metadata = { title: 'Fleet' };

export default async function Page({ searchParams }: PageProps<'/'>) {
  const operator = await requireOperator();
  const { db, clock } = await engine();
  const query = fleetQuery.safeParse(await searchParams);
  const view = await readFleet(db, query.success ? query.data : fleetQuery.parse({}), clock.now());
  if (view === null || view.totals.tenants === 0) {
    return <FleetStart role={operator.role} setup={await readSetup(db)} view={view} />;
  }
  return <FleetPage role={operator.role} initial={firstPaint(view)} />;
}
