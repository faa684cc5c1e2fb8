'use server';

import { planRollback } from '@/lib/engine/plan-rollback';
import { planRollout } from '@/lib/engine/plan-rollout';
import { saveTemplate } from '@/lib/engine/save-template';
import { action } from '@/lib/server/action';
import * as commands from '@/lib/wire/commands';

const plan = action('plan-rollout', commands.planRollout, planRollout);
export async function planRolloutAction(input: unknown) {
  return plan(input);
}

const rollback = action('plan-rollback', commands.planRollback, planRollback);
export async function planRollbackAction(input: unknown) {
  return rollback(input);
}

const template = action('save-template', commands.saveTemplate, saveTemplate);
export async function saveTemplateAction(input: unknown) {
  return template(input);
}
