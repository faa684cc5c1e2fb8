import { z } from 'zod';
import { readTarget } from '@/lib/server/queries/target';
import { viewRoute } from '@/lib/server/routes';

export const GET = viewRoute(z.object({ id: z.uuid() }), (engine, _operator, { id }) =>
  readTarget(engine, id),
);
