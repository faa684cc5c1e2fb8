/** Numbers of one wave, its server and its rollout at the moment of admission. */
export type Load = {
  readonly tolerance: number;
  readonly budgetMode: 'strict' | 'soft';
  /** Targets of the wave that have failed and have not since succeeded; quarantine and skip do not give a place back. */
  readonly failures: number;
  /** Fresh targets of the wave in flight; retries of targets already counted as failures are not among them. */
  readonly freshInFlight: number;
  readonly rolloutInFlight: number;
  readonly rolloutLimit: number;
};

/**
 * How many fresh targets of a wave may be started now. AWS StackSets' strict mode: never more in flight than the
 * failures that the budget still allows, plus one, so that failures can never exceed tolerance + 1.
 * Soft mode stops only after the budget is exhausted and may overrun it by what was in flight.
 */
export function freshAllowance(load: Load): number {
  const overall = load.rolloutLimit - load.rolloutInFlight;
  const left = load.tolerance + 1 - load.failures;
  if (load.budgetMode === 'soft') return left > 0 ? Math.max(0, overall) : 0;
  return Math.max(0, Math.min(overall, left - load.freshInFlight));
}

/** Retries are limited by the rollout and the server only: they hold a place in the budget already. */
export const retryAllowance = (load: Load): number => Math.max(0, load.rolloutLimit - load.rolloutInFlight);

export const isBudgetExhausted = (load: Pick<Load, 'tolerance' | 'failures'>): boolean =>
  load.failures > load.tolerance;

/** By how much a soft budget may be overrun: what can be in flight when the last allowed failure happens. */
export const possibleOverrun = (load: Pick<Load, 'budgetMode' | 'rolloutLimit'>): number =>
  load.budgetMode === 'soft' ? load.rolloutLimit - 1 : 0;
