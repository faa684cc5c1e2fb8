import { cancelTargetRoute } from '@/lib/server/rollout-commands';

export const POST = cancelTargetRoute;
