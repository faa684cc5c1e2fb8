import { z } from 'zod';
import { readTenantChoices } from '@/lib/server/queries/tenant';
import { viewRoute } from '@/lib/server/routes';

export const GET = viewRoute(z.object({}), (engine) => readTenantChoices(engine));
