'use server';

import { acceptVerdict } from '@/lib/engine/accept-verdict';
import { askApproval } from '@/lib/engine/ask-approval';
import { quarantineTarget } from '@/lib/engine/quarantine-target';
import { raiseBudget } from '@/lib/engine/raise-budget';
import { recheckTarget } from '@/lib/engine/recheck-target';
import { resumeRollout } from '@/lib/engine/resume-rollout';
import { retryTarget } from '@/lib/engine/retry-target';
import { skipTarget } from '@/lib/engine/skip-target';
import { startRollout } from '@/lib/engine/start-rollout';
import { action } from '@/lib/server/action';
import * as commands from '@/lib/wire/commands';

const start = action('start-rollout', commands.startRollout, startRollout);
export async function startRolloutAction(input: unknown) {
  return start(input);
}

const resume = action('resume-rollout', commands.resumeRollout, resumeRollout);
export async function resumeRolloutAction(input: unknown) {
  return resume(input);
}

const retry = action('retry-target', commands.retryTarget, retryTarget);
export async function retryTargetAction(input: unknown) {
  return retry(input);
}

const recheck = action('recheck-target', commands.recheckTarget, recheckTarget);
export async function recheckTargetAction(input: unknown) {
  return recheck(input);
}

const skip = action('skip-target', commands.skipTarget, skipTarget);
export async function skipTargetAction(input: unknown) {
  return skip(input);
}

const quarantine = action('quarantine-target', commands.quarantineTarget, quarantineTarget);
export async function quarantineTargetAction(input: unknown) {
  return quarantine(input);
}

const raise = action('raise-budget', commands.raiseBudget, raiseBudget);
export async function raiseBudgetAction(input: unknown) {
  return raise(input);
}

const ask = action('ask-approval', commands.askApproval, askApproval);
export async function askApprovalAction(input: unknown) {
  return ask(input);
}

const accept = action('accept-verdict', commands.acceptVerdict, acceptVerdict);
export async function acceptVerdictAction(input: unknown) {
  return accept(input);
}
