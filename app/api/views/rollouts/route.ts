import { readRollouts } from '@/lib/server/queries/rollouts';
import { viewRoute } from '@/lib/server/routes';
import { rolloutsQuery } from '@/lib/wire/rollout-view';

export const GET = viewRoute(rolloutsQuery, (engine, _operator, query) => readRollouts(engine, query));
