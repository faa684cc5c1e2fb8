import { z } from 'zod';
import { readApprovals } from '@/lib/server/queries/approvals';
import { viewRoute } from '@/lib/server/routes';

export const GET = viewRoute(z.object({}), readApprovals);
