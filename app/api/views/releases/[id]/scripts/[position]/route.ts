import { z } from 'zod';
import { readScriptText } from '@/lib/server/queries/release';
import { viewRoute } from '@/lib/server/routes';

const query = z.object({ id: z.uuid(), position: z.coerce.number().int().min(0).max(100_000) });

export const GET = viewRoute(query, (engine, _operator, asked) => readScriptText(engine, asked));
