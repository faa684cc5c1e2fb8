import { findByName, findQuery } from '@/lib/server/queries/find';
import { viewRoute } from '@/lib/server/routes';

export const GET = viewRoute(findQuery, (engine, _operator, query) => findByName(engine, query.q));
