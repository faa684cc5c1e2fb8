import { z } from 'zod';
import { readRelease } from '@/lib/server/queries/release';
import { viewRoute } from '@/lib/server/routes';

export const GET = viewRoute(z.object({ id: z.uuid() }), (engine, _operator, { id }) =>
  readRelease(engine, id),
);
