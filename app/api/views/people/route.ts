import { z } from 'zod';
import { may } from '@/lib/domain/verbs';
import { readPeople } from '@/lib/server/queries/people';
import { viewRoute } from '@/lib/server/routes';

/** Null, which is answered as "not found", for whoever may not change people. */
export const GET = viewRoute(z.object({}), async (engine, operator) =>
  may(operator.role, 'edit-person') ? readPeople(engine) : null,
);
