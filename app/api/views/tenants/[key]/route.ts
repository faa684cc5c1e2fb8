import { z } from 'zod';
import { readTenant } from '@/lib/server/queries/tenant';
import { viewRoute } from '@/lib/server/routes';

export const GET = viewRoute(
  z.object({ key: z.string().transform(decodeURIComponent) }),
  (engine, _operator, { key }) => readTenant(engine, key),
);
