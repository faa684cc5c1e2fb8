import { z } from 'zod';
import { readApproval } from '@/lib/server/queries/approval';
import { viewRoute } from '@/lib/server/routes';

export const GET = viewRoute(z.object({ id: z.uuid() }), (engine, operator, { id }) =>
  readApproval(engine, operator, id),
);
