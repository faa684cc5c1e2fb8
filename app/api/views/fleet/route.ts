import { systemClock } from '@/lib/platform/clock';
import { readFleet } from '@/lib/server/queries/fleet';
import { viewRoute } from '@/lib/server/routes';
import { fleetQuery } from '@/lib/wire/fleet-view';

export const GET = viewRoute(fleetQuery, ({ db }, _operator, query) =>
  readFleet(db, query, systemClock.now()),
);
