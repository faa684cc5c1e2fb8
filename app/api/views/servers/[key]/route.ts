import { z } from 'zod';
import { readServer } from '@/lib/server/queries/servers';
import { viewRoute } from '@/lib/server/routes';

export const GET = viewRoute(
  z.object({ key: z.string().transform(decodeURIComponent) }),
  (engine, _operator, { key }) => readServer(engine, key),
);
