import { z } from 'zod';
import { readPublish } from '@/lib/server/queries/publish';
import { viewRoute } from '@/lib/server/routes';

export const GET = viewRoute(z.object({}), (engine, operator) => readPublish(engine, operator));
