import { z } from 'zod';
import { readChecks } from '@/lib/server/queries/checks';
import { viewRoute } from '@/lib/server/routes';

export const GET = viewRoute(z.object({}), readChecks);
