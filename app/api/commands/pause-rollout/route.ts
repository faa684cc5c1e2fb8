import { pauseRolloutRoute } from '@/lib/server/rollout-commands';

export const POST = pauseRolloutRoute;
