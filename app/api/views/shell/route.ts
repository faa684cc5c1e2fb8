import { z } from 'zod';
import { readShell } from '@/lib/server/queries/shell';
import { viewRoute } from '@/lib/server/routes';

export const GET = viewRoute(z.object({}), readShell);
