import { z } from 'zod';
import { readRollout } from '@/lib/server/queries/rollout';
import { viewRoute } from '@/lib/server/routes';

export const GET = viewRoute(z.object({ id: z.uuid() }), (engine, operator, { id }) =>
  readRollout(engine, operator, id),
);
