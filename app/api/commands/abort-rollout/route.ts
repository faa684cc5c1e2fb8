import { abortRolloutRoute } from '@/lib/server/rollout-commands';

export const POST = abortRolloutRoute;
