import 'server-only';
import { previewRollback } from '@/lib/engine/preview-rollback';
import { previewRollout } from '@/lib/engine/preview-rollout';
import * as commands from '@/lib/wire/commands';
import { commandRoute } from './routes';

/** Previews write nothing. They are route handlers, so that a slow one never stands in the way of a press. */
export const previewRolloutRoute = commandRoute('plan-rollout', commands.rolloutPlan, previewRollout);
export const previewRollbackRoute = commandRoute('plan-rollback', commands.rollbackPlan, previewRollback);
