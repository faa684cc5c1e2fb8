import 'server-only';
import { abortRollout } from '@/lib/engine/abort-rollout';
import { cancelTarget } from '@/lib/engine/cancel-target';
import { pauseRollout } from '@/lib/engine/pause-rollout';
import * as commands from '@/lib/wire/commands';
import { commandRoute } from './routes';

/** What stops something never waits behind a server action of the same client. */
export const pauseRolloutRoute = commandRoute('pause-rollout', commands.pauseRollout, pauseRollout);
export const abortRolloutRoute = commandRoute('abort-rollout', commands.abortRollout, abortRollout);
export const cancelTargetRoute = commandRoute('cancel-target', commands.cancelTarget, cancelTarget);
