import { z } from 'zod';
import { readServers } from '@/lib/server/queries/servers';
import { viewRoute } from '@/lib/server/routes';

export const GET = viewRoute(z.object({}), readServers);
